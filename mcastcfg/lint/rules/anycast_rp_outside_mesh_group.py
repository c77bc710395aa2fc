"""A router shares the address of an anycast RP and is not in its mesh group.

Why: Hosts nearest to this router register and join there. It neither tells the others about its sources nor hears of
theirs, so what works depends on where one stands.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.example_systems import THREE_RPS
from mcastcfg.lint.examples import changed
from mcastcfg.lint.subject import Subject

CODE = "MSDP005"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 3446 section 3.2", "RFC 3618 section 10.2")
BAD = changed(THREE_RPS, ("members: [main-r1, remote-r1, third-r1]", "members: [main-r1, remote-r1]"))
GOOD = THREE_RPS


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each router of an anycast RP that its mesh group lacks."""
    for domain_name, domain in subject.network.pim_domains.items():
        for name, rp in domain.anycast_rps.items():
            if rp.mesh_group is None:
                continue
            members = subject.network.msdp.mesh_groups[rp.mesh_group].members
            for index, router in enumerate(rp.routers):
                if router not in members:
                    yield Violation(
                        ("pim_domains", domain_name, "anycast_rps", name, "routers", index),
                        f"{router} shares {rp.rp_address} and is not in the mesh group {rp.mesh_group}",
                        f"add {router} to the members of msdp.mesh_groups.{rp.mesh_group}",
                    )
