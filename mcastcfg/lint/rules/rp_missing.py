"""No rendezvous point serves a stream's group.

Why: Receivers of an ASM group join towards its rendezvous point, and the source's router tells the same one. Without
one, nobody's joins lead anywhere.

The stream's tree ends here, so nothing else is reported for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject, listed

CODE = "RP001"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 7761 section 3.7", "RFC 7761 section 4.7.1")
BAD = changed(TWO_OFFICES, ("groups: [239.0.0.0/8]", "groups: [239.2.0.0/16]"))
GOOD = TWO_OFFICES


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each PIM domain that has no RP for groups it carries."""
    groups: dict[str, list[str]] = {}
    for tree, problem in subject.breaks("no_rp"):
        groups.setdefault(subject.fabric.configs[problem.router].pim.domain, []).append(f"{tree.group} ({tree.stream})")
    for domain, missing in groups.items():
        written = subject.network.pim_domains[domain]
        learnt = "bsr" if written.bsr is not None else "auto_rp" if written.auto_rp is not None else ""
        yield Violation(
            ("pim_domains", domain, learnt or "static_rps"),
            f"no rendezvous point of {domain} serves {listed(missing)}",
            f"add the group to the groups of a {'candidate' if learnt else 'static'} RP, or make the stream ssm",
        )
