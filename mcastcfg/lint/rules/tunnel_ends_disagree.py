"""The two ends of a tunnel disagree on its GRE key or IPsec profile.

Why: A router drops GRE packets whose key differs from its own (or that have one where it expects none), and two
different IPsec profiles agree on no security association, so the tunnel is up at both ends and carries nothing.

Other values may differ: each end has its own MTU and TTL. PIM on one end only is pim-missing-on-path.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject
from mcastcfg.model.tunnel import Tunnel

CODE = "GRE001"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 2890 section 2.1", "RFC 7296 section 2.7")
BAD = changed(
    TWO_OFFICES,
    ("{router: main-r1, interface: wan0}", "{router: main-r1, interface: wan0, key: 7}"),
    ("{router: remote-r1, interface: wan0}", "{router: remote-r1, interface: wan0, key: 8}"),
)
GOOD = changed(BAD, ("key: 8", "key: 7"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each tunnel whose ends say different things."""
    for name, tunnel in subject.network.tunnels.items():
        for field, values in (("key", _keys(tunnel)), ("ipsec", _profiles(tunnel))):
            if values[0] != values[1]:
                first, second = tunnel.ends
                yield Violation(
                    _deviating(name, tunnel, field),
                    f"{field} is {_shown(values[0])} on {first.router} and {_shown(values[1])} on {second.router}",
                    f"write {field} once, on the tunnel, and leave it out of `ends`",
                )


def _keys(tunnel: Tunnel) -> tuple[int | None, int | None]:
    first, second = (end.key if end.key is not None else tunnel.key for end in tunnel.ends)
    return first, second


def _profiles(tunnel: Tunnel) -> tuple[str, str]:
    first, second = (end.ipsec or tunnel.ipsec for end in tunnel.ends)
    return first, second


def _deviating(name: str, tunnel: Tunnel, field: str) -> NodePath:
    """Return the line of the last end that says it differently."""
    index = 1 if getattr(tunnel.ends[1], field) is not None else 0
    return ("tunnels", name, "ends", index, field)


def _shown(value: int | str | None) -> str:
    return "not set" if value is None else str(value)
