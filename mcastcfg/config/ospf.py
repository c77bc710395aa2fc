"""OSPF resolved: which routers run it, on which interfaces, and where they look for neighbours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mcastcfg.errors import NodePath
from mcastcfg.model.anycast import anycast_routers, loopback_addresses
from mcastcfg.model.base import Address, Prefix
from mcastcfg.model.interface import Interface
from mcastcfg.model.network import Network
from mcastcfg.model.ospf import Ospf, OspfLink
from mcastcfg.model.site import Router

Redistributed = Literal["connected", "static", "bgp"]
"""Routes of elsewhere that OSPF may pass on (RFC 2328 section 2.3)."""
OspfNetworkType = Literal["broadcast", "point_to_point", "loopback"]
"""What a link looks like to OSPF (RFC 2328 section 1.2)."""
_POINT_TO_POINT = 30


@dataclass(frozen=True, slots=True)
class OspfInterfaceConfig:
    """OSPF on one interface or tunnel; times in seconds (RFC 2328 section 9)."""

    area: int
    cost: int
    hello_interval: int
    dead_interval: int
    network_type: OspfNetworkType
    passive: bool
    """Whether it is only announced, because no neighbour can stand there."""


@dataclass(frozen=True, slots=True)
class OspfConfig:
    """OSPF on one router."""

    router_id: Address
    redistribute: tuple[Redistributed, ...]
    origin: NodePath


@dataclass(frozen=True, slots=True)
class OspfNetwork:
    """What the whole network says about OSPF; each router's part is taken from here."""

    settings: Ospf
    routers: Mapping[str, NodePath]
    """Router that runs OSPF -> what in the inventory asks for it."""
    members: Mapping[tuple[str, Prefix], frozenset[str]]
    """Site (none for a core link) and prefix of a link -> the OSPF routers on it."""
    shared: frozenset[Address]
    """Addresses that stand on several routers on purpose (anycast)."""


def ospf_network(network: Network) -> OspfNetwork:
    """Return which routers run OSPF, and which of them meet on which link."""
    routers: dict[str, NodePath] = {}
    for name, tunnel in network.tunnels.items():
        if tunnel.rpf == "ospf":
            for end in tunnel.ends:
                routers.setdefault(end.router, ("tunnels", name, "rpf"))
    for name, (site, router) in network.routers().items():
        for interface_name, interface in router.interfaces.items():
            if interface.ospf.enabled:
                at: NodePath = ("sites", site, "routers", name, "interfaces", interface_name, "ospf")
                routers.setdefault(name, at)
    members: dict[tuple[str, Prefix], set[str]] = {}
    for name, (site, router) in network.routers().items():
        for interface in router.interfaces.values():
            if name in routers and runs_ospf(interface):
                for address in interface.addresses:
                    members.setdefault(_link(site, interface, address.network), set()).add(name)
    met = {link: frozenset(found) for link, found in members.items()}
    return OspfNetwork(network.ospf, routers, met, frozenset(anycast_routers(network)))


def runs_ospf(interface: Interface) -> bool:
    """Return whether OSPF runs on an interface of a router that runs OSPF."""
    if interface.vrf is not None:
        return False
    return interface.role != "wan" if interface.ospf.enabled is None else interface.ospf.enabled


def ospf_interface(plan: OspfNetwork, site: str, router: str, interface: Interface) -> OspfInterfaceConfig | None:
    """Return OSPF on an interface of a router's own, or None where it does not run."""
    if router not in plan.routers or not runs_ospf(interface):
        return None
    prefixes = [address.network for address in interface.addresses]
    meets = any(len(plan.members[_link(site, interface, prefix)]) > 1 for prefix in prefixes)
    if interface.role == "loopback":
        return _resolved(plan.settings, interface.ospf, "loopback", passive=True)
    short = interface.role == "core" and prefixes[0].prefixlen >= _POINT_TO_POINT
    alone = interface.role in {"lan", "mdt"} and not meets
    return _resolved(plan.settings, interface.ospf, "point_to_point" if short else "broadcast", passive=alone)


def ospf_tunnel(settings: Ospf, rpf: str, written: OspfLink) -> OspfInterfaceConfig | None:
    """Return OSPF on a tunnel, or None where it does not run."""
    return _resolved(settings, written, "point_to_point", passive=False) if rpf == "ospf" else None


def ospf_router(plan: OspfNetwork, name: str, router: Router) -> OspfConfig | None:
    """Return OSPF on a router, or None where it does not run.

    Its ID is its first loopback address that no other router shares, or else its first address.
    """
    if name not in plan.routers:
        return None
    first = next(iter(router.interfaces.values())).addresses[0].ip
    own = (address for address in loopback_addresses(router) if address not in plan.shared)
    return OspfConfig(next(own, first), (), plan.routers[name])


def _resolved(settings: Ospf, link: OspfLink, network_type: OspfNetworkType, *, passive: bool) -> OspfInterfaceConfig:
    hello, dead = link.timers(settings)
    return OspfInterfaceConfig(settings.area, link.cost, hello, dead, network_type, passive)


def _link(site: str, interface: Interface, prefix: Prefix) -> tuple[str, Prefix]:
    """Return the key of a link; a core link joins routers of any sites."""
    return ("" if interface.role == "core" else site), prefix
