"""The routes a router will have, from its configuration and from what the network is known to give it.

Preference between equal prefixes is that of administrative distance: connected, then static, then known, then BGP of
another autonomous system, then OSPF.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from mcastcfg.analysis.bgp import BgpPaths, Family, bgp_paths, offered
from mcastcfg.analysis.fabric import Fabric
from mcastcfg.analysis.ospf import ospf_prefixes, ospf_route
from mcastcfg.config.bgp import BgpNeighborConfig
from mcastcfg.config.router_config import KnownRoute
from mcastcfg.errors import NodePath
from mcastcfg.model.base import Address, Prefix


@dataclass(frozen=True, slots=True)
class Hop:
    """One route's answer: which interface, which next router (None on a connected prefix), and who said so."""

    prefix: Prefix
    interface: str
    next_hop: Address | None
    kind: Literal["connected", "static", "known", "bgp", "ospf"]
    origin: NodePath


@dataclass(frozen=True, slots=True)
class Table:
    """A routing table; `by_length` holds (bits to drop, network without them -> hop), longest prefix first."""

    by_length: tuple[tuple[int, dict[int, Hop]], ...]
    ospf: Callable[[Address], Hop | None] | None = None
    """What OSPF says of an address; it is asked and not listed, because it has a route to every prefix of everyone."""

    def lookup(self, address: Address) -> Hop | None:
        """Return the longest match, or None."""
        number = int(address)
        found = (hops.get(number >> shift) for shift, hops in self.by_length)
        hop = next((hop for hop in found if hop is not None), None)
        learnt = self.ospf(address) if self.ospf is not None else None
        if hop is None or (learnt is not None and learnt.prefix.prefixlen > hop.prefix.prefixlen):
            return learnt
        return hop


@dataclass(frozen=True, slots=True)
class RoutingTables:
    """What a router forwards unicast by, and what only RPF sees (FRR's MRIB holds connected prefixes too)."""

    unicast: Table
    multicast: Table


def routing_tables(fabric: Fabric, router: str) -> RoutingTables:
    """Return a router's tables, built at the first question."""
    key = ("routes", router, None)
    known = fabric.memo.get(key)
    if isinstance(known, RoutingTables):
        return known
    built = _build(fabric, router)
    fabric.memo[key] = built
    return built


def unicast_hop(fabric: Fabric, router: str, address: Address) -> Hop | None:
    """Return where a router sends a unicast packet, or None where it has no route."""
    return routing_tables(fabric, router).unicast.lookup(address)


def through_itself(fabric: Fabric, router: str, tunnel: str) -> tuple[Hop, ...]:
    """Return the hops by which a tunnel's outer packets come back into the tunnel, or nothing where they leave.

    One hop: the route to the destination points into the tunnel itself. More: into another tunnel whose own
    destination leads back.
    """
    path: list[Hop] = []
    seen: set[str] = set()
    name = tunnel
    while name not in seen:
        seen.add(name)
        end = fabric.attachment(router, name).tunnel
        hop = unicast_hop(fabric, router, end.destination) if end is not None else None
        if hop is None:
            return ()
        path.append(hop)
        name = hop.interface
    return tuple(path) if name == tunnel else ()


def _build(fabric: Fabric, router: str) -> RoutingTables:
    config = fabric.configs[router]
    connected = [
        Hop(written.network, attachment.interface, None, "connected", attachment.origin)
        for attachment in fabric.attachments[router].values()
        for written in attachment.addresses
    ]
    static = [
        (route.multicast_only, Hop(route.prefix, route.tunnel, route.next_hop, "static", route.origin))
        for route in config.static_routes
    ]
    own = connected + [hop for multicast_only, hop in static if not multicast_only]
    learnt = _learnt(fabric, router, "unicast")
    for_rpf = _learnt(fabric, router, "multicast") if config.bgp is not None and config.bgp.multicast else []
    return RoutingTables(
        unicast=replace(
            _table([*own, *_resolved(config.known_routes, own), *learnt]), ospf=partial(_by_ospf, fabric, router)
        ),
        multicast=_table([*connected, *(hop for multicast_only, hop in static if multicast_only), *for_rpf]),
    )


def first_as(fabric: Fabric, router: str, address: Address) -> int | None:
    """Return the nearest autonomous system on the way RPF takes to an address; None where BGP brought no route."""
    tables = routing_tables(fabric, router)
    for_rpf = tables.multicast.lookup(address)
    hop = for_rpf or tables.unicast.lookup(address)
    if hop is None or hop.kind != "bgp":
        return None
    family: Family = "unicast" if for_rpf is None else "multicast"
    return _paths(fabric, family)[router][hop.prefix].as_path[0]


def taken_from(fabric: Fabric, router: str, neighbor: BgpNeighborConfig, family: Family) -> int:
    """Return how many prefixes of an address family a router takes from a BGP neighbour."""
    mine, theirs = fabric.configs[router].bgp, fabric.configs[neighbor.router].bgp
    if mine is None or theirs is None:
        return 0
    return len(offered(_paths(fabric, family), mine, neighbor, theirs.router_id))


def _learnt(fabric: Fabric, router: str, family: Family) -> list[Hop]:
    if fabric.configs[router].bgp is None:
        return []
    return [
        Hop(prefix, path.via.tunnel, path.via.address, "bgp", path.via.origin)
        for prefix, path in _paths(fabric, family)[router].items()
        if path.via is not None
    ]


def _paths(fabric: Fabric, family: Family) -> BgpPaths:
    def interior(router: str) -> set[Prefix]:
        config = fabric.configs[router]
        there = {written.network for at in fabric.attachments[router].values() for written in at.addresses}
        there |= {route.prefix for route in config.static_routes if not route.multicast_only}
        there |= ospf_prefixes(fabric, router)
        return there | {route.prefix for route in config.known_routes}

    return bgp_paths(fabric, family, interior)


def _by_ospf(fabric: Fabric, router: str, address: Address) -> Hop | None:
    route = ospf_route(fabric, router, address)
    if route is None:
        return None
    way = route.ways[0]
    return Hop(route.prefix, way.interface, way.next_hop, "ospf", way.origin)


def _resolved(known: tuple[KnownRoute, ...], own: list[Hop]) -> list[Hop]:
    """Find the interface of each known route; one whose next hop cannot be reached is not there."""
    hops: list[Hop] = []
    table = _table(own)
    waiting = list(known)
    while waiting:
        later: list[KnownRoute] = []
        for route in waiting:
            via = table.lookup(route.next_hop)
            if via is None:
                later.append(route)
            else:
                next_hop = route.next_hop if via.next_hop is None else via.next_hop
                hops.append(Hop(route.prefix, via.interface, next_hop, "known", route.origin))
        if len(later) == len(waiting):
            break
        table = _table([*own, *hops])
        waiting = later
    return hops


def _table(hops: Iterable[Hop]) -> Table:
    by_shift: dict[int, dict[int, Hop]] = {}
    for hop in hops:
        shift = 32 - hop.prefix.prefixlen
        # The first one of a prefix stays: callers give them in the order of preference.
        by_shift.setdefault(shift, {}).setdefault(int(hop.prefix.network_address) >> shift, hop)
    return Table(tuple(sorted(by_shift.items())))
