"""The bootstrap router may choose another rendezvous point than everybody else.

Why: FRR hashes with the mask length of the last bootstrap message it heard. As bootstrap router it may never have heard
one: then it hashes with a length of 0, all others with the 30 it announces. Where the two lengths choose differently
among candidates of equal priority, receivers behind the bootstrap router wait at one rendezvous point and the others at
another, until a restart happens to mend it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.rp_hash import hash_value
from mcastcfg.analysis.rp_map import HASHES_RANGES
from mcastcfg.config.rp_discovery import CandidateRpConfig
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import BOOTSTRAP, changed
from mcastcfg.lint.subject import Subject
from mcastcfg.model.base import Prefix

CODE = "BSR008"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 7761 section 4.7.2", "FRR 10.7 pimd/pim_bsm.c")
_BOTH = (
    "        main: {router: main-r1, groups: [239.0.0.0/8]}\n",
    "        main: {router: main-r1, groups: [239.0.0.0/8]}\n"
    "        remote: {router: remote-r1, groups: [239.0.0.0/8]}\n",
)
_REMOTE = "remote: {router: remote-r1, groups: [239.0.0.0/8]"
BAD = changed(BOOTSTRAP, _BOTH, ("addresses: [10.255.0.2/32]", "addresses: [10.255.0.8/32]"))
GOOD = changed(BAD, (_REMOTE, f"{_REMOTE}, priority: 200"))
_UNHEARD, _ANNOUNCED = 0, 30


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each range of a domain whose choice depends on the mask length."""
    offers: dict[tuple[str, Prefix], list[CandidateRpConfig]] = {}
    frr: set[str] = set()
    for config in subject.configs.values():
        if config.pim.bsr is None:
            continue
        if config.pim.bsr.candidate_bsr is not None and config.platform in HASHES_RANGES:
            frr.add(config.pim.domain)
        candidate = config.pim.bsr.candidate_rp
        for groups in candidate.groups if candidate is not None else ():
            if candidate is not None:
                offers.setdefault((config.pim.domain, groups), []).append(candidate)
    for (domain, groups), candidates in offers.items():
        chosen = [_chosen(groups, candidates, length) for length in (_UNHEARD, _ANNOUNCED)]
        if domain in frr and chosen[0] != chosen[1]:
            yield Violation(
                (*chosen[1].origin, "priority"),
                f"for {groups} FRR as bootstrap router may take {chosen[0].name}, where others take {chosen[1].name}",
                f"give {chosen[1].name} or {chosen[0].name} a lower priority value, or keep their ranges apart",
            )


def _chosen(groups: Prefix, candidates: list[CandidateRpConfig], length: int) -> CandidateRpConfig:
    def rank(one: CandidateRpConfig) -> tuple[int, int, int]:
        return -one.priority, hash_value(groups.network_address, length, one.address), int(one.address)

    return max(candidates, key=rank)
