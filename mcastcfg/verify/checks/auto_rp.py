"""Every router has learnt by Auto-RP exactly what the mapping agent it hears must tell, and one agent speaks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.analysis.auto_rp import announced, heard_agent
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import AutoRpState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "auto-rp"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each router of a domain with Auto-RP."""
    for config in scope.configs():
        if config.pim.auto_rp is None:
            continue
        question = scope.show(config.name).auto_rp
        agent = heard_agent(scope.fabric, config.name)
        told = announced(scope.fabric, agent.router) if agent is not None else {}
        learnt = tuple(sorted((groups, candidate.address) for groups, candidate in told.items()))
        speaks = agent is not None and agent.router == config.name
        wanted = AutoRpState(listens=True, learnt=learnt, is_active_agent=speaks)
        yield Expectation(
            router=config.name,
            subject=config.pim.domain,
            expected=_text(wanted),
            path=config.pim.auto_rp.origin,
            needs=((config.name, question),),
            judge=partial(_judge, config.name, question, wanted),
        )


def _judge(router: str, question: Question[AutoRpState], wanted: AutoRpState, facts: Facts) -> Judgement:
    found = facts.of(router, question)
    if found == wanted:
        return passed(_text(found))
    if not found.listens:
        return failed(_text(found), f"{router} does not listen to mapping agents")
    if found.is_active_agent != wanted.is_active_agent:
        return failed(
            _text(found), f"{router} {'does not speak' if wanted.is_active_agent else 'speaks'} as mapping agent"
        )
    if missing := set(wanted.learnt) - set(found.learnt):
        return failed(_text(found), f"{router} has not learnt {_pairs(tuple(missing))}")
    return failed(_text(found), f"{router} has learnt {_pairs(tuple(set(found.learnt) - set(wanted.learnt)))} as well")


def _text(state: AutoRpState) -> str:
    return f"{_pairs(state.learnt)}{' (mapping agent)' if state.is_active_agent else ''}"


def _pairs(learnt: tuple[tuple[object, object], ...]) -> str:
    return ", ".join(f"{groups} at {address}" for groups, address in sorted(learnt, key=str)) or "nothing learnt"
