"""Every two routers that switch labels and share a core link exchange them (RFC 5036 section 2.5)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.analysis.adjacency import neighbors_of
from mcastcfg.config.ldp import LdpConfig
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import LdpNeighborState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "ldp-neighbor"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each neighbour."""
    for config in scope.configs():
        if config.ldp is None:
            continue
        question = scope.show(config.name).ldp_neighbors
        for name, ldp in _neighbors(scope, config.name, config.ldp).items():
            yield Expectation(
                router=config.name,
                subject=name,
                expected=f"labels from {ldp.router_id}",
                path=config.ldp.origin,
                needs=((config.name, question),),
                judge=partial(_judge, config.name, question, ldp),
            )


def _neighbors(scope: Scope, router: str, mine: LdpConfig) -> dict[str, LdpConfig]:
    found: dict[str, LdpConfig] = {}
    for pair in neighbors_of(scope.fabric, router):
        other = scope.fabric.configs[pair.second.router].ldp
        if other is not None and pair.first.interface in mine.interfaces and pair.second.interface in other.interfaces:
            found[pair.second.router] = other
    return found


def _judge(router: str, question: Question[tuple[LdpNeighborState, ...]], wanted: LdpConfig, facts: Facts) -> Judgement:
    found = next((each for each in facts.of(router, question) if each.router_id == wanted.router_id), None)
    if found is None:
        return failed("no session", f"no LDP hello from {wanted.router_id}")
    if not found.operational:
        return failed("session not operational", f"{router} and {wanted.router_id} do not agree on a session yet")
    return passed(f"labels from {wanted.router_id}")
