"""Every BFD session is up, with the interval and multiplier it should have (RFC 5880 section 6.8.1)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.analysis.adjacency import Adjacency, neighbors_of
from mcastcfg.analysis.ospf import are_ospf_neighbors
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import BfdSessionState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "bfd-session"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each neighbour of PIM or OSPF that both ends watch by BFD."""
    for router in scope.routers:
        for adjacency in neighbors_of(scope.fabric, router):
            wanted = _wanted(scope, router, adjacency)
            if wanted is not None:
                question = scope.show(router).bfd_sessions
                yield Expectation(
                    router=router,
                    subject=adjacency.second.router,
                    expected=_text(wanted),
                    path=(*adjacency.first.origin, "bfd"),
                    needs=((router, question),),
                    judge=partial(_judge, router, question, wanted),
                )


def _wanted(scope: Scope, router: str, adjacency: Adjacency) -> BfdSessionState | None:
    mine, other = adjacency.first.bfd, adjacency.second.bfd
    if mine is None or other is None or not (adjacency.pim or are_ospf_neighbors(adjacency)):
        return None
    interface = scope.native(router, adjacency.first.interface)
    return BfdSessionState(interface, adjacency.second.address, True, mine.min_interval, mine.multiplier)


def _judge(
    router: str, question: Question[tuple[BfdSessionState, ...]], wanted: BfdSessionState, facts: Facts
) -> Judgement:
    sessions = facts.of(router, question)
    found = next((s for s in sessions if (s.interface, s.peer) == (wanted.interface, wanted.peer)), None)
    if found is None:
        return failed("no session", f"nothing watches {wanted.peer} on {wanted.interface}")
    if not found.up:
        return failed(_text(found), f"{found.peer} does not answer")
    if found != wanted:
        return failed(_text(found), "the interval or the multiplier differs from what is intended")
    return passed(_text(found))


def _text(state: BfdSessionState) -> str:
    how = f"every {state.min_interval} ms, {state.multiplier} missed"
    return f"{state.peer} on {state.interface} {'up' if state.up else 'down'}, {how}"
