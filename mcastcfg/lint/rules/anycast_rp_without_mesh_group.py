"""Routers share the address of an RP and name no mesh group.

Why: Each of them learns of the sources nearest to it alone. Without MSDP between them, receivers elsewhere never hear
those sources.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.example_systems import THREE_RPS
from mcastcfg.lint.examples import changed
from mcastcfg.lint.subject import Subject

CODE = "MSDP009"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 3446 section 3.2",)
BAD = changed(THREE_RPS, ("        mesh_group: rps\n", ""))
GOOD = THREE_RPS


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each anycast RP without a mesh group."""
    for domain_name, domain in subject.network.pim_domains.items():
        for name, rp in domain.anycast_rps.items():
            if rp.mesh_group is None and rp.mechanism == "msdp":
                yield Violation(
                    ("pim_domains", domain_name, "anycast_rps", name),
                    f"the anycast RP {name} ({rp.rp_address}) names no mesh group",
                    "write mesh_group: the msdp.mesh_groups entry that holds all of its routers",
                )
