"""Routers that should exchange routes by OSPF are adjacent (RFC 2328 section 10)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.analysis.adjacency import neighbors_of
from mcastcfg.analysis.ospf import are_ospf_neighbors
from mcastcfg.model.base import Address
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import OspfNeighborState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "ospf-neighbor"
_ADJACENT = frozenset({"full", "2-way"})
"""On a LAN of several routers those that are not designated stay at 2-way (RFC 2328 section 10.4)."""


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each neighbour."""
    for router in scope.routers:
        for adjacency in neighbors_of(scope.fabric, router):
            if are_ospf_neighbors(adjacency):
                question = scope.show(router).ospf_neighbors
                interface = scope.native(router, adjacency.first.interface)
                point_to_point = adjacency.first.ospf is not None and adjacency.first.ospf.network_type != "broadcast"
                states = frozenset({"full"}) if point_to_point else _ADJACENT
                yield Expectation(
                    router=router,
                    subject=adjacency.second.router,
                    expected=f"{adjacency.second.address} full on {interface}",
                    path=adjacency.first.origin,
                    needs=((router, question),),
                    judge=partial(_judge, router, question, interface, adjacency.second.address, states),
                )


def _judge(
    router: str,
    question: Question[tuple[OspfNeighborState, ...]],
    interface: str,
    address: Address,
    states: frozenset[str],
    facts: Facts,
) -> Judgement:
    there = [neighbor for neighbor in facts.of(router, question) if neighbor.interface == interface]
    found = next((neighbor for neighbor in there if neighbor.address == address), None)
    if found is None:
        seen = ", ".join(str(neighbor.address) for neighbor in there) or "no neighbour"
        return failed(f"{seen} on {interface}", f"no hello from {address}")
    actual = f"{found.address} {found.state} on {interface}"
    return passed(actual) if found.state in states else failed(actual, f"{address} stays at {found.state}")
