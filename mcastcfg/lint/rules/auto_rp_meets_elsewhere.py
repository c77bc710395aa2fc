"""The groups of Auto-RP meet at another router than the mapping agent.

Why: FRR's mapping agent speaks before it has a way to the rendezvous point of 224.0.1.40, and the route it makes then
stays without one as long as it goes on speaking: after a start nobody hears it until a link goes down and up. Where the
agent is that rendezvous point itself, all hear it within a few intervals.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.auto_rp import DISCOVERIES, heard_agent
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import AUTO_RP, changed
from mcastcfg.lint.subject import Subject

CODE = "RP024"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 7761 section 4.4", "FRR 10.7")
GOOD = AUTO_RP
BAD = changed(AUTO_RP, ("rp_address: 10.255.0.1", "rp_address: 10.255.0.2"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each configured rendezvous point of 224.0.1.40 that is not the agent its domain listens to."""
    told: set[tuple[str, str]] = set()
    for name, config in subject.configs.items():
        agent = heard_agent(subject.fabric, name)
        if agent is None or subject.configs[agent.router].platform != "frr":
            continue
        for rp in config.pim.rps:
            serves = any(DISCOVERIES in groups for groups in rp.groups)
            if serves and rp.rp_address != agent.agent.address and (config.pim.domain, rp.name) not in told:
                told.add((config.pim.domain, rp.name))
                yield Violation(
                    (*rp.origin, "rp_address"),
                    f"{rp.rp_address} is not the mapping agent {agent.agent.name}, who has {agent.agent.address}",
                    f"write {agent.agent.address}, the address of the agent that is heard",
                )
