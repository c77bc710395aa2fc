"""Registers are unicast: whether they find the rendezvous point, and whether its Register-Stop finds the way back.

FRR sends a Register from the first hop's address on the source's LAN, so the RP needs a route to that LAN, which the
(S,G) join needs anyway. (IOS-XE sends from the interface towards the RP.) Where RPF is pointed into the tunnels by
multicast-only routes, the provider carries the sites' unicast and with it the Registers; what happens to them out
there is not known here.
"""

from __future__ import annotations

from mcastcfg.analysis.fabric import Attachment, Fabric
from mcastcfg.analysis.rp_map import rp_for_group
from mcastcfg.analysis.tree_parts import Break, RegisterPath
from mcastcfg.analysis.unicast import unicast_path
from mcastcfg.model.base import Address


def register_path(fabric: Fabric, first_hop: Attachment, rp_address: Address) -> RegisterPath | Break | None:
    """Return the routers Registers pass, None where the first hop is the RP itself, or what stops them."""
    rp = fabric.owners.get(rp_address)
    if rp is None or fabric.owner_at(first_hop.router, rp_address) is not None:
        return None
    there = unicast_path(fabric, first_hop.router, rp_address, "Registers")
    if isinstance(there, Break):
        return there
    # Of several routers with the address, the one where the Registers end; what the provider does is not known.
    rp_router = there[-1] if fabric.owner_at(there[-1], rp_address) is not None else rp.router
    back = unicast_path(fabric, rp_router, first_hop.address, "Register-Stops")
    if isinstance(back, Break):
        return back
    return RegisterPath(first_hop.router, rp_router, there)


def registering_rp(fabric: Fabric, first_hop: Attachment, group: Address) -> str | Break:
    """Return the router that a first hop tells about its sources, or why there is none."""
    config = fabric.configs[first_hop.router]
    told = rp_for_group(fabric, first_hop.router, group)
    if told is None:
        message = f"{config.name}, the first hop of the source, knows no rendezvous point for {group}"
        return Break("no_rp", config.name, None, message, config.pim.origin)
    if fabric.owners.get(told.rp_address) is None:
        message = f"nobody has {told.rp_address}, the rendezvous point of {group} on {config.name}"
        return Break("rp_nowhere", config.name, None, message, told.origin, told.rp_address)
    path = register_path(fabric, first_hop, told.rp_address)
    if isinstance(path, Break):
        return path
    return first_hop.router if path is None else path.rp_router


def register_refused(fabric: Fabric, path: RegisterPath, source: Address) -> Break | None:
    """Return the break of a rendezvous point that takes Registers of other sources only."""
    pim = fabric.configs[path.rp_router].pim
    if not pim.register_sources or any(source in prefix for prefix in pim.register_sources):
        return None
    message = f"{path.rp_router} takes no Registers of {source}, which is not among register_sources"
    return Break("register_refused", path.rp_router, None, message, pim.origin, source)
