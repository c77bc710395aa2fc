"""Every BGP session is established, and brings as many prefixes as predicted in each of its address families."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.analysis.bgp import Family
from mcastcfg.analysis.routes import taken_from
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import BgpSessionState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "bgp-session"
_ESTABLISHED = "established"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each neighbour and address family."""
    for config in scope.configs():
        bgp = config.bgp
        if bgp is None:
            continue
        question = scope.show(config.name).bgp_sessions
        for neighbor in bgp.neighbors:
            families: tuple[Family, ...] = ("unicast", "multicast") if bgp.multicast else ("unicast",)
            for family in families:
                number = taken_from(scope.fabric, config.name, neighbor, family)
                yield Expectation(
                    router=config.name,
                    subject=f"{neighbor.router} {family}",
                    expected=_text(_ESTABLISHED, number),
                    path=neighbor.origin,
                    needs=((config.name, question),),
                    judge=partial(_judge, config.name, question, (str(neighbor.address), family), number),
                )


def _judge(
    router: str,
    question: Question[tuple[BgpSessionState, ...]],
    wanted: tuple[str, str],
    number: int,
    facts: Facts,
) -> Judgement:
    found = next((s for s in facts.of(router, question) if (str(s.address), s.family) == wanted), None)
    if found is None:
        return failed("no such session", f"{router} has no {wanted[1]} session with {wanted[0]}")
    actual = _text(found.state, found.prefixes)
    if found.state != _ESTABLISHED:
        return failed(actual, f"the session with {found.address} is {found.state}")
    if found.prefixes != number:
        return failed(actual, f"{found.address} announces other {found.family} prefixes than it should")
    return passed(actual)


def _text(state: str, prefixes: int) -> str:
    return f"{state}, {prefixes} prefixes"
