"""Two routers on the way of a stream do not become PIM neighbours.

Why: Joins go to neighbours only. A filter that leaves out the other end, or an interface that is passive, ends every
tree there as surely as PIM turned off, and each of the two routers looks healthy by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject, listed

CODE = "PIM012"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 7761 section 4.3.1", "RFC 7761 section 6.1")
BAD = changed(TWO_OFFICES, ("ipsec: wan\n", "ipsec: wan\n    pim: {neighbor_filter: [10.0.0.0/8]}\n"))
GOOD = changed(BAD, ("[10.0.0.0/8]}\n", "[172.31.0.0/16]}\n"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each place where a neighbour is refused, once for all streams."""
    found: dict[NodePath, tuple[str, list[str]]] = {}
    for tree, problem in subject.breaks("neighbor_filtered"):
        found.setdefault((*problem.origin, "pim"), (problem.message, []))[1].append(tree.stream)
    for path, (message, streams) in found.items():
        fix = "add its address to neighbor_filter, or remove `passive: true`"
        yield Violation(path, f"{message} (stops {listed(streams)})", fix)
