"""A router that a dense group is flooded to, and that nobody listens behind, has pruned itself off (RFC 3973).

It knows (S,G) on its RPF interface and sends it nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.analysis.trees import tree_of
from mcastcfg.model.stream import Stream
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed, skipped
from mcastcfg.verify.scope import Expectation, Scope
from mcastcfg.verify.streams import membership_needs, prediction, sends
from mcastcfg.verify.tree_state import text

NAME = "flood-pruned"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each flooded stream and router behind its first hop."""
    for name, stream in scope.design.network.streams.items():
        tree = tree_of(scope.fabric, name, stream)
        if not tree.dense or tree.first_hop is None:
            continue
        for state in tree.flooded if scope.streams_flow else (*tree.shortest, *tree.flooded):
            if scope.judges(state.router) and state.router != tree.first_hop:
                asked = dict.fromkeys((state.router, tree.first_hop))
                routes = tuple((router, scope.show(router).multicast_routes) for router in asked)
                known = (state.router, scope.show(state.router).pim_upstreams)
                yield Expectation(
                    router=state.router,
                    subject=f"{name} {state.key}",
                    expected=text(scope.native(state.router, state.incoming_interface), set()),
                    path=("streams", name),
                    needs=(*routes, known, *membership_needs(scope, stream.group)),
                    judge=partial(_judge, scope, state.router, name, stream),
                )


def _judge(scope: Scope, router: str, name: str, stream: Stream, facts: Facts) -> Judgement:
    tree = prediction(scope, facts, name)
    wanted = next((state for state in tree.flooded if state.router == router), None)
    if wanted is None:
        return skipped(f"hosts that are served through {router} ask for {stream.group}")
    if not scope.streams_flow and not sends(scope, facts, stream, tree.first_hop):
        return skipped(f"no packet of {name} has reached {tree.first_hop} lately")
    show = scope.show(router)
    key = (wanted.group, wanted.source_address)
    known = next((up for up in facts.of(router, show.pim_upstreams) if (up.group, up.source_address) == key), None)
    if known is None:
        # A prune is kept for minutes by the router it was sent to, longer than the route that it was sent for.
        if scope.streams_flow:
            return failed("not heard of", f"the flood of {wanted.key} has not reached {router}")
        return skipped(f"{router} has forgotten {wanted.key}")
    route = next((r for r in facts.of(router, show.multicast_routes) if (r.group, r.source_address) == key), None)
    outgoing = set(route.outgoing_interfaces) - {route.incoming_interface} if route is not None else set()
    actual = text(known.interface, outgoing)
    if known.interface != scope.native(router, wanted.incoming_interface):
        return failed(actual, f"{wanted.key} is expected from {known.interface or 'nowhere'}")
    if outgoing:
        return failed(actual, f"{wanted.key} goes out of {', '.join(sorted(outgoing))}, where nobody should receive it")
    return passed(actual)
