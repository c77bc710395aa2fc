"""The core's own multicast carries every MDT from each edge to all others (RFC 6037 section 3).

On routers that emulate MDTs the core sees ordinary sources and receivers; this is their state.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.analysis.mdt import mdt_trees
from mcastcfg.analysis.tree_parts import MulticastState
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import MulticastRouteState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement
from mcastcfg.verify.scope import Expectation, Scope
from mcastcfg.verify.tree_state import compared, expected

NAME = "mdt-tree"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each route of an MDT on each router of the core."""
    for tree in mdt_trees(scope.fabric):
        for state in tree.states:
            if scope.judges(state.router):
                question = scope.show(state.router).multicast_routes
                yield Expectation(
                    router=state.router,
                    subject=f"{tree.vrf} {state.key}",
                    expected=expected(scope, state),
                    path=("vrfs", tree.vrf, "mvpn"),
                    needs=((state.router, question),),
                    judge=partial(_judge, scope, question, state),
                )


def _judge(
    scope: Scope, question: Question[tuple[MulticastRouteState, ...]], state: MulticastState, facts: Facts
) -> Judgement:
    return compared(scope, state, facts.of(state.router, question))
