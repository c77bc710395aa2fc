"""The addresses inside a tunnel overlap another tunnel's or an interface's network.

Why: Two connected networks that overlap answer for each other: the router sends PIM and RPF lookups for one tunnel's
neighbour out of the other, and which one wins changes with the order in which they come up.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.prefixes import Claim, overlaps
from mcastcfg.lint.subject import Subject

CODE = "ADDR001"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 1812 section 5.2.4.3",)
BAD = changed(
    TWO_OFFICES,
    ("{router: main-r1, interface: wan0}", "{router: main-r1, interface: wan0, address: 10.1.0.253/30}"),
    ("{router: remote-r1, interface: wan0}", "{router: remote-r1, interface: wan0, address: 10.1.0.254/30}"),
)
GOOD = changed(BAD, ("10.1.0.253/30", "10.99.0.1/30"), ("10.1.0.254/30", "10.99.0.2/30"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each tunnel whose network is somebody else's too."""
    for inner, outer in overlaps(_claims(subject), lambda inner, outer: inner.is_tunnel or outer.is_tunnel):
        mine, other = (inner, outer) if inner.is_tunnel else (outer, inner)
        yield Violation(
            mine.path,
            f"{mine.prefix} of {mine.owner} overlaps {other.prefix} of {other.owner}",
            "give the tunnel's ends addresses of their own, or choose another pools.tunnel_addresses",
        )


def _claims(subject: Subject) -> Iterator[Claim]:
    for name, tunnel in subject.network.tunnels.items():
        end = subject.fabric.attachment(tunnel.ends[0].router, name)
        path: NodePath = ("tunnels", name)
        if tunnel.ends[0].address is not None:
            path = (*path, "ends", 0, "address")
        yield Claim(end.addresses[0].network, f"tunnel {name}", path, is_tunnel=True)
    for config in subject.configs.values():
        for interface in config.interfaces:
            for index, written in enumerate(interface.addresses):
                at: NodePath = (*interface.origin, "addresses", index)
                yield Claim(written.network, f"{config.name} {interface.name}", at)
