"""Every VRF has the routes of its VPN, and packets to them leave with a label (RFC 4364 section 5)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.config.vpn_routes import VpnRoute, vpn_routes
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import VrfRouteState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "vpn-route"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each route that a VRF learns from another provider edge router."""
    for config in scope.configs():
        for vrf in config.vrfs:
            # Where RPF has the VRF's own table to itself, unicast goes by a second one.
            question = scope.show(config.name).vrf_routes(vrf.name if vrf.mdt is None else vrf.mdt.vpn)
            for route in vpn_routes(scope.design.configs, config.name, vrf):
                yield Expectation(
                    router=config.name,
                    subject=f"{route.prefix} in {vrf.name}",
                    expected=f"by {route.next_hop}, labelled",
                    path=vrf.origin,
                    needs=((config.name, question),),
                    judge=partial(_judge, config.name, question, route),
                )


def _judge(router: str, question: Question[tuple[VrfRouteState, ...]], wanted: VpnRoute, facts: Facts) -> Judgement:
    found = next((each for each in facts.of(router, question) if each.prefix == wanted.prefix), None)
    if found is None:
        return failed("no route", f"{router} has learnt no route to {wanted.prefix} from {wanted.router}")
    actual = f"{found.protocol} route by {found.next_hop or 'its own link'}"
    if found.protocol != "vpn" or found.next_hop != wanted.next_hop:
        return failed(actual, f"packets to {wanted.prefix} do not go to {wanted.router}")
    if not found.labels:
        return failed(f"{actual}, no label", f"the core knows no label for {wanted.next_hop}")
    return passed(f"by {found.next_hop}, labelled")
