"""(*,G) stands on every router from the receivers to the rendezvous point (RFC 7761 section 3.1)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.analysis.trees import tree_of
from mcastcfg.model.stream import Stream
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, skipped
from mcastcfg.verify.scope import Expectation, Scope
from mcastcfg.verify.streams import membership_needs, prediction
from mcastcfg.verify.tree_state import compared, expected

NAME = "shared-tree"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each ASM stream and router of its shared tree."""
    for name, stream in scope.design.network.streams.items():
        for state in tree_of(scope.fabric, name, stream).shared:
            if scope.judges(state.router):
                routes = scope.show(state.router).multicast_routes
                yield Expectation(
                    router=state.router,
                    subject=f"{name} {state.key}",
                    expected=expected(scope, state),
                    path=("streams", name),
                    needs=((state.router, routes), *membership_needs(scope, stream.group)),
                    judge=partial(_judge, scope, state.router, name, stream),
                )


def _judge(scope: Scope, router: str, name: str, stream: Stream, facts: Facts) -> Judgement:
    tree = prediction(scope, facts, name)
    wanted = next((state for state in tree.shared if state.router == router), None)
    if wanted is None:
        return skipped(f"no host that is served through {router} asks for {stream.group}")
    return compared(scope, wanted, facts.of(router, scope.show(router).multicast_routes))
