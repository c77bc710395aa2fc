"""The route to a tunnel's destination leads into the tunnel.

Why: The outer packet is put into the tunnel again, and again: the tunnel goes down or flaps (routers call it recursive
routing), and whatever it carried with it.

It happens when the destination stands on a LAN or loopback that RPF is pointed to over the tunnel: use a wan interface
as the tunnel's source, or give the router a longer route to the destination. Where the tunnel's own network holds the
destination, the finding is tunnel-subnet-overlap.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.routes import through_itself
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject

CODE = "GRE002"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 2003 section 3.2",)
BAD = changed(TWO_OFFICES, ("{router: main-r1, interface: wan0}", "{router: main-r1, interface: lo}"))
GOOD = TWO_OFFICES


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each tunnel that swallows its own packets, once, at the first end that does."""
    told: set[str] = set()
    for config in subject.configs.values():
        for tunnel in config.tunnels:
            path = through_itself(subject.fabric, config.name, tunnel.name)
            if not path or tunnel.name in told or path[0].kind == "connected":
                continue
            told.add(tunnel.name)
            end = 0 if subject.network.tunnels[tunnel.name].ends[0].router == tunnel.peer_router else 1
            through = f" through {path[0].interface}" if len(path) > 1 else ""
            yield Violation(
                ("tunnels", tunnel.name, "ends", end, "interface"),
                f"{config.name} reaches {tunnel.destination} by its route to {path[0].prefix}{through}, "
                f"which leads into {tunnel.name} itself",
                f"take a wan interface of {tunnel.peer_router} as this end",
            )
