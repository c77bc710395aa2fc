"""A router hears no mapping agent although its domain finds out its rendezvous points by Auto-RP.

Why: Mapping agents speak to 224.0.1.40, and no rendezvous point can serve that group before it is known: it has to be
flooded. Interfaces of mode `sm` do not flood, and sm_dm ones not what `dense_groups` leaves out, so the messages end at
the first router. The loopback the agent speaks from counts as well.

IOS-XE floods the two groups of Auto-RP on sparse interfaces too.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.auto_rp import heard_agent
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import AUTO_RP, SSM_VIDEO, changed
from mcastcfg.lint.subject import Subject, listed

CODE = "RP020"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 3973 section 4.2", "IANA: 224.0.1.40 cisco-rp-discovery")
GOOD = changed(AUTO_RP, SSM_VIDEO)
BAD = changed(GOOD, ("    ipsec: wan\n", "    ipsec: wan\n    pim: {pim_mode: sm}\n"))


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
            "give the domain and every interface on the way `pim_mode: sm_dm`, and 224.0.1.39/32 and 224.0.1.40/32 "
            "under `dense_groups`",
        )
