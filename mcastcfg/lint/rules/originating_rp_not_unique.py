"""Two routers name the same address as RP in their source-active messages.

Why: A router drops source-active messages that name its own address, taking them for its own come back. Two anycast RPs
with one originating address never hear of each other's sources.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.example_systems import THREE_RPS
from mcastcfg.lint.examples import changed
from mcastcfg.lint.subject import Subject
from mcastcfg.model.base import Address

CODE = "MSDP010"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 3446 section 3.3",)
_SAME = "  originating_rps: {main-r1: 10.255.0.100, third-r1: 10.255.0.100}\n"
BAD = changed(THREE_RPS, ("msdp:\n", f"msdp:\n{_SAME}"))
GOOD = THREE_RPS


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each router whose originating address another one has as well."""
    owners: dict[Address, str] = {}
    for name, config in subject.configs.items():
        if config.msdp is None:
            continue
        first = owners.setdefault(config.msdp.originating_rp, name)
        if first != name:
            yield Violation(
                config.msdp.origin,
                f"{name} and {first} both name {config.msdp.originating_rp} as RP in their source-active messages",
                "give each router its own: leave msdp.originating_rps out, or write an address no other router has",
            )
