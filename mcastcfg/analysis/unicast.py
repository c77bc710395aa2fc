"""The way of a unicast packet between routers, inside the network."""

from __future__ import annotations

from mcastcfg.analysis.fabric import Fabric
from mcastcfg.analysis.routes import unicast_hop
from mcastcfg.analysis.tree_parts import Break
from mcastcfg.model.base import Address


def unicast_path(fabric: Fabric, router: str, address: Address, what: str) -> tuple[str, ...] | Break:
    """Return the routers a unicast packet passes inside the network, or where it gets lost.

    The path starts with the router itself and ends with the one that has the address, or with the one that hands the
    packet to the provider.
    """
    path: list[str] = []
    here = router
    while here not in path:
        path.append(here)
        if fabric.owner_at(here, address) is not None:
            return tuple(path)
        hop = unicast_hop(fabric, here, address)
        if hop is None:
            message = f"{what} to {address} find no route on {here}"
            return Break("register_lost", here, None, message, fabric.configs[here].origin, address)
        out = fabric.attachment(here, hop.interface)
        target = hop.next_hop or address
        if out.kind == "wan":
            return tuple(path)
        there = fabric.across(out, target)
        if there is None:
            message = f"{what} to {address} leave {here} through {hop.interface} towards {target}, which no router has"
            return Break("register_lost", here, hop.interface, message, hop.origin, address)
        here = there.router
    message = f"{what} to {address} go in a circle at {here}"
    return Break("register_lost", here, None, message, fabric.configs[here].origin, address)
