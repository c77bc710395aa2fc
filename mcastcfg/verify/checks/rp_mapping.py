"""Every router maps the groups to the rendezvous points it was told or must have learnt, and the RP knows that it is
one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.analysis.rp_map import mappings
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import RpState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "rp-mapping"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each range of groups of each rendezvous point."""
    for config in scope.instances():
        question = scope.show(config.name).rps
        own = {address.ip for interface in config.interfaces for address in interface.addresses}
        for rp in mappings(scope.fabric, config.name):
            if rp.source == "auto_rp":
                continue  # the check auto-rp: FRR shows several ranges of one rendezvous point elsewhere
            wanted = RpState(rp.rp_address, rp.groups, rp.rp_address in own, rp.source)
            yield Expectation(
                router=config.name,
                subject=f"{rp.name} {rp.groups}",
                expected=_text(wanted),
                path=rp.origin,
                needs=((config.name, question),),
                judge=partial(_judge, config.name, question, wanted),
            )


def _judge(router: str, question: Question[tuple[RpState, ...]], wanted: RpState, facts: Facts) -> Judgement:
    found = [state for state in facts.of(router, question) if state.groups == wanted.groups]
    if not found:
        return failed("no rendezvous point", f"{router} does not know where {wanted.groups} meets")
    actual = ", ".join(_text(state) for state in found)
    if found != [wanted]:
        return failed(actual, f"{wanted.groups} is mapped in another way")
    return passed(actual)


def _text(state: RpState) -> str:
    learnt = "" if state.source == "static" else f" by {state.source}"
    return f"{state.groups} at {state.rp_address}{' (itself)' if state.is_self else ''}{learnt}"
