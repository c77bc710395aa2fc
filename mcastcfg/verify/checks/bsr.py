"""Every router obeys the bootstrap router that must be elected, and one beyond the border obeys none of ours."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from mcastcfg.analysis.bsr import elected_bsr
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import BsrState
from mcastcfg.verify.facts import Facts
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Expectation, Scope

NAME = "bsr"


def expect(scope: Scope) -> Iterator[Expectation]:
    """Yield one expectation for each router, as soon as one PIM domain has bootstrap routers."""
    if not any(config.pim.bsr for config in scope.design.configs.values()):
        return
    for config in scope.configs():
        question = scope.show(config.name).bsr
        elected = elected_bsr(scope.fabric, config.name)
        wanted = (
            BsrState(elected.candidate.address, elected.candidate.priority, is_self=elected.router == config.name)
            if elected is not None
            else BsrState(None, None, is_self=False)
        )
        yield Expectation(
            router=config.name,
            subject=config.pim.domain,
            expected=_text(wanted),
            path=elected.candidate.origin if elected is not None else config.pim.origin,
            needs=((config.name, question),),
            judge=partial(_judge, config.name, question, wanted),
        )


def _judge(router: str, question: Question[BsrState], wanted: BsrState, facts: Facts) -> Judgement:
    found = facts.of(router, question)
    if found == wanted:
        return passed(_text(found))
    if wanted.address is None:
        return failed(_text(found), f"{router} obeys {found.address}, a bootstrap router it must not hear")
    if found.address is None:
        return failed(_text(found), f"{router} hears no bootstrap router")
    if found.address != wanted.address:
        return failed(_text(found), f"{router} obeys {found.address} instead of {wanted.address}")
    if found.priority != wanted.priority:
        return failed(_text(found), f"{found.address} says priority {found.priority}")
    return failed(_text(found), f"{router} {'does not take' if wanted.is_self else 'takes'} itself for the elected one")


def _text(state: BsrState) -> str:
    if state.address is None:
        return "none"
    return f"{state.address} priority {state.priority}{' (itself)' if state.is_self else ''}"
