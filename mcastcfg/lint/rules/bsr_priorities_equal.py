"""The two best candidate bootstrap routers of a domain have the same priority.

Why: The higher address decides then, which nobody sees in the inventory: renumbering a loopback moves the bootstrap
router.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import BOOTSTRAP, changed
from mcastcfg.lint.subject import Subject

CODE = "BSR002"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 5059 section 3.1",)
BAD = changed(BOOTSTRAP, ("router: remote-r1, priority: 50", "router: remote-r1, priority: 100"))
GOOD = BOOTSTRAP


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each candidate that stands level with the best one written before it."""
    for domain_name, domain in subject.network.pim_domains.items():
        candidates = domain.bsr.candidate_bsrs if domain.bsr is not None else {}
        best = max((candidate.priority for candidate in candidates.values()), default=0)
        level = [name for name, candidate in candidates.items() if candidate.priority == best]
        for name in level[1:]:
            yield Violation(
                ("pim_domains", domain_name, "bsr", "candidate_bsrs", name, "priority"),
                f"{name} and {level[0]} both have priority {best}",
                "give the one that should be elected a higher priority",
            )
