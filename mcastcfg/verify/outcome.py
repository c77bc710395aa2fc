"""What verify says: one outcome for everything that was expected of a router."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from mcastcfg.errors import NodePath

Status: TypeAlias = Literal["passed", "failed", "warned", "skipped"]
"""warned: as expected, and will not stay so by itself; nobody is stopped by it."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One expectation against what the router says; `skipped` says in `reason` why there was nothing to see, `warned`
    what will go wrong and when."""

    router: str
    check: str
    subject: str
    """What was looked at: a tunnel, an address, a stream."""
    status: Status
    expected: str
    actual: str
    reason: str
    """Empty where it passed."""
    path: NodePath
    """What in the inventory decided the expectation."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a check makes of the facts."""

    status: Status
    actual: str
    reason: str = ""


def passed(actual: str) -> Judgement:
    """Return that all is as expected."""
    return Judgement("passed", actual)


def failed(actual: str, reason: str) -> Judgement:
    """Return that something is not as expected, and what."""
    return Judgement("failed", actual, reason)


def warned(actual: str, reason: str) -> Judgement:
    """Return that all is as expected, and why it will not stay so."""
    return Judgement("warned", actual, reason)


def skipped(reason: str, actual: str = "nothing to see") -> Judgement:
    """Return that there was nothing to compare, and why."""
    return Judgement("skipped", actual, reason)
