"""A waiver that nothing needs.

Why: What was waived is mended, or the waiver is misspelt and covers nothing. Left in place it would hide the next
fault of the kind.

It cannot be waived itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject

CODE = "LINT001"
SEVERITY: Severity = "error"
REFERENCES = ("docs/reference/rules.md",)
BAD = (
    TWO_OFFICES
    + """\
waivers:
  - {rule: tunnel-without-ipsec, at: tunnels.main-remote, reason: the provider encrypts the line}
"""
)
GOOD = changed(BAD, ("ipsec: wan\n", "ipsec: none\n"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each waiver the runner found no use for."""
    for index, waiver in subject.unused_waivers:
        yield Violation(
            ("waivers", index),
            f"there is no finding {waiver.rule} at {waiver.at}",
            "remove the waiver, or correct its rule and key path",
        )
