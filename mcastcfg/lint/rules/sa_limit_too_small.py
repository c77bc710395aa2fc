"""More sources are told to a router than its limit lets in.

Why: Entries beyond the limit are dropped, and which came first is chance: some streams work today and others tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.example_systems import TWO_SYSTEMS
from mcastcfg.lint.examples import changed
from mcastcfg.lint.subject import Subject, listed

CODE = "MSDP003"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 4611 section 2.8",)
BAD = changed(
    TWO_SYSTEMS,
    ("sa_limit: 100", "sa_limit: 1"),
    ("streams:\n", "streams:\n  radio: {group: 239.1.1.2, port: 5003, source: {host: screen}, receivers: [remote]}\n"),
)
GOOD = changed(BAD, ("sa_limit: 1\n", "sa_limit: 2\n"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each limit that stops a stream."""
    found: dict[tuple[NodePath, str], list[str]] = {}
    for tree, problem in subject.breaks("sa_limit"):
        found.setdefault((problem.origin, problem.message), []).append(tree.stream)
    for (origin, message), streams in found.items():
        yield Violation(
            origin,
            f"{message} (stops {listed(streams)})",
            "raise sa_limit above the number of sources, with room for more",
        )
