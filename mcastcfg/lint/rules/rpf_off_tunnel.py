"""RPF towards a source or rendezvous point does not point over PIM.

Why: A router sends its joins to its RPF neighbour and drops packets that arrive from anywhere else. Where RPF points to
the provider, or to a next hop that is no router of the network, joins reach nobody.

A rendezvous point that no tunnel leads to, or that has no PIM, is rp-unreachable; an RPF interface where PIM could be
on and is off is pim-missing-on-path. What several streams suffer from at one router is one finding.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.tree_parts import Break, Tree
from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject, listed

CODE = "PIM002"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 7761 section 4.1.5", "RFC 7761 section 4.5.5")
BAD = changed(TWO_OFFICES, ("ipsec: wan\n", "ipsec: wan\n    rpf: external\n"))
GOOD = TWO_OFFICES


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each router whose joins leave the network."""
    found: dict[tuple[str, str | None], list[tuple[Tree, Break]]] = {}
    for tree, problem in subject.breaks("rpf_off_pim", "no_route", "rp_nowhere", "loop"):
        if not _is_rp_matter(subject, tree, problem):
            found.setdefault((problem.router, problem.interface), []).append((tree, problem))
    for suffering in found.values():
        tree, problem = suffering[0]
        streams = listed([each.stream for each, _ in suffering])
        yield Violation(_path(subject, problem), f"{problem.message} (stops {streams})", _fix(subject, problem))


def _is_rp_matter(subject: Subject, tree: Tree, problem: Break) -> bool:
    """Whether rp-unreachable speaks about it."""
    if problem.kind == "loop" or problem.root is None or problem.root == tree.source_address:
        return False
    owner = subject.fabric.owners.get(problem.root)
    cut_off = owner is not None and subject.islands[owner.router] != subject.islands[problem.router]
    return owner is None or owner.pim is None or cut_off


def _path(subject: Subject, problem: Break) -> NodePath:
    """Return what decides: the tunnel that leaves RPF to others where there is exactly one, else the route itself."""
    tunnels = subject.fabric.configs[problem.router].tunnels
    if len(tunnels) == 1 and subject.network.tunnels[tunnels[0].name].rpf == "external":
        return ("tunnels", tunnels[0].name, "rpf")
    return problem.origin


def _fix(subject: Subject, problem: Break) -> str:
    tunnels = subject.fabric.configs[problem.router].tunnels
    if any(subject.network.tunnels[tunnel.name].rpf == "external" for tunnel in tunnels):
        return f"write rpf: static on the tunnel, or the route to {problem.root} under routes of {problem.router}"
    if not tunnels:
        return f"give {problem.router} a tunnel towards {problem.root}"
    return f"give {problem.router} a route to {problem.root} over a tunnel or LAN with PIM"
