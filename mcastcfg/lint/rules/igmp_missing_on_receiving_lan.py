"""IGMP is off on a LAN whose hosts must receive a stream.

Why: Hosts say by IGMP what they want to hear. A router that does not listen forwards nothing to them, and no one asks
them again, so snooping switches forget them too.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject, listed

CODE = "IGMP001"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 3376 section 6", "RFC 4541 section 2.1.1")
BAD = changed(
    TWO_OFFICES,
    ("addresses: [10.2.0.1/24]}", "addresses: [10.2.0.1/24], igmp: {enabled: false}}"),
)
GOOD = TWO_OFFICES


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each receiving LAN whose designated router does not listen."""
    found: dict[NodePath, tuple[str, list[str]]] = {}
    for tree, problem in subject.breaks("no_igmp"):
        found.setdefault((*problem.origin, "igmp"), (problem.message, []))[1].append(tree.stream)
    for path, (message, streams) in found.items():
        yield Violation(path, f"{message} (stops {listed(streams)})", "remove `enabled: false`")
