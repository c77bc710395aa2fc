"""A connection to another autonomous system has no password.

Why: Who can send packets with the peer's address can end a TCP connection, or speak on it. A password lets both ends
drop what is not from the other.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.example_systems import TWO_SYSTEMS
from mcastcfg.lint.examples import changed
from mcastcfg.lint.subject import Subject
from mcastcfg.lint.systems import joins_systems

CODE = "MSDP008"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 3618 section 16", "RFC 4271 section 6.1", "RFC 2385")
BAD = changed(TWO_SYSTEMS, ("      password: file:secrets/msdp\n", ""))
GOOD = TWO_SYSTEMS


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each MSDP peering and BGP session between two systems without a password."""
    for name, peering in subject.network.msdp.peerings.items():
        if peering.password is None and joins_systems(subject, peering):
            yield Violation(
                ("msdp", "peerings", name),
                f"the MSDP peering {name} between two autonomous systems has no password",
                "write password: a reference to a secret that both ends have",
            )
    for name, tunnel in subject.network.tunnels.items():
        if tunnel.rpf == "bgp" and (tunnel.bgp is None or tunnel.bgp.password is None):
            yield Violation(
                ("tunnels", name),
                f"the BGP session over {name} has no password",
                "write bgp: {password: ...}, a reference to a secret that both ends have",
            )
