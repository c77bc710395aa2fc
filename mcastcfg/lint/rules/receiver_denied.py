"""A site must receive a stream and refuses its group.

Why: `never` is enforced by refusing the group on every LAN of the site. Another stream of the same group that the site
must receive is refused with it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject

CODE = "STREAM005"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 3376 section 6.4",)
BAD = (
    TWO_OFFICES
    + """\
  board: {group: 239.1.1.1, port: 5002, source: {host: camera}, receivers: [main], never: [remote]}
"""
)
GOOD = changed(BAD, ("board: {group: 239.1.1.1", "board: {group: 239.1.1.2"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each receiver that refuses what it must receive."""
    for _, problem in subject.breaks("denied"):
        yield Violation(problem.origin, problem.message, "give the two streams different groups")
