"""A VRF as templates get it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from mcastcfg.config.router_config import PimConfig
from mcastcfg.config.vpn import VrfConfig
from mcastcfg.platforms.base import Platform
from mcastcfg.render.plain import Plain, plain


def vrfs_context(
    vrfs: Iterable[VrfConfig], platform: Platform, rps: Callable[[PimConfig, str], list[Plain]]
) -> list[Plain]:
    """Return each VRF; `rps` makes the rendezvous points of a domain, the names of their lists with a word of ours."""
    found: list[Plain] = []
    for vrf in vrfs:
        described = plain(replace(vrf, description=platform.description(vrf.description), multicast=None))
        if isinstance(described, dict):
            multicast = vrf.multicast
            tunnels = plain(replace(multicast, pim=replace(multicast.pim, rps=()))) if multicast is not None else None
            points = rps(multicast.pim, f"{vrf.name}-") if multicast is not None else []
            found.append({**described, "multicast": tunnels, "rps": points})
    return found


def vpn_families(vrfs: Iterable[VrfConfig]) -> list[Plain]:
    """Return the address families beside VPN routes by which edges find each other's tunnels.

    `mdt` is SAFI 66 (RFC 6037 section 4.3), `mvpn` SAFI 5 (RFC 6514 section 4).
    """
    running = [vrf.multicast for vrf in vrfs if vrf.multicast is not None]
    found: list[Plain] = []
    if any(multicast.draft_rosen is not None for multicast in running):
        found.append("mdt")
    if any(multicast.ng_mvpn is not None for multicast in running):
        found.append("mvpn")
    return found
