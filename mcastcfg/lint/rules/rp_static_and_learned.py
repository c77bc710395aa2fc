"""A range of groups has a configured rendezvous point and a candidate in the same domain.

Why: Which one serves the groups depends on the router. FRR keeps the configured one for the very same range and else
takes the longer range, but lets Auto-RP replace it; IOS-XE, as it is rendered here, always takes the configured one. A
candidate that never serves is no reserve either: configured mappings do not go away when their rendezvous point dies.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import BOOTSTRAP, changed
from mcastcfg.lint.subject import Subject

CODE = "BSR004"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 7761 section 4.7.1",)
_STATIC = "    static_rps:\n      main: {rp_address: 10.255.0.1, groups: [239.1.0.0/16]}\n    bsr:\n"
BAD = changed(BOOTSTRAP, ("    bsr:\n", _STATIC))
GOOD = changed(BAD, ("239.1.0.0/16", "238.0.0.0/8"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each range of a static RP that a candidate's range overlaps."""
    for domain_name, domain in subject.network.pim_domains.items():
        offers = [(name, one.groups) for name, one in domain.bsr.candidate_rps.items()] if domain.bsr else []
        offers += [(name, one.groups) for name, one in domain.auto_rp.candidate_rps.items()] if domain.auto_rp else []
        for rp_name, rp in domain.static_rps.items():
            for index, groups in enumerate(rp.groups):
                for name, offered in offers:
                    if any(groups.overlaps(one) for one in offered):
                        yield Violation(
                            ("pim_domains", domain_name, "static_rps", rp_name, "groups", index),
                            f"{groups} is offered by the candidate {name} as well",
                            "remove the static RP, or keep the ranges apart",
                        )
                        break
