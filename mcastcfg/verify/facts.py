"""What the routers said in one pass: every question is asked once, however many checks use the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar, cast

from mcastcfg.analysis.instances import router_of
from mcastcfg.errors import CouldNotRead, TransportError
from mcastcfg.platforms.show import Question, Unreadable
from mcastcfg.transport.session import Session

T = TypeVar("T")

Need = tuple[str, Question[object]]
"""A router, or one of its instances, and a question to it."""


class Facts:
    """Answers by router and question; asking for one that could not be had raises the reason."""

    def __init__(self, answers: Mapping[tuple[str, str], object]) -> None:
        self._answers = answers

    def of(self, router: str, question: Question[T]) -> T:
        """Return an answer of a router, or about one of its instances; raises TransportError (CouldNotRead among them)
        when there is none."""
        answer = self._answers.get((router_of(router), question.command))
        if answer is None:
            raise CouldNotRead(router, question.command, "it was not asked")
        if isinstance(answer, TransportError):
            raise answer
        # The key holds the command, and a command has one parser.
        return cast("T", answer)


def read(session: Session, questions: Iterable[Question[object]]) -> dict[tuple[str, str], object]:
    """Ask one router everything; what cannot be read stands there as its error, what cannot be reached is raised."""
    answers: dict[tuple[str, str], object] = {}
    for question in questions:
        answer = session.run(question.command)
        try:
            answers[session.router, question.command] = question.parse(answer.output, answer.exit_code)
        except Unreadable as error:
            answers[session.router, question.command] = CouldNotRead(session.router, question.command, str(error))
    return answers
