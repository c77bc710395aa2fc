"""No router sends a stream into a LAN of a site that must never receive it, even when a host there asks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.analysis.endpoints import vrf_of_stream
from mcastcfg.analysis.instances import vrf_of
from mcastcfg.model.base import Address
from mcastcfg.model.vrf_hosts import meet
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import MulticastRouteState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "denied-stream"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each stream and router of a site it must never reach."""
    for name, stream in scope.design.network.streams.items():
        vrf = vrf_of_stream(scope.fabric, stream)
        for config in scope.instances():
            lans = {interface.name for interface in config.interfaces if interface.role == "lan"}
            if config.site in stream.never and lans and meet(vrf, vrf_of(config.name)):
                question = scope.show(config.name).multicast_routes
                yield Expectation(
                    router=config.name,
                    subject=name,
                    expected=f"{stream.group} not sent to {', '.join(sorted(lans))}",
                    path=("streams", name, "never"),
                    needs=((config.name, question),),
                    judge=partial(_judge, config.name, question, stream.group, lans),
                )


def _judge(
    router: str, question: Question[tuple[MulticastRouteState, ...]], group: Address, lans: set[str], facts: Facts
) -> Judgement:
    routes = [route for route in facts.of(router, question) if route.group == group]
    reached = sorted({name for route in routes for name in route.outgoing_interfaces if name in lans})
    if reached:
        return failed(
            f"sent to {', '.join(reached)}", f"{router} forwards {group} to a site that must never receive it"
        )
    return passed(f"{group} not sent to {', '.join(sorted(lans))}")
