"""Last hops that never leave the rendezvous point's tree (RFC 7761 section 4.2.1), and what it means for (S,G)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from mcastcfg.analysis.joins import Growing
from mcastcfg.analysis.tree_parts import MulticastState
from mcastcfg.config.router_config import RouterConfig
from mcastcfg.model.base import Address


def stays(config: RouterConfig, group: Address) -> bool:
    """Return whether a last hop keeps a group on the shared tree."""
    return any(group in prefix for prefix in config.pim.spt_never)


def inheriting(
    shortest: Iterable[MulticastState], shared: Iterable[Growing], staying: bool
) -> Iterator[MulticastState]:
    """Yield (S,G) of each router; while somebody stays, with the branches of the router's (*,G) added."""
    branches: dict[str, set[str]] = {}
    for tree in shared if staying else ():
        for router, interfaces in tree.outgoing.items():
            branches.setdefault(router, set()).update(interfaces)
    for state in shortest:
        more = branches.get(state.router, set()) - {state.incoming_interface}
        yield replace(state, outgoing_interfaces=tuple(sorted({*state.outgoing_interfaces, *more})))
