"""A source-specific stream must reach a LAN that speaks IGMPv2.

Why: A source-specific join names the source, and only IGMPv3 can carry it. Routers ignore IGMPv2 reports for groups in
the SSM range.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject, listed

CODE = "IGMP002"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 4604 section 2.2.1", "RFC 3376 section 4.2")
BAD = changed(
    TWO_OFFICES,
    ("group: 239.1.1.1, port: 5001", "group: 232.1.1.1, port: 5001, mode: ssm"),
    ("addresses: [10.2.0.1/24]}", "addresses: [10.2.0.1/24], igmp: {version: 2}}"),
)
GOOD = changed(BAD, ("version: 2", "version: 3"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each receiving LAN that is too old for the stream."""
    found: dict[NodePath, tuple[str, list[str]]] = {}
    for tree, problem in subject.breaks("igmp_version"):
        found.setdefault((*problem.origin, "igmp", "version"), (problem.message, []))[1].append(tree.stream)
    for path, (message, streams) in found.items():
        yield Violation(path, f"{message} (stops {listed(streams)})", "write version: 3, or make the stream asm")
