"""A configured rendezvous point has the address of an Auto-RP candidate with several ranges.

Why: FRR keeps either ranges or one list for a rendezvous point. When it learns by Auto-RP that an address serves
several ranges, it makes a list of them and drops what was configured for that address, often the very mapping of
224.0.1.39 and 224.0.1.40 that Auto-RP needs.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import AUTO_RP, changed
from mcastcfg.lint.subject import Subject

CODE = "RP023"
SEVERITY: Severity = "error"
REFERENCES = ("FRR 10.7 pimd/pim_rp.c",)
_OLD = "    static_rps:\n      old: {rp_address: 10.255.0.2, groups: [237.0.0.0/8]}\n"
GOOD = changed(AUTO_RP, ("    static_rps:\n", _OLD))
BAD = changed(GOOD, ("remote-r1, groups: [239.0.0.0/8]", "remote-r1, groups: [239.0.0.0/8, 238.0.0.0/8]"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each configured rendezvous point that would be dropped."""
    found: dict[tuple[str, str], Violation] = {}
    for config in subject.configs.values():
        candidate = config.pim.auto_rp.candidate_rp if config.pim.auto_rp is not None else None
        if candidate is None or len(candidate.groups) == 1:
            continue
        listening = [other for other in subject.configs.values() if other.pim.domain == config.pim.domain]
        if not any(other.platform == "frr" for other in listening):
            continue
        for rp in config.pim.rps:
            if rp.rp_address == candidate.address:
                found[config.pim.domain, rp.name] = Violation(
                    (*rp.origin, "rp_address"),
                    f"{rp.rp_address} is the candidate {candidate.name} as well, with {len(candidate.groups)} ranges",
                    "configure the loopback of a router that is no candidate",
                )
    yield from found.values()
