"""A rendezvous point cannot be reached over PIM.

Why: Joins and Registers need a router that has the rendezvous point's address on an interface with PIM, and a way
there over tunnels or LANs. Without it every ASM group of the range fails.

Where a way exists and RPF takes another one, the finding is rpf-off-tunnel; where PIM is off on the way,
pim-missing-on-path.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.rp_map import rp_for_group
from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject, listed

CODE = "RP002"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 7761 section 3.1", "RFC 7761 section 4.4")
BAD = changed(TWO_OFFICES, ("rp_address: 10.255.0.1", "rp_address: 10.255.0.9"))
GOOD = TWO_OFFICES


def check(subject: Subject) -> Iterator[Violation]:
    """Yield RPs that nobody is, RPs without PIM, RPs on another island, and Registers that get lost."""
    yield from _addresses(subject)
    yield from _islands(subject)
    for _, problem in subject.breaks("register_lost"):
        yield Violation(problem.origin, problem.message, "give that router a route towards the address over a tunnel")


def _addresses(subject: Subject) -> Iterator[Violation]:
    for domain_name in dict.fromkeys(config.pim.domain for config in subject.configs.values()):
        for name, rp in subject.network.pim_domains[domain_name].static_rps.items():
            path: NodePath = ("pim_domains", domain_name, "static_rps", name, "rp_address")
            owner = subject.fabric.owners.get(rp.rp_address)
            if owner is None:
                yield Violation(
                    path,
                    f"no router has the address {rp.rp_address} of the rendezvous point {name}",
                    "put the address on a loopback of one of the domain's routers",
                )
            elif owner.pim is None:
                yield Violation(
                    path,
                    f"PIM is off on {owner.interface} of {owner.router}, which has the rendezvous point's address "
                    f"{rp.rp_address}",
                    f"put the address on a loopback, or turn PIM on on {owner.interface}"
                    if owner.kind == "wan"
                    else f"turn PIM on on {owner.interface}",
                )


def _islands(subject: Subject) -> Iterator[Violation]:
    cut_off: dict[tuple[NodePath, str], list[str]] = {}
    for tree, problem in subject.breaks("rpf_off_pim", "no_route", "rp_nowhere"):
        owner = subject.fabric.owners.get(problem.root) if problem.root is not None else None
        rp = rp_for_group(subject.fabric, problem.router, tree.group)
        if problem.root == tree.source_address or owner is None or rp is None or rp.rp_address != problem.root:
            continue
        if subject.islands[owner.router] != subject.islands[problem.router]:
            cut_off.setdefault((rp.origin, owner.router), []).append(problem.router)
    for (origin, owner_router), routers in cut_off.items():
        yield Violation(
            (*origin, "rp_address"),
            f"no tunnel leads from {listed(routers)} to {owner_router}, the rendezvous point",
            "add a tunnel",
        )
