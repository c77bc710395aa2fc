"""No chain of label switching routers joins two provider edge routers.

Why: A packet of a VPN carries labels from edge to edge. Where one router between them, or one of its links, has no LDP,
the label of the VPN reaches a router that does not know it, and every packet of the VPN is dropped there while the
routing tables of both edges look complete.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.adjacency import neighbors_of
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import changed
from mcastcfg.lint.provider_example import PROVIDER_CORE
from mcastcfg.lint.subject import Subject, listed

CODE = "VPN003"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 4364 section 5", "RFC 5036 section 2.5")
BAD = changed(PROVIDER_CORE, ("addresses: [192.0.2.2/30]", "addresses: [192.0.2.6/30]"))
GOOD = PROVIDER_CORE


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each provider edge router that cannot reach others under labels."""
    told: set[str] = set()
    for name, config in subject.configs.items():
        if config.vpn is None:
            continue
        told.add(name)
        reached = _switched_from(subject, name)
        cut = [neighbor.router for neighbor in config.vpn.neighbors if neighbor.router not in reached | told]
        if cut:
            yield Violation(
                (*config.origin, "mpls"),
                f"no path of label switching routers joins {name} and {listed(cut)}",
                "write mpls on every router between them, and join them by core links outside VRFs",
            )


def _switched_from(subject: Subject, start: str) -> set[str]:
    seen = {start}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        mine = subject.fabric.configs[here].ldp
        for pair in neighbors_of(subject.fabric, here):
            other = subject.fabric.configs[pair.second.router].ldp
            if mine is None or other is None or pair.second.router in seen:
                continue
            if pair.first.interface in mine.interfaces and pair.second.interface in other.interfaces:
                seen.add(pair.second.router)
                waiting.append(pair.second.router)
    return seen
