"""A router hears no bootstrap router although its domain has candidates.

Why: Bootstrap messages travel from PIM neighbour to PIM neighbour, and a router takes them only from where its route to
the bootstrap router points. A border inside the domain, a link without PIM or a route past the tunnels stops them, and
with them every rendezvous point.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.bsr import elected_bsr
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import BOOTSTRAP, SSM_VIDEO, changed
from mcastcfg.lint.subject import Subject, listed

CODE = "BSR006"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 5059 section 3.4",)
GOOD = changed(BOOTSTRAP, SSM_VIDEO, ("        remote: {router: remote-r1, priority: 50}\n", ""))
BAD = changed(GOOD, ("    ipsec: wan\n", "    ipsec: wan\n    pim: {bsr_border: true}\n"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each domain with routers that hear nobody."""
    deaf: dict[str, list[str]] = {}
    for name, config in subject.configs.items():
        if config.pim.bsr is not None and elected_bsr(subject.fabric, name) is None:
            deaf.setdefault(config.pim.domain, []).append(name)
    for domain, routers in deaf.items():
        yield Violation(
            ("pim_domains", domain, "bsr"),
            f"{listed(routers)} hear{'s' if len(routers) == 1 else ''} no bootstrap router of {domain}",
            "let PIM run on every link towards it, without a border, and point the routes there",
        )
