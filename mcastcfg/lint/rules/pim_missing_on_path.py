"""PIM is off on an interface that a stream's tree needs.

Why: Without hellos there is no PIM neighbour to send joins to, and a LAN without PIM has no designated router that
speaks for its hosts: the tree ends there.

The first such interface on the way is reported, once for all streams; behind it nothing more is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject, listed

CODE = "PIM001"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 7761 section 4.3.1", "RFC 7761 section 4.3.2", "RFC 7761 section 4.5")
BAD = changed(TWO_OFFICES, ("ipsec: wan\n", "ipsec: wan\n    pim: {enabled: false}\n"))
GOOD = TWO_OFFICES


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each place where PIM is turned off on the way."""
    found: dict[NodePath, tuple[str, list[str]]] = {}
    for tree, problem in subject.breaks("rpf_without_pim", "neighbor_without_pim"):
        path = _path(subject, problem.origin, problem.router)
        found.setdefault(path, (problem.message, []))[1].append(tree.stream)
    for path, (message, streams) in found.items():
        yield Violation(path, f"{message} (stops {listed(streams)})", "remove `enabled: false`")


def _path(subject: Subject, origin: NodePath, router: str) -> NodePath:
    if origin[0] != "tunnels":
        return (*origin, "pim")
    ends = subject.network.tunnels[str(origin[1])].ends
    index = 0 if ends[0].router == router else 1
    return (*origin, "ends", index, "pim") if ends[index].pim is not None else (*origin, "pim")
