"""Shortest paths as OSPF finds them (RFC 2328 section 16), backwards from the prefix that is asked for.

A stream has few roots and a network has thousands of routers, so one search answers for all routers and one prefix.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

from mcastcfg.analysis.adjacency import Adjacency, adjacencies
from mcastcfg.analysis.fabric import Attachment, Fabric
from mcastcfg.errors import NodePath
from mcastcfg.model.base import Address, Prefix

_HOST_LENGTH = 32


@dataclass(frozen=True, slots=True)
class Way:
    """A first hop on a shortest path."""

    interface: str
    next_hop: Address
    router: str
    """The router at that next hop."""
    origin: NodePath


@dataclass(frozen=True, slots=True)
class OspfRoute:
    """What OSPF says of one prefix at one router."""

    prefix: Prefix
    distance: int
    ways: tuple[Way, ...]
    """Every first hop of the same, lowest cost; which of several RPF takes is the router's secret."""


@dataclass(frozen=True, slots=True)
class _Edge:
    """A neighbour that may send towards a router, with what that costs it."""

    sender: str
    cost: int
    way: Way


def ospf_route(fabric: Fabric, router: str, address: Address) -> OspfRoute | None:
    """Return OSPF's route to the longest prefix it can reach from a router, or None."""
    if fabric.configs[router].ospf is None:
        return None
    number = int(address)
    for shift, prefixes in _announced(fabric):
        owners = prefixes.get(number >> shift)
        if owners:
            prefix = Prefix((number >> shift << shift, _HOST_LENGTH - shift))
            route = _routes_to(fabric, prefix, owners).get(router)
            if route is not None:
                return route
    return None


def ospf_prefixes(fabric: Fabric, router: str) -> set[Prefix]:
    """Return every prefix OSPF brings a router a route to."""
    if fabric.configs[router].ospf is None:
        return set()
    found: set[Prefix] = set()
    for shift, prefixes in _announced(fabric):
        for network, owners in prefixes.items():
            prefix = Prefix((network << shift, _HOST_LENGTH - shift))
            if router in _routes_to(fabric, prefix, owners):
                found.add(prefix)
    return found


def are_ospf_neighbors(pair: Adjacency) -> bool:
    """Return whether two routers on one link become adjacent (RFC 2328 sections 9.5 and 10.6)."""
    first, second = pair.first.ospf, pair.second.ospf
    if first is None or second is None or first.passive or second.passive:
        return False
    spoken = [(o.area, o.hello_interval, o.dead_interval, o.network_type) for o in (first, second)]
    return spoken[0] == spoken[1] and pair.first.mtu == pair.second.mtu


def _announced(fabric: Fabric) -> tuple[tuple[int, Mapping[int, list[tuple[str, int]]]], ...]:
    """Return (bits to drop, network without them -> (router, its cost to the network)), longest prefix first."""
    key = ("ospf announced", "", None)
    known = fabric.memo.get(key)
    if isinstance(known, tuple):
        return known
    by_shift: dict[int, dict[int, list[tuple[str, int]]]] = {}
    for name, attachments in fabric.attachments.items():
        for attachment in attachments.values():
            for prefix, cost in _prefixes(attachment):
                shift = _HOST_LENGTH - prefix.prefixlen
                networks = by_shift.setdefault(shift, {})
                networks.setdefault(int(prefix.network_address) >> shift, []).append((name, cost))
    found = tuple(sorted(by_shift.items()))
    fabric.memo[key] = found
    return found


def _prefixes(attachment: Attachment) -> Iterator[tuple[Prefix, int]]:
    if attachment.ospf is None:
        return
    for written in attachment.addresses:
        # RFC 2328 section 12.4.1.1: a loopback is announced as a host, whatever its mask.
        if attachment.kind == "loopback":
            yield Prefix(written.ip), 0
        else:
            yield written.network, attachment.ospf.cost


def _routes_to(fabric: Fabric, prefix: Prefix, owners: list[tuple[str, int]]) -> Mapping[str, OspfRoute]:
    key = ("ospf routes", "", prefix)
    known = fabric.memo.get(key)
    if isinstance(known, dict):
        return known
    edges = _edges(fabric)
    distances: dict[str, int] = {}
    ways: dict[str, list[Way]] = {}
    waiting: list[tuple[int, str]] = []
    for owner, cost in owners:
        if cost < distances.get(owner, cost + 1):
            distances[owner] = cost
            heappush(waiting, (cost, owner))
    while waiting:
        distance, here = heappop(waiting)
        if distance > distances[here]:
            continue
        for edge in edges.get(here, ()):
            total = distance + edge.cost
            best = distances.get(edge.sender)
            if best is None or total < best:
                distances[edge.sender] = total
                ways[edge.sender] = [edge.way]
                heappush(waiting, (total, edge.sender))
            elif total == best and edge.sender in ways:
                ways[edge.sender].append(edge.way)
    routes = {
        router: OspfRoute(prefix, distances[router], tuple(sorted(found, key=lambda way: way.next_hop)))
        for router, found in ways.items()
    }
    fabric.memo[key] = routes
    return routes


def _edges(fabric: Fabric) -> Mapping[str, list[_Edge]]:
    key = ("ospf edges", "", None)
    known = fabric.memo.get(key)
    if isinstance(known, dict):
        return known
    edges: dict[str, list[_Edge]] = {}
    for pair in adjacencies(fabric):
        if are_ospf_neighbors(pair):
            for here, there in ((pair.first, pair.second), (pair.second, pair.first)):
                if here.ospf is not None:
                    way = Way(here.interface, _meeting(here, there), there.router, here.origin)
                    edges.setdefault(there.router, []).append(_Edge(here.router, here.ospf.cost, way))
    fabric.memo[key] = edges
    return edges


def _meeting(here: Attachment, there: Attachment) -> Address:
    """Return the other's address on the network both have."""
    mine = {written.network for written in here.addresses}
    return next((written.ip for written in there.addresses if written.network in mine), there.address)
