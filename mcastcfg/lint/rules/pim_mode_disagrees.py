"""Interfaces on the way of a stream do not agree whether its group is joined or flooded.

Why: Dense mode sends no joins and sparse mode floods nothing. Where a flooded group meets a sparse interface, or a
joined one meets an interface in mode dm, the way ends: joins are not understood, and what is flooded is not expected.

The group's mode follows from the interface's pim_mode, the domain's dense_groups, and whether a rendezvous point serves
the group.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject, listed

CODE = "PIM010"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 3973 section 4.2", "RFC 7761 section 4.5")
GOOD = changed(
    TWO_OFFICES,
    ("  offices:\n", "  offices:\n    pim_mode: sm_dm\n"),
    ("groups: [239.0.0.0/8]", "groups: [239.2.0.0/16]"),
)
BAD = changed(GOOD, ("ipsec: wan\n", "ipsec: wan\n    pim: {pim_mode: sm}\n"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each interface that handles a stream's group in another way than the rest of its tree."""
    found: dict[NodePath, tuple[str, list[str]]] = {}
    for tree, problem in subject.breaks("mode_disagrees"):
        found.setdefault((*problem.origin, "pim"), (problem.message, []))[1].append(tree.stream)
    for path, (message, streams) in found.items():
        fix = "give both sides one pim_mode, and their domains the same dense_groups and rendezvous points"
        yield Violation(path, f"{message} (stops {listed(streams)})", fix)
