"""VRFs and the VPN routes between them as one provider edge router has them (RFC 4364)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from mcastcfg.config.ldp import first_loopback
from mcastcfg.config.mvpn import VrfMulticastConfig
from mcastcfg.errors import NodePath
from mcastcfg.model.base import Address, Prefix
from mcastcfg.model.network import Network
from mcastcfg.model.site import Router

if TYPE_CHECKING:
    from mcastcfg.config.mdt import MdtConfig

_TABLES = 1000
"""Tables of VRFs are numbered from here; Linux itself and the usual programs keep to the first 255."""


@dataclass(frozen=True, slots=True)
class VrfRouteConfig:
    """A static route of a VRF, towards the customer's router on one of its links."""

    prefix: Prefix
    next_hop: Address
    origin: NodePath


@dataclass(frozen=True, slots=True)
class VrfConfig:
    """One VRF on one router."""

    name: str
    number: int
    table: int
    description: str
    route_distinguisher: str
    import_targets: tuple[str, ...]
    export_targets: tuple[str, ...]
    interfaces: tuple[str, ...]
    routes: tuple[VrfRouteConfig, ...]
    origin: NodePath
    multicast: VrfMulticastConfig | None = None
    """None where no multicast runs in the VRF."""
    mdt: MdtConfig | None = None
    """None where the router has MDTs of its own, or the VRF has none."""


@dataclass(frozen=True, slots=True)
class VpnNeighborConfig:
    """Another provider edge router of the same autonomous system."""

    router: str
    address: Address


@dataclass(frozen=True, slots=True)
class VpnConfig:
    """VPN routes in BGP: every provider edge router with every other (RFC 4364 section 4.3.3); times in seconds."""

    asn: int
    router_id: Address
    loopback: str
    """The interface whose address the sessions and the labels are bound to."""
    keepalive_interval: int
    hold_time: int
    connect_retry_time: int
    neighbors: tuple[VpnNeighborConfig, ...]
    origin: NodePath


@dataclass(frozen=True, slots=True)
class ProviderEdge:
    """A router with interfaces in VRFs: its autonomous system, and the loopback that names it."""

    asn: int
    loopback: str
    address: Address
    origin: NodePath


ProviderEdges: TypeAlias = "Mapping[str, ProviderEdge]"
"""Provider edge routers by name."""


def vrfs_of(network: Network, router: Router, at: NodePath) -> tuple[VrfConfig, ...]:
    """Return the VRFs that a router has interfaces in, by number."""
    found = []
    for name, vrf in network.vrfs.items():
        interfaces = tuple(sorted(key for key, one in router.interfaces.items() if one.vrf == name))
        if interfaces:
            routes = (
                VrfRouteConfig(route.prefix, route.next_hop, (*at, "routes", index))
                for index, route in enumerate(router.routes)
                if route.vrf == name
            )
            found.append(
                VrfConfig(
                    name=name,
                    number=vrf.number,
                    table=_TABLES + vrf.number,
                    description=vrf.description,
                    route_distinguisher=vrf.route_distinguisher,
                    import_targets=tuple(sorted(vrf.import_targets)),
                    export_targets=tuple(sorted(vrf.export_targets)),
                    interfaces=interfaces,
                    routes=tuple(sorted(routes, key=lambda route: (route.prefix, route.next_hop))),
                    origin=("vrfs", name),
                )
            )
    return tuple(sorted(found, key=lambda vrf: vrf.number))


def vpn_of(network: Network, edges: ProviderEdges, router: str) -> VpnConfig | None:
    """Return a router's VPN routes, or None where it is no provider edge router."""
    edge = edges.get(router)
    if edge is None:
        return None
    return VpnConfig(
        asn=edge.asn,
        router_id=edge.address,
        loopback=edge.loopback,
        keepalive_interval=network.bgp.keepalive_interval,
        hold_time=network.bgp.hold_time,
        connect_retry_time=network.bgp.connect_retry_time,
        neighbors=tuple(
            VpnNeighborConfig(name, other.address)
            for name, other in sorted(edges.items(), key=lambda item: item[1].address)
            if other.asn == edge.asn and name != router
        ),
        origin=edge.origin,
    )


def provider_edges(network: Network) -> ProviderEdges:
    """Return the routers with interfaces in VRFs, by name."""
    found: dict[str, ProviderEdge] = {}
    for name, (site, router) in network.routers().items():
        asn, loopback = network.sites[site].asn, first_loopback(router)
        if asn is not None and loopback is not None and any(i.vrf is not None for i in router.interfaces.values()):
            found[name] = ProviderEdge(asn, *loopback, ("sites", site, "routers", name))
    return found
