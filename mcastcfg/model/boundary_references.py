"""Scope boundaries that could hold nothing back, because no multicast passes there."""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath, Problem
from mcastcfg.model.site import Router


def misplaced_boundaries(router: Router, at: NodePath) -> Iterator[Problem]:
    """Yield each boundary on a wan or loopback interface, which never carries multicast."""
    for name, interface in router.interfaces.items():
        if interface.boundary and interface.role != "lan":
            fix = "put it on the lan or the tunnel that the groups would pass"
            yield Problem(f"a {interface.role} interface has no boundary", path=(*at, name, "boundary"), fix=fix)
