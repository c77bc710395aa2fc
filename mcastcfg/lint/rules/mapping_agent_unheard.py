"""A router hears no mapping agent although its domain finds out its rendezvous points by Auto-RP.

Why: Mapping agents speak to 224.0.1.40. FRR carries that like any other group: it needs a configured rendezvous point
(as does 224.0.1.39, where candidates announce themselves), PIM on the agent's loopback, and no boundary or interface of
mode dm on the way. IOS-XE floods both wherever PIM runs.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.auto_rp import heard_agent
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import AUTO_RP, SSM_VIDEO, changed
from mcastcfg.lint.subject import Subject, listed

CODE = "RP020"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 7761 section 4.7.1", "IANA: 224.0.1.40 cisco-rp-discovery")
GOOD = changed(AUTO_RP, SSM_VIDEO)
BAD = changed(GOOD, ("groups: [224.0.1.39/32, 224.0.1.40/32]", "groups: [224.0.1.39/32]"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each domain with routers that hear nobody."""
    deaf: dict[str, list[str]] = {}
    for name, config in subject.configs.items():
        if config.pim.auto_rp is not None and heard_agent(subject.fabric, name) is None:
            deaf.setdefault(config.pim.domain, []).append(name)
    for domain, routers in deaf.items():
        yield Violation(
            ("pim_domains", domain, "auto_rp"),
            f"{listed(routers)} hear{'s' if len(routers) == 1 else ''} no mapping agent of {domain}",
            "give 224.0.1.39/32 and 224.0.1.40/32 a static RP, and let nothing on the way stop them",
        )
