"""Spokes have no hub to turn to when one dies.

Why: Every stream between branches, and every one to or from the hub's own site, crosses that router. With a second hub
RPF follows the one that is alive, as long as OSPF runs over the tunnels.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_HUBS, changed
from mcastcfg.lint.subject import Subject

CODE = "OSPF003"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 7761 section 4.1.5", "RFC 2328 section 16.1")
BAD = changed(TWO_HUBS, ("      - {router: hub-b-r1, interface: wan0}\n", ""))
GOOD = TWO_HUBS


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each topology whose spokes have no second way."""
    for name, topology in subject.network.topologies.items():
        if not any(site.topology == name for site in subject.network.sites.values()):
            continue
        if len(topology.hubs) == 1:
            hub = topology.hubs[0].router
            fix = "add a second hub, or waive this and say why"
            yield Violation(("topologies", name, "hubs"), f"every spoke hangs on {hub} alone", fix)
        elif topology.rpf in {"static", "static_multicast"}:
            fix = "write rpf: ospf, or leave it out"
            wrong = f"RPF is {topology.rpf} and stays on a hub that has died, although there are {len(topology.hubs)}"
            yield Violation(("topologies", name, "rpf"), wrong, fix)
