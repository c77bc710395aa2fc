"""More rendezvous points offer a range than the bootstrap router announces.

Why: A bootstrap router that runs FRR announces the best two of a range, by priority and then by age. Which of several
equals those are changes with every restart, and the others are no reserve while these two live.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.bsr import announced_by
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import BOOTSTRAP, changed
from mcastcfg.lint.subject import Subject, listed
from mcastcfg.model.base import Prefix

CODE = "BSR007"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 5059 section 3.3", "FRR 10.7 pimd/pim_bsr_rpdb.c")
_THIRD_ROUTER = (
    "    hosts:\n      desk: {address: 10.2.0.10}\n",
    "      remote-r2:\n"
    "        platform: frr\n"
    "        interfaces:\n"
    "          lan0: {role: lan, addresses: [10.2.0.2/24]}\n"
    "          lo: {role: loopback, addresses: [10.255.0.3/32]}\n"
    "        routes: [{prefix: 10.0.0.0/8, next_hop: 10.2.0.1}]\n"
    "    hosts:\n      desk: {address: 10.2.0.10}\n",
)
_THREE = (
    "        main: {router: main-r1, groups: [239.0.0.0/8]}\n",
    "        main: {router: main-r1, groups: [239.0.0.0/8], priority: 1}\n"
    "        remote: {router: remote-r1, groups: [239.0.0.0/8]}\n"
    "        spare: {router: remote-r2, groups: [239.0.0.0/8]}\n",
)
_ROUTE_BACK = (
    "          lo: {role: loopback, addresses: [10.255.0.2/32]}\n",
    "          lo: {role: loopback, addresses: [10.255.0.2/32]}\n"
    "        routes: [{prefix: 10.255.0.3/32, next_hop: 10.2.0.2}]\n",
)
BAD = changed(BOOTSTRAP, _THIRD_ROUTER, _THREE, _ROUTE_BACK)
GOOD = changed(BAD, ("        spare: {router: remote-r2, groups: [239.0.0.0/8]}\n", ""))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each range that more candidates of a domain offer than one of its bootstrap routers would announce."""
    for domain_name, domain in subject.network.pim_domains.items():
        if domain.bsr is None:
            continue
        limits = [announced_by(subject.configs[bsr.router]) for bsr in domain.bsr.candidate_bsrs.values()]
        limit = min((limit for limit in limits if limit is not None), default=None)
        offers: dict[Prefix, list[str]] = {}
        for name, candidate in domain.bsr.candidate_rps.items():
            for groups in candidate.groups:
                offers.setdefault(groups, []).append(name)
        for groups, names in offers.items():
            if limit is not None and len(names) > limit:
                yield Violation(
                    ("pim_domains", domain_name, "bsr", "candidate_rps", names[limit], "groups"),
                    f"{groups} is offered by {listed(names)}, and FRR announces {limit} of them",
                    f"let {limit} routers offer it",
                )
