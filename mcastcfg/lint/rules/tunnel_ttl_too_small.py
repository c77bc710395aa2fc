"""A tunnel's outer packets die at the provider's first router.

Why: The TTL of the outer packet counts the provider's routers. With 1 it reaches only machines on the same link.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject

CODE = "GRE005"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 1812 section 5.3.1", "RFC 2003 section 3.1")
BAD = changed(TWO_OFFICES, ("ipsec: wan\n", "ipsec: wan\n    ttl: 1\n"))
GOOD = changed(BAD, ("ttl: 1\n", "ttl: 64\n"))

_ONE_LINK = 1


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each tunnel end that sends with TTL 1 to a destination on another link."""
    for config in subject.configs.values():
        for tunnel in config.tunnels:
            source = subject.fabric.attachment(config.name, tunnel.source_interface)
            same_link = any(tunnel.destination in written.network for written in source.addresses)
            if tunnel.ttl > _ONE_LINK or same_link:
                continue
            ends = subject.network.tunnels[tunnel.name].ends
            index = 0 if ends[0].router == config.name else 1
            own = ends[index].ttl is not None
            path: NodePath = ("tunnels", tunnel.name, *(("ends", index) if own else ()), "ttl")
            yield Violation(
                path,
                f"{tunnel.name} sends with TTL {tunnel.ttl} to an end that is not on the same link",
                "write ttl: 64, or leave it out",
            )
