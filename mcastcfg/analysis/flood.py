"""How far a dense group is flooded: what a router without receivers remembers of it (RFC 3973 section 4.2)."""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.adjacency import neighbors_of
from mcastcfg.analysis.fabric import Attachment, Fabric
from mcastcfg.analysis.joins import Growing
from mcastcfg.analysis.modes import carriage
from mcastcfg.analysis.rpf import rpf
from mcastcfg.analysis.tree_parts import MulticastState
from mcastcfg.model.base import Address


def flooded_states(fabric: Fabric, tree: Growing, first_hop: Attachment | None) -> tuple[MulticastState, ...]:
    """Return (S,G) of every router that the flood reaches and that is not on the grown tree, by the routers' names."""
    if first_hop is None or first_hop.bounds(tree.group):
        return ()
    found: dict[str, MulticastState] = {}
    waiting = [(first_hop.router, first_hop.interface, 1)]
    seen = {first_hop.router}
    while waiting:
        router, incoming, distance = waiting.pop(0)
        for _, there in flood_ends(fabric, router, incoming, tree.group):
            answer = rpf(fabric, there.router, tree.root)
            # Packets from elsewhere than RPF are dropped and pruned at once; they go no further.
            if there.router in seen or answer is None or answer.interface != there.interface:
                continue
            if carriage(fabric, there, tree.group) != "flooded" or there.bounds(tree.group):
                continue
            seen.add(there.router)
            waiting.append((there.router, there.interface, distance + 1))
            if there.router not in tree.incoming:
                found[there.router] = MulticastState(
                    router=there.router,
                    group=tree.group,
                    source_address=tree.root,
                    incoming_interface=answer.interface,
                    rpf_neighbor=answer.neighbor,
                    outgoing_interfaces=(),
                    distance=distance + 1,
                )
    return tuple(state for _, state in sorted(found.items()))


def flood_ends(fabric: Fabric, router: str, incoming: str, group: Address) -> Iterator[tuple[Attachment, Attachment]]:
    """Yield (own end, the neighbour's) of every link that a router floods a dense group into."""
    for pair in neighbors_of(fabric, router):
        here = pair.first
        if here.interface == incoming or not pair.pim or here.bounds(group) or here.pim is None:
            continue
        if here.pim.mode != "sm":
            yield here, pair.second
