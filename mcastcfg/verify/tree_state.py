"""One multicast route against its prediction; shared by the checks of both trees."""

from __future__ import annotations

from mcastcfg.analysis.tree_parts import MulticastState
from mcastcfg.platforms.state import MulticastRouteState
from mcastcfg.verify.outcome import Judgement, failed, passed
from mcastcfg.verify.scope import Scope


def compared(
    scope: Scope, wanted: MulticastState, routes: tuple[MulticastRouteState, ...], *, dense: bool = False
) -> Judgement:
    """Return whether a router has the route, in this mode, with these interfaces and in its forwarding plane."""
    found = next(
        (r for r in routes if (r.group, r.source_address) == (wanted.group, wanted.source_address)),
        None,
    )
    if found is None:
        return failed("no such route", f"{wanted.router} has no {wanted.key}")
    incoming = scope.native(wanted.router, wanted.incoming_interface)
    outgoing = {scope.native(wanted.router, name) for name in wanted.outgoing_interfaces}
    # Nothing is sent back where it comes from; routers list the interface all the same when hosts there have joined.
    seen = set(found.outgoing_interfaces) - {found.incoming_interface}
    actual = text(found.incoming_interface, seen)
    if found.incoming_interface != incoming:
        return failed(actual, f"{wanted.key} is accepted from {found.incoming_interface or 'nowhere'}")
    if missing := outgoing - seen:
        return failed(actual, f"{wanted.key} does not go out of {', '.join(sorted(missing))}")
    if extra := seen - outgoing:
        return failed(actual, f"{wanted.key} goes out of {', '.join(sorted(extra))}, where nobody should receive it")
    if found.flooded and not dense:
        return failed(f"{actual}, flooded", f"{wanted.key} is flooded and should be joined")
    if not found.installed:
        return failed(actual, f"{wanted.key} is not in the forwarding plane")
    return passed(actual)


def expected(scope: Scope, wanted: MulticastState) -> str:
    """Return a prediction as people read it."""
    outgoing = {scope.native(wanted.router, name) for name in wanted.outgoing_interfaces}
    return text(scope.native(wanted.router, wanted.incoming_interface), outgoing)


def text(incoming: str | None, outgoing: set[str]) -> str:
    """Return a route's interfaces as people read them."""
    return f"{incoming or 'nowhere'} > {', '.join(sorted(outgoing)) or 'nobody'}"
