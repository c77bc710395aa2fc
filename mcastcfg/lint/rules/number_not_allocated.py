"""A tunnel has no number in allocations.yaml yet.

Why: A tunnel's number names its interface and chooses its addresses. While it is written nowhere it can change with
the next tunnel that is added, so `deploy` refuses it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, UNNUMBERED
from mcastcfg.lint.subject import Subject, listed

CODE = "ADDR003"
SEVERITY: Severity = "warning"
REFERENCES = ("docs/decisions/0004-tunnel-numbers.md",)
BAD = UNNUMBERED + TWO_OFFICES
GOOD = TWO_OFFICES


def check(subject: Subject) -> Iterator[Violation]:
    """Yield one violation for all tunnels without a number, at the first of them."""
    pending = [name for name in subject.network.tunnels if name in subject.design.inventory.allocations.pending]
    if pending:
        have = "has" if len(pending) == 1 else "have"
        yield Violation(
            ("tunnels", pending[0]),
            f"{listed(pending)} {have} no number in allocations.yaml",
            "run mcastcfg allocate and commit the file",
        )
