"""Ask the routers until everything is as predicted, or until the time to settle is over."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

from mcastcfg.analysis.instances import router_of
from mcastcfg.errors import TransportError
from mcastcfg.platforms.design import Design
from mcastcfg.platforms.show import Question
from mcastcfg.transport.ssh import WORKERS, Routers, open_routers
from mcastcfg.verify.checks import CHECKS
from mcastcfg.verify.facts import Facts, read
from mcastcfg.verify.outcome import Judgement, Outcome, failed
from mcastcfg.verify.scope import Expectation, Scope

SETTLE_SECONDS = 60.0
"""How long a network may take until it is as predicted: PIM's hellos and joins, and IKE's retries, take their time."""
_PAUSE_SECONDS = 1.0

Progress = Callable[[str], None]
Named = tuple[str, Expectation]
"""A check's name and one of its expectations."""


def verify(
    design: Design,
    routers: Iterable[str] | None = None,
    *,
    settle: float = SETTLE_SECONDS,
    streams_flow: bool = False,
    progress: Progress | None = None,
    workers: int = WORKERS,
) -> list[Outcome]:
    """Return one outcome for everything expected of the routers (all, or those named), in the order of the checks.

    What is not as expected is asked again until `settle` seconds have passed. With `streams_flow`, the caller knows
    that every source sends and every receiver has joined. Raises InventoryError for a name that is no router and
    UnsupportedFeature for a router that cannot be asked; a router that does not answer is failed.
    """
    deadline = time.monotonic() + settle
    names = tuple(design.configs if routers is None else routers)
    known = [name for name in names if name in design.configs]
    scope = Scope(design, tuple(known), streams_flow)
    expectations = [(check.NAME, expectation) for check in CHECKS for expectation in check.expect(scope)]
    asked = {router_of(name) for _, expectation in expectations for name, _ in expectation.needs}
    judgements: dict[int, Judgement] = {}
    if progress is not None:
        progress(f"asking {len(asked)} routers about {len(expectations)} expectations ...")
    # The names as given: the session layer says what is wrong with one that is no router.
    with open_routers(design, dict.fromkeys((*names, *sorted(asked))), workers=workers) as sessions:
        while True:
            done = {n for n, judgement in judgements.items() if judgement.status in {"passed", "warned"}}
            open_ = [n for n in range(len(expectations)) if n not in done]
            facts = _ask(sessions, [expectations[n][1] for n in open_])
            judgements.update((n, _judged(expectations[n][1], facts)) for n in open_)
            wrong = [n for n, judgement in judgements.items() if judgement.status == "failed"]
            left = deadline - time.monotonic()
            if not wrong or left <= 0:
                break
            if progress is not None:
                progress(_waiting(wrong, expectations, judgements, left))
            time.sleep(min(_PAUSE_SECONDS, left))
    return [_outcome(name, expectation, judgements[n]) for n, (name, expectation) in enumerate(expectations)]


def judge_once(scope: Scope, facts: Facts) -> list[Outcome]:
    """Return the outcomes of one set of facts, however they were come by."""
    return [
        _outcome(check.NAME, expectation, _judged(expectation, facts))
        for check in CHECKS
        for expectation in check.expect(scope)
    ]


def _ask(sessions: Routers, expectations: Sequence[Expectation]) -> Facts:
    """Ask every router what the open expectations need, all routers at once."""
    questions: dict[str, dict[str, Question[object]]] = {}
    for expectation in expectations:
        for name, question in expectation.needs:
            questions.setdefault(router_of(name), {})[question.command] = question
    answers: dict[tuple[str, str], object] = {}
    told = sessions.each(lambda session: read(session, questions[session.router].values()), questions)
    for router, answer in told.items():
        if isinstance(answer, TransportError):
            answers.update(((router, command), answer) for command in questions[router])
        else:
            answers.update(answer)
    return Facts(answers)


def _judged(expectation: Expectation, facts: Facts) -> Judgement:
    try:
        return expectation.judge(facts)
    except TransportError as error:
        return failed("could not be read", str(error))


def _waiting(wrong: Sequence[int], expectations: Sequence[Named], judgements: dict[int, Judgement], left: float) -> str:
    name, expectation = expectations[wrong[0]]
    more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
    last = judgements[wrong[0]]
    return f"waiting {left:.0f} s longer: {expectation.router} {name} {expectation.subject}: {last.reason}{more}"


def _outcome(name: str, expectation: Expectation, judgement: Judgement) -> Outcome:
    return Outcome(
        router=expectation.router,
        check=name,
        subject=expectation.subject,
        status=judgement.status,
        expected=expectation.expected,
        actual=judgement.actual,
        reason=judgement.reason,
        path=expectation.path,
    )
