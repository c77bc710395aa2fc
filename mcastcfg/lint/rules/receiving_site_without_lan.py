"""A site must receive a stream and has no LAN.

Why: Streams are delivered to hosts, and hosts stand on LANs: there is nowhere to deliver to.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject

CODE = "SITE001"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 1112 section 7",)
BAD = changed(
    TWO_OFFICES,
    ("          lan0: {role: lan, addresses: [10.2.0.1/24]}\n", ""),
    ("    hosts:\n      desk: {address: 10.2.0.10}\n", ""),
)
GOOD = TWO_OFFICES


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each receiver that cannot receive."""
    for _, problem in subject.breaks("no_lan"):
        yield Violation(
            problem.origin, problem.message, "add an interface with role lan, or take the site out of receivers"
        )
