"""One pre-shared key is known to many routers.

Why: Whoever has the key of one of them can be any other to all of them, and nothing but a new key on every router, all
at once, shuts him out. A certificate is taken back alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject

CODE = "IKE010"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 7296 section 2.15", "RFC 4107 section 2.2")

_MANY = 10
"""Routers that may share a key: as many as one visits in a morning."""


def _branches(count: int) -> str:
    """Return the example with this many more remote offices, all with the key of the profile."""
    sites = "".join(
        f"  b{n}: {{pim_domain: offices, routers: {{b{n}-r1: {{platform: frr, interfaces: {{wan0: {{role: wan, "
        f"addresses: [192.0.2.{4 * n + 1}/30], gateway: 192.0.2.{4 * n + 2}}}}}}}}}}}\n"
        for n in range(count)
    )
    tunnels = "".join(
        f"  main-b{n}: {{ends: [{{router: main-r1, interface: wan0}}, {{router: b{n}-r1, interface: wan0}}], "
        "ipsec: wan}\n"
        for n in range(count)
    )
    return changed(TWO_OFFICES, ("tunnels:\n", f"{sites}tunnels:\n{tunnels}"))


BAD = _branches(_MANY - 1)
GOOD = _branches(_MANY - 2)


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each key that more routers know than one can visit."""
    known: dict[str, set[str]] = {}
    first: dict[str, NodePath] = {}
    for config in subject.configs.values():
        for tunnel in config.tunnels:
            if tunnel.ipsec is not None and tunnel.ipsec.pre_shared_key is not None:
                known.setdefault(tunnel.ipsec.pre_shared_key, set()).add(config.name)
                first.setdefault(tunnel.ipsec.pre_shared_key, tunnel.ipsec.origin)
    for reference, routers in known.items():
        if len(routers) > _MANY:
            yield Violation(
                (*first[reference], "pre_shared_key"),
                f"{len(routers)} routers share the key {reference}",
                "let them authenticate by certificates (auth_method: digital_signature), or give each tunnel a key",
            )
