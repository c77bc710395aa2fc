"""A rendezvous point takes no Registers of a stream's source.

Why: The source's router sends the first packets to the rendezvous point in Registers. Where register_sources leaves the
source out, the rendezvous point answers with Register-Stop and never learns that it sends: nobody receives.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject, listed

CODE = "RP010"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 7761 section 4.4.2", "RFC 7761 section 6.2")
GOOD = changed(
    TWO_OFFICES,
    ("  offices:\n", "  offices:\n    register_sources: [10.2.0.0/24]\n"),
    ("source: {host: camera}, receivers: [remote]", "source: {host: desk}, receivers: [main]"),
)
BAD = changed(GOOD, ("[10.2.0.0/24]\n", "[10.1.0.0/24]\n"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each domain that refuses a source, once for all streams."""
    found: dict[tuple[str, str], list[str]] = {}
    for tree, problem in subject.breaks("register_refused"):
        domain = subject.fabric.configs[problem.router].pim.domain
        found.setdefault((domain, problem.message), []).append(tree.stream)
    for (domain, message), streams in found.items():
        yield Violation(
            ("pim_domains", domain, "register_sources"),
            f"{message} (stops {listed(streams)})",
            "add the source's LAN to register_sources",
        )
