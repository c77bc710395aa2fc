"""A candidate rendezvous point is not heard by the mapping agent its own router listens to.

Why: Candidates announce themselves to 224.0.1.39. Neighbours hear that as it is; further away FRR needs a configured
rendezvous point for the group. A mapping agent that does not hear a candidate tells nobody about it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.auto_rp import announcement_reaches, heard_agent
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import AUTO_RP, SSM_VIDEO, changed
from mcastcfg.lint.subject import Subject

CODE = "RP021"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 7761 section 4.7.1", "IANA: 224.0.1.39 cisco-rp-announce")
_FAR_CANDIDATE = (
    "    hosts:\n      desk: {address: 10.2.0.10}\n",
    "      remote-r2:\n"
    "        platform: frr\n"
    "        interfaces:\n"
    "          lan0: {role: lan, addresses: [10.2.0.2/24]}\n"
    "          lo: {role: loopback, addresses: [10.255.0.3/32]}\n"
    "        routes: [{prefix: 10.0.0.0/8, next_hop: 10.2.0.1}]\n"
    "    hosts:\n      desk: {address: 10.2.0.10}\n",
)
GOOD = changed(
    AUTO_RP,
    SSM_VIDEO,
    _FAR_CANDIDATE,
    (
        "          lo: {role: loopback, addresses: [10.255.0.2/32]}\n",
        "          lo: {role: loopback, addresses: [10.255.0.2/32]}\n"
        "        routes: [{prefix: 10.255.0.3/32, next_hop: 10.2.0.2}]\n",
    ),
    ("remote: {router: remote-r1,", "remote: {router: remote-r2,"),
)
BAD = changed(GOOD, ("groups: [224.0.1.39/32, 224.0.1.40/32]", "groups: [224.0.1.40/32]"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each candidate that hears a mapping agent and is not heard by it."""
    for name, config in subject.configs.items():
        candidate = config.pim.auto_rp.candidate_rp if config.pim.auto_rp is not None else None
        agent = heard_agent(subject.fabric, name)
        if candidate is None or agent is None:
            continue
        if not announcement_reaches(subject.fabric, name, candidate, agent.router):
            yield Violation(
                candidate.origin,
                f"announcements of {name} do not reach the mapping agent {agent.router}",
                "give 224.0.1.39/32 a static RP, and let nothing on the way stop it",
            )
