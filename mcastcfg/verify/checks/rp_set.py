"""No router has learnt a rendezvous point that nobody of its domain offers: an intruder's, or another domain's."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial

from mcastcfg.analysis.rp_map import mappings
from mcastcfg.model.base import Address, Prefix
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import RpState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "rp-set"

_Pair = tuple[Prefix, Address]


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each router; what others configured on it by hand is theirs."""
    for config in scope.configs():
        question = scope.show(config.name).rps
        known = mappings(scope.fabric, config.name)
        wanted = {(rp.groups, rp.rp_address) for rp in known if rp.source == "bsr"}
        yield Expectation(
            router=config.name,
            subject=config.pim.domain,
            expected=_text(wanted),
            path=config.pim.origin,
            needs=((config.name, question),),
            judge=partial(_judge, config.name, question, wanted, config.pim.auto_rp is not None),
        )


def _judge(
    router: str, question: Question[tuple[RpState, ...]], wanted: Collection[_Pair], listens: bool, facts: Facts
) -> Judgement:
    # What Auto-RP teaches those who listen is the check auto-rp.
    sources = {"bsr"} if listens else {"bsr", "auto_rp"}
    learnt = {(state.groups, state.rp_address) for state in facts.of(router, question) if state.source in sources}
    if extra := learnt - set(wanted):
        return failed(_text(learnt), f"{router} has learnt {_text(extra)}, which nobody here offers")
    if missing := set(wanted) - learnt:
        return failed(_text(learnt), f"{router} has not learnt {_text(missing)}")
    return passed(_text(learnt))


def _text(pairs: Collection[_Pair]) -> str:
    return ", ".join(f"{groups} at {address}" for groups, address in sorted(pairs)) or "nothing learnt"
