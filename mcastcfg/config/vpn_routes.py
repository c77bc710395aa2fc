"""Which VPN routes a VRF learns: those that another provider edge router tells with a target it takes (RFC 4364)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mcastcfg.config.router_config import RouterConfig
from mcastcfg.config.vpn import VrfConfig
from mcastcfg.model.base import Address, Prefix


@dataclass(frozen=True, slots=True)
class VpnRoute:
    """A route of a VRF to a customer's network behind another provider edge router."""

    prefix: Prefix
    router: str
    vrf: str
    """The VRF it was told from."""
    next_hop: Address
    """The address that names the other router; the outer label leads there."""


def vpn_routes(configs: Mapping[str, RouterConfig], router: str, vrf: VrfConfig) -> tuple[VpnRoute, ...]:
    """Return what a VRF of one router learns from the others, sorted by prefix.

    A network that the VRF has itself is not among it: its own route is nearer.
    """
    mine = configs[router].vpn
    if mine is None:
        return ()
    own = frozenset(prefix for prefix in local_prefixes(configs[router], vrf))
    found: dict[Prefix, VpnRoute] = {}
    for neighbor in mine.neighbors:
        config = configs[neighbor.router]
        for other in config.vrfs:
            if frozenset(other.export_targets).isdisjoint(vrf.import_targets):
                continue
            for prefix in local_prefixes(config, other):
                if prefix not in own:
                    # Neighbours come sorted by address; among equal routes BGP takes the lowest router ID.
                    found.setdefault(prefix, VpnRoute(prefix, config.name, other.name, neighbor.address))
    return tuple(found[prefix] for prefix in sorted(found))


def local_prefixes(config: RouterConfig, vrf: VrfConfig) -> Iterator[Prefix]:
    """Yield the networks that a router tells about one of its VRFs: its links there, and the static routes behind."""
    for name in vrf.interfaces:
        interface = config.interface(name)
        for written in interface.addresses if interface is not None else ():
            yield written.network
    for route in vrf.routes:
        yield route.prefix
