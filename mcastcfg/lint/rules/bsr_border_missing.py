"""Bootstrap messages cross from one PIM domain into another.

Why: Routers take any bootstrap message for their own domain's. Without a border at both ends the domains elect one
bootstrap router together, and each learns the other's rendezvous points.

Tunnels between two domains are borders by themselves, unless `bsr_border: false` says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.adjacency import adjacencies
from mcastcfg.analysis.fabric import Attachment
from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import BOOTSTRAP, SSM_VIDEO, changed
from mcastcfg.lint.subject import Subject

CODE = "BSR003"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 5059 section 1",)
_TWO_DOMAINS = changed(
    BOOTSTRAP,
    SSM_VIDEO,
    ("        remote: {router: remote-r1, priority: 50}\n", ""),
    ("sites:\n", "  branch: {}\nsites:\n"),
    ("  remote:\n    pim_domain: offices", "  remote:\n    pim_domain: branch"),
)
BAD = changed(_TWO_DOMAINS, ("    ipsec: wan\n", "    ipsec: wan\n    pim: {bsr_border: false}\n"))
GOOD = _TWO_DOMAINS


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each end without a border, where one of the domains that meet has bootstrap routers."""
    for pair in adjacencies(subject.fabric):
        domains = [subject.fabric.configs[end.router].pim for end in (pair.first, pair.second)]
        if not pair.pim or domains[0].domain == domains[1].domain or not any(domain.bsr for domain in domains):
            continue
        open_ends: dict[NodePath, Attachment] = {}
        for end in (pair.first, pair.second):
            if end.pim is not None and not end.pim.bsr_border:
                open_ends.setdefault(_path(subject, end), end)
        for path, end in open_ends.items():
            yield Violation(
                path,
                f"{end.interface} of {end.router} is no border between {domains[0].domain} and {domains[1].domain}",
                "remove `bsr_border: false`" if end.tunnel is not None else "set `bsr_border: true` there",
            )


def _path(subject: Subject, end: Attachment) -> NodePath:
    if end.tunnel is None:
        return (*end.origin, "pim", "bsr_border")
    for index, written in enumerate(subject.network.tunnels[end.interface].ends):
        if written.router == end.router and written.pim is not None:
            return (*end.origin, "ends", index, "pim", "bsr_border")
    return (*end.origin, "pim", "bsr_border")
