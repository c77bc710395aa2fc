"""(S,G) stands on every router from the receivers to the source (RFC 7761 sections 3.2 and 3.3).

An ASM stream has it once packets flow, an SSM stream once a host has asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.analysis.trees import tree_of
from mcastcfg.model.stream import Stream
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, skipped
from mcastcfg.verify.scope import Expectation, Scope
from mcastcfg.verify.streams import membership_needs, prediction, sends
from mcastcfg.verify.tree_state import compared, expected

NAME = "source-tree"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each stream and router of its source's tree."""
    for name, stream in scope.design.network.streams.items():
        tree = tree_of(scope.fabric, name, stream)
        first_hop = tree.first_hop
        for state in tree.shortest:
            if scope.judges(state.router):
                asked = dict.fromkeys(router for router in (state.router, first_hop) if router is not None)
                routes = tuple((router, scope.show(router).multicast_routes) for router in asked)
                yield Expectation(
                    router=state.router,
                    subject=f"{name} {state.key}",
                    expected=expected(scope, state),
                    path=("streams", name),
                    needs=(*routes, *membership_needs(scope, stream.group)),
                    judge=partial(_judge, scope, state.router, name, stream),
                )


def _judge(scope: Scope, router: str, name: str, stream: Stream, facts: Facts) -> Judgement:
    tree = prediction(scope, facts, name)
    wanted = next((state for state in tree.shortest if state.router == router), None)
    if not scope.streams_flow:
        if wanted is None or (router == tree.first_hop and not wanted.outgoing_interfaces and stream.mode == "ssm"):
            return skipped(f"no host that is served through {router} asks for {stream.group}")
        if stream.mode == "asm" and not sends(scope, facts, stream, tree.first_hop):
            return skipped(f"no packet of {name} has reached {tree.first_hop} lately")
    if wanted is None:
        return failed("nothing expected", f"the prediction has no branch through {router}; run mcastcfg lint")
    return compared(scope, wanted, facts.of(router, scope.show(router).multicast_routes), dense=tree.dense)
