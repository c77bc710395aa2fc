"""An MSDP peer cannot be reached.

Why: MSDP is a TCP connection between two addresses. It needs unicast routes over the tunnels, there and back; routes
that only RPF uses do not carry it, and the provider does not know the addresses.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.msdp_flood import connected, sessions
from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.example_systems import THREE_RPS
from mcastcfg.lint.subject import Subject, listed

CODE = "MSDP006"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 3618 section 11",)
BAD = THREE_RPS.replace("rpf: static\nmsdp:", "rpf: static_multicast\nmsdp:")
GOOD = THREE_RPS


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each peering and mesh group with peers that have no way to each other."""
    cut_off: dict[NodePath, dict[str, None]] = {}
    for name in subject.configs:
        for session in sessions(subject.fabric, name):
            if not connected(subject.fabric, session):
                first, second = sorted((session.router, session.peer))
                cut_off.setdefault(session.origin, {})[f"{first} and {second}"] = None
    for origin, pairs in cut_off.items():
        yield Violation(
            origin,
            f"no unicast routes lead over tunnels, there and back, between the MSDP peers {listed([*pairs])}",
            "write rpf: static, or rpf: bgp between systems, on the tunnels between them",
        )
