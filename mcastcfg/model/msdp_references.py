"""What MSDP and anycast RP need of other parts: routers that exist, and addresses that stand on them."""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath, Problem
from mcastcfg.model.anycast import loopback_addresses, own_address
from mcastcfg.model.msdp import Msdp, Peering
from mcastcfg.model.network import Network
from mcastcfg.model.site import Router
from mcastcfg.model.unknown import unknown

_Pairs = dict[frozenset[str], str]


def anycast_problems(network: Network) -> Iterator[Problem]:
    """Yield what keeps routers from sharing the address of an RP."""
    routers = network.routers()
    for domain_name, domain in network.pim_domains.items():
        for name, rp in domain.anycast_rps.items():
            at: NodePath = ("pim_domains", domain_name, "anycast_rps", name)
            if rp.mesh_group is not None and rp.mesh_group not in network.msdp.mesh_groups:
                yield unknown("mesh group", rp.mesh_group, network.msdp.mesh_groups, (*at, "mesh_group"))
            yield from _named(rp.routers, routers, (*at, "routers"))
            for index, router in enumerate(rp.routers):
                if router not in routers:
                    continue
                site, written = routers[router]
                if network.sites[site].pim_domain != domain_name:
                    yield Problem(
                        f"{router} belongs to the PIM domain {network.sites[site].pim_domain!r}",
                        path=(*at, "routers", index),
                        fix="name routers of this domain",
                    )
                elif rp.rp_address not in loopback_addresses(written):
                    yield Problem(
                        f"{router} has {rp.rp_address} on no loopback",
                        path=(*at, "routers", index),
                        fix=f"add {rp.rp_address}/32 to the addresses of its loopback",
                    )
                elif rp.mechanism == "pim" and own_address(network, written) is None:
                    yield Problem(
                        f"{router} has no loopback address of its own for the others to pass Registers on to",
                        path=(*at, "routers", index),
                        fix=f"give {router} a loopback address that no other router has",
                    )


def msdp_problems(network: Network) -> Iterator[Problem]:
    """Yield what keeps two routers from being MSDP peers."""
    routers = network.routers()
    msdp, at = network.msdp, ("msdp",)
    pairs: _Pairs = {}
    for name, group in msdp.mesh_groups.items():
        here: NodePath = (*at, "mesh_groups", name)
        yield from _named(group.members, routers, (*here, "members"))
        for index, member in enumerate(group.members):
            if member in routers:
                yield from _address(network, member, routers[member][1], (*here, "members", index))
            for other in group.members[: 0 if member in group.members[:index] else index]:
                yield from _twice(pairs, other, member, f"the mesh group {name}", (*here, "members", index))
    for name, peering in msdp.peerings.items():
        yield from _peering(network, peering, (*at, "peerings", name))
        first, second = (end.router for end in peering.ends)
        yield from _twice(pairs, first, second, f"the peering {name}", (*at, "peerings", name))
    yield from _originating(msdp, routers)


def _peering(network: Network, peering: Peering, at: NodePath) -> Iterator[Problem]:
    routers = network.routers()
    yield from _named([end.router for end in peering.ends], routers, (*at, "ends"), "router")
    for index, end in enumerate(peering.ends):
        here: NodePath = (*at, "ends", index)
        if end.router not in routers:
            continue
        written = routers[end.router][1]
        if end.tcp_connection_source is None:
            yield from _address(network, end.router, written, here)
        else:
            yield from _is_at(end.tcp_connection_source, end.router, written, (*here, "tcp_connection_source"))


def _originating(msdp: Msdp, routers: dict[str, tuple[str, Router]]) -> Iterator[Problem]:
    for router, address in msdp.originating_rps.items():
        here: NodePath = ("msdp", "originating_rps", router)
        if router not in routers:
            yield unknown("router", router, routers, here)
        else:
            yield from _is_at(address, router, routers[router][1], here)


def _address(network: Network, name: str, router: Router, at: NodePath) -> Iterator[Problem]:
    if own_address(network, router) is None:
        yield Problem(
            f"{name} has no loopback address of its own to speak MSDP from",
            path=at,
            fix=f"give {name} a loopback address that no other router has",
        )


def _is_at(address: object, name: str, router: Router, at: NodePath) -> Iterator[Problem]:
    has = [written.ip for interface in router.interfaces.values() for written in interface.addresses]
    if address not in has:
        listed = ", ".join(map(str, has))
        yield Problem(f"{name} does not have the address {address}", path=at, fix=f"it has: {listed}")


def _named(
    names: tuple[str, ...] | list[str], routers: dict[str, tuple[str, Router]], at: NodePath, field: str | None = None
) -> Iterator[Problem]:
    for index, name in enumerate(names):
        here: NodePath = (*at, index) if field is None else (*at, index, field)
        if name not in routers:
            yield unknown("router", name, routers, here)
        elif name in names[:index]:
            yield Problem(f"the router {name!r} is named twice", path=here, fix="keep one")


def _twice(pairs: _Pairs, first: str, second: str, what: str, at: NodePath) -> Iterator[Problem]:
    pair = frozenset((first, second))
    if len(pair) == 1:
        return
    if pair in pairs:
        yield Problem(f"{first} and {second} are peers by {pairs[pair]} already", path=at, fix="keep one of the two")
    else:
        pairs[pair] = what
