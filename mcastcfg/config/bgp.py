"""BGP as one router runs it: a session over each of its tunnels into another autonomous system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mcastcfg.config.router_config import TunnelConfig
from mcastcfg.errors import NodePath
from mcastcfg.model.anycast import own_address
from mcastcfg.model.base import Address, Prefix
from mcastcfg.model.network import Network
from mcastcfg.model.secret import SecretRef
from mcastcfg.model.site import Router


@dataclass(frozen=True, slots=True)
class BgpNeighborConfig:
    """The router at the other end of a tunnel, in another autonomous system."""

    router: str
    address: Address
    asn: int
    tunnel: str
    password: SecretRef | None
    origin: NodePath


@dataclass(frozen=True, slots=True)
class BgpConfig:
    """BGP on one router (RFC 4271); times in seconds."""

    asn: int
    router_id: Address
    multicast: bool
    """Whether routes for RPF alone are exchanged as well (SAFI 2, RFC 4760 section 6)."""
    keepalive_interval: int
    hold_time: int
    connect_retry_time: int
    networks: tuple[Prefix, ...]
    """LANs and loopbacks of the router's own system, announced as far as the router has a route to them."""
    foreign: tuple[Prefix, ...]
    """LANs and loopbacks of the other systems; nothing else is taken from a neighbour."""
    neighbors: tuple[BgpNeighborConfig, ...]
    origin: NodePath


def bgp_of(network: Network, site: str, router: Router, tunnels: Sequence[TunnelConfig]) -> BgpConfig | None:
    """Return a router's BGP, or None where none of its tunnels asks for a session."""
    asn = network.sites[site].asn
    neighbors: list[BgpNeighborConfig] = []
    for tunnel in tunnels:
        written = network.tunnels[tunnel.name]
        peer_asn = network.sites[tunnel.peer_site].asn
        if written.rpf == "bgp" and peer_asn is not None:
            password = written.bgp.password if written.bgp is not None else None
            neighbors.append(
                BgpNeighborConfig(
                    tunnel.peer_router, tunnel.peer_address, peer_asn, tunnel.name, password, tunnel.origin
                )
            )
    if not neighbors or asn is None:
        return None
    everything = announced(network)
    own = everything.get(asn, frozenset())
    first = next(iter(router.interfaces.values())).addresses[0].ip
    return BgpConfig(
        asn=asn,
        router_id=own_address(network, router) or first,
        multicast=network.bgp.multicast,
        keepalive_interval=network.bgp.keepalive_interval,
        hold_time=network.bgp.hold_time,
        connect_retry_time=network.bgp.connect_retry_time,
        networks=tuple(sorted(own)),
        foreign=tuple(sorted({prefix for prefixes in everything.values() for prefix in prefixes} - own)),
        neighbors=tuple(sorted(neighbors, key=lambda neighbor: neighbor.address)),
        origin=neighbors[0].origin,
    )


def announced(network: Network) -> dict[int, frozenset[Prefix]]:
    """Return each autonomous system's LANs and loopbacks; the provider's links are nobody's to announce."""
    found: dict[int, set[Prefix]] = {}
    for site in network.sites.values():
        if site.asn is None:
            continue
        for router in site.routers.values():
            for interface in router.interfaces.values():
                if interface.role in {"lan", "loopback"}:
                    found.setdefault(site.asn, set()).update(written.network for written in interface.addresses)
    return {asn: frozenset(prefixes) for asn, prefixes in found.items()}
