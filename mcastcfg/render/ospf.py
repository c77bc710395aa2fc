"""OSPF on one interface as templates get it."""

from __future__ import annotations

from mcastcfg.config.ospf import OspfInterfaceConfig
from mcastcfg.model.base import Address
from mcastcfg.platforms.base import Platform
from mcastcfg.render.plain import Context


def ospf_forms(ospf: OspfInterfaceConfig | None, platform: Platform) -> Context | None:
    """Return the settings of one interface; both timers or none, because routers derive one from the other."""
    if ospf is None:
        return None
    usual = platform.DEFAULTS["ospf_hello_interval"], platform.DEFAULTS["ospf_dead_interval"]
    return {
        "area": str(Address(ospf.area)),
        # A loopback costs nothing to reach from its own router, and FRR prints no cost there.
        "cost": None if ospf.network_type == "loopback" else ospf.cost,
        "timers": (ospf.hello_interval, ospf.dead_interval) != usual and not ospf.passive,
        "hello_interval": ospf.hello_interval,
        "dead_interval": ospf.dead_interval,
        "point_to_point": ospf.network_type == "point_to_point",
        "passive": ospf.passive,
    }
