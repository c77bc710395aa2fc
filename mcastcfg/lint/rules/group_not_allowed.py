"""A receiving LAN lets its hosts ask for other groups only.

Why: Reports of groups outside access_groups are ignored, so the router never joins for the hosts that need the stream.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject, listed

CODE = "IGMP010"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 3376 section 6.4",)
BAD = changed(TWO_OFFICES, ("[10.2.0.1/24]}", "[10.2.0.1/24], igmp: {access_groups: [239.2.0.0/16]}}"))
GOOD = changed(BAD, ("[239.2.0.0/16]", "[239.1.0.0/16, 239.2.0.0/16]"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each LAN that refuses what it must receive, once for all streams."""
    found: dict[NodePath, tuple[str, list[str]]] = {}
    for tree, problem in subject.breaks("not_allowed"):
        found.setdefault((*problem.origin, "igmp", "access_groups"), (problem.message, []))[1].append(tree.stream)
    for path, (message, streams) in found.items():
        yield Violation(path, f"{message} (stops {listed(streams)})", "add the stream's group to access_groups")
