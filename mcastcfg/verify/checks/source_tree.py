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
from mcastcfg.verify.streams import membership_needs, prediction
from mcastcfg.verify.tree_state import compared, expected

NAME = "source-tree"
LATELY = 10
"""Seconds after which a source counts as silent: its routes outlive it by minutes, with what was asked for then."""


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each stream and router of its source's tree."""
    for name, stream in scope.design.network.streams.items():
        tree = tree_of(scope.fabric, name, stream)
        first_hop = tree.first_hop
        for state in tree.shortest:
            if state.router in scope.routers:
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


def sends(scope: Scope, facts: Facts, stream: Stream, first_hop: str | None) -> bool:
    """Return whether the first hop hears the source: (S,G) with packets, the last one not long ago."""
    if first_hop is None:
        return False
    routes = facts.of(first_hop, scope.show(first_hop).multicast_routes)
    return any(
        route.packets > 0 and route.idle_seconds is not None and route.idle_seconds <= LATELY
        for route in routes
        if route.group == stream.group and route.source_address is not None
    )
