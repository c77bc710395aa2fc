"""A filter of source-active messages keeps a declared stream from its receivers.

Why: What the filter denies never reaches the rendezvous point of the receivers, which therefore never joins the source.
The first line that matches decides, and what no line names is denied.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.example_systems import TWO_SYSTEMS
from mcastcfg.lint.examples import changed
from mcastcfg.lint.subject import Subject, listed

CODE = "MSDP002"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 3618 section 7",)
BAD = changed(TWO_SYSTEMS, ("source: 10.1.0.0/24", "source: 10.9.0.0/24"))
GOOD = TWO_SYSTEMS


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each filter that stops a stream."""
    found: dict[tuple[NodePath, str], list[str]] = {}
    for tree, problem in subject.breaks("sa_filtered"):
        found.setdefault((problem.origin, problem.message), []).append(tree.stream)
    for (origin, message), streams in found.items():
        yield Violation(
            origin,
            f"{message} (stops {listed(streams)})",
            "permit the group and its source in that filter, before a line that denies them",
        )
