"""Registers are unicast: whether they find the rendezvous point, and whether its Register-Stop finds the way back.

FRR sends a Register from the first hop's address on the source's LAN, so the RP needs a route to that LAN, which the
(S,G) join needs anyway. (IOS-XE sends from the interface towards the RP.) Where RPF is pointed into the tunnels by
multicast-only routes, the provider carries the sites' unicast and with it the Registers; what happens to them out
there is not known here.
"""

from __future__ import annotations

from mcastcfg.analysis.fabric import Attachment, Fabric
from mcastcfg.analysis.routes import unicast_hop
from mcastcfg.analysis.tree_parts import Break, RegisterPath
from mcastcfg.model.base import Address


def register_path(fabric: Fabric, first_hop: Attachment, rp_address: Address) -> RegisterPath | Break | None:
    """Return the routers Registers pass, None where the first hop is the RP itself, or what stops them."""
    rp = fabric.owners.get(rp_address)
    if rp is None or rp.router == first_hop.router:
        return None
    there = unicast_path(fabric, first_hop.router, rp_address, "Registers")
    if isinstance(there, Break):
        return there
    back = unicast_path(fabric, rp.router, first_hop.address, "Register-Stops")
    if isinstance(back, Break):
        return back
    return RegisterPath(first_hop.router, rp.router, there)


def unicast_path(fabric: Fabric, router: str, address: Address, what: str) -> tuple[str, ...] | Break:
    """Return the routers a unicast packet passes inside the network, or where it gets lost.

    The path starts with the router itself and ends with the one that has the address, or with the one that hands the
    packet to the provider.
    """
    owner = fabric.owners.get(address)
    path: list[str] = []
    here = router
    while here not in path:
        path.append(here)
        if owner is not None and owner.router == here:
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
