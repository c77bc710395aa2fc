"""Every router that shares a tunnel or a LAN and runs PIM there is a PIM neighbour (RFC 7761 section 4.3)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.analysis.adjacency import neighbors_of
from mcastcfg.model.base import Address
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import PimNeighborState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "pim-neighbor"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each neighbour."""
    for router in (config.name for config in scope.instances()):
        question = scope.show(router).pim_neighbors
        for adjacency in neighbors_of(scope.fabric, router):
            if adjacency.pim:
                interface = scope.native(router, adjacency.first.interface)
                yield Expectation(
                    router=router,
                    subject=adjacency.second.router,
                    expected=f"{adjacency.second.address} on {interface}",
                    path=adjacency.first.origin,
                    needs=((router, question),),
                    judge=partial(_judge, router, question, interface, adjacency.second.address),
                )


def _judge(
    router: str, question: Question[tuple[PimNeighborState, ...]], interface: str, address: Address, facts: Facts
) -> Judgement:
    there = [neighbor for neighbor in facts.of(router, question) if neighbor.interface == interface]
    if any(neighbor.address == address for neighbor in there):
        return passed(f"{address} on {interface}")
    seen = ", ".join(str(neighbor.address) for neighbor in there)
    return failed(f"{seen} on {interface}" if seen else f"no neighbour on {interface}", f"no hello from {address}")
