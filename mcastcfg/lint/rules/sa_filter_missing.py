"""Source-active messages cross into another autonomous system without a filter.

Why: Without a filter every source of one system becomes known in the other, private groups and whatever a flood of
made-up sources brings along; each is state on every rendezvous point.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.example_systems import TWO_SYSTEMS
from mcastcfg.lint.examples import changed
from mcastcfg.lint.subject import Subject
from mcastcfg.lint.systems import joins_systems

CODE = "MSDP007"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 3618 section 7", "RFC 4611 section 2.2")
BAD = changed(TWO_SYSTEMS, ("          sa_filter_out: [{groups: 239.0.0.0/8, action: permit}]\n", ""))
GOOD = TWO_SYSTEMS


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each end of a peering between two systems that lacks a filter."""
    for name, peering in subject.network.msdp.peerings.items():
        if not joins_systems(subject, peering):
            continue
        for index, end in enumerate(peering.ends):
            filters = (("sa_filter_in", end.sa_filter_in), ("sa_filter_out", end.sa_filter_out))
            if missing := [field for field, lines in filters if lines is None]:
                yield Violation(
                    ("msdp", "peerings", name, "ends", index),
                    f"{end.router} has no {' and no '.join(missing)} towards another autonomous system",
                    f"write {' and '.join(missing)}: permit the groups that may pass, the rest is denied",
                )
