"""A stream must cross a boundary of its group's scope.

Why: At a boundary the group neither enters nor leaves, so receivers behind it hear nothing. Either the group is of the
wrong scope for this stream, or the boundary stands at the wrong place.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject, listed

CODE = "STREAM010"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 2365 section 5",)
BAD = changed(TWO_OFFICES, ("ipsec: wan\n", "ipsec: wan\n    boundary: [239.1.0.0/16]\n"))
GOOD = changed(BAD, ("boundary: [239.1.0.0/16]", "boundary: [239.255.0.0/16]"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each boundary that stops a stream, once for all streams."""
    found: dict[NodePath, tuple[str, list[str]]] = {}
    for tree, problem in subject.breaks("boundary"):
        found.setdefault((*problem.origin, "boundary"), (problem.message, []))[1].append(tree.stream)
    for path, (message, streams) in found.items():
        fix = "give the stream a group of a wider scope, or take its group out of the boundary"
        yield Violation(path, f"{message} (stops {listed(streams)})", fix)
