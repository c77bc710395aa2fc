"""RPF towards a source or rendezvous point has two ways of equal cost.

Why: A router joins over one of them and drops what arrives over the other. Which one it takes is its own affair, and
after a failure it may stay on the way it fled to: nobody can say which hub carries a stream, and links meant as backup
carry it for weeks.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.ospf import OspfRoute, ospf_route
from mcastcfg.analysis.routes import unicast_hop
from mcastcfg.analysis.rpf import rpf
from mcastcfg.analysis.tree_parts import Tree
from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_HUBS, changed
from mcastcfg.lint.subject import Subject, listed
from mcastcfg.model.base import Address

CODE = "OSPF002"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 2328 section 16.1", "RFC 7761 section 4.1.5")
BAD = changed(TWO_HUBS, ("{router: hub-b-r1, interface: wan0}", "{router: hub-b-r1, interface: wan0, cost: 10}"))
GOOD = TWO_HUBS


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each link that shares the best way of some tree with another one, once for all trees."""
    found: dict[NodePath, tuple[str, Address, OspfRoute, list[str]]] = {}
    for tree in subject.trees:
        for router, root in _looks(tree):
            route = _by_ospf(subject, router, root)
            if route is not None and len(route.ways) > 1:
                known = found.setdefault(route.ways[-1].origin, (router, root, route, []))
                known[3].append(tree.stream)
    for path, (router, root, route, streams) in found.items():
        ways = " and ".join(way.router for way in route.ways)
        yield Violation(
            path,
            f"{router} reaches {root} over {ways} at the same cost {route.distance} (matters to {listed(streams)})",
            "give one of the links another ospf cost, or one of the hubs another cost",
        )


def _looks(tree: Tree) -> Iterator[tuple[str, Address]]:
    """Yield each router of a tree with the root it looks towards."""
    for state in tree.shortest:
        yield state.router, tree.source_address
    if tree.rp_address is not None:
        for state in tree.shared:
            yield state.router, tree.rp_address


def _by_ospf(subject: Subject, router: str, root: Address) -> OspfRoute | None:
    """Return OSPF's route where that is what RPF goes by."""
    answer = rpf(subject.fabric, router, root)
    if answer is None or answer.table != "unicast":
        return None
    hop = unicast_hop(subject.fabric, router, root)
    return ospf_route(subject.fabric, router, root) if hop is not None and hop.kind == "ospf" else None
