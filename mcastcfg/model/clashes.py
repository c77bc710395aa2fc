"""Addresses that two owners claim, the addresses tunnels take from the pool included.

What stands in two VRFs may have one address: that is what they are for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mcastcfg.errors import NodePath, Problem, dotted
from mcastcfg.model.allocations import Allocations, tunnel_addresses
from mcastcfg.model.anycast import anycast_routers
from mcastcfg.model.base import Address
from mcastcfg.model.network import Network
from mcastcfg.model.vrf_hosts import host_vrf, meet

_Claim = tuple[Address, str | None, str, NodePath]


def clashes_in(
    network: Network, allocations: Allocations, spot: Callable[[NodePath], str] = dotted
) -> Iterator[Problem]:
    """Yield every address with a second owner; `spot` says where the first one's path stands."""
    owners: dict[Address, list[tuple[str | None, str, NodePath]]] = {}
    shared = anycast_routers(network)
    for address, vrf, owner, path in _written(network):
        sharing = shared.get(address, frozenset())
        there = [claim for claim in owners.get(address, ()) if meet(claim[0], vrf)]
        if there and all(_is_shared(network, address, at, sharing) for at in (path, there[0][2])):
            continue
        if there:
            _, first, first_path = there[0]
            fix = "give one of them another address"
            yield Problem(f"{address} is claimed by {first} at {spot(first_path)} already", path=path, fix=fix)
        else:
            owners.setdefault(address, []).append((vrf, owner, path))
    pool = network.pools.tunnel_addresses
    for name, tunnel in network.tunnels.items():
        if tunnel.ends[0].address is not None:
            continue
        number = allocations.tunnels[name]
        for interface in tunnel_addresses(pool, number):
            if interface.ip in owners:
                _, first, first_path = owners[interface.ip][0]
                yield Problem(
                    f"{interface.ip} is claimed by tunnel {name} already, which has it from the pool {pool} "
                    f"with its number {number}",
                    path=first_path,
                    fix=f"give {first} an address outside the pool, or the network another pools.tunnel_addresses",
                )


def _is_shared(network: Network, address: Address, path: NodePath, routers: frozenset[str]) -> bool:
    """Whether an address stands on a loopback of a router that an anycast RP names."""
    match path:
        case ("sites", str(site), "routers", str(router), "interfaces", str(name), *_):
            interface = network.sites[site].routers[router].interfaces[name]
            alone = any(written.ip == address and written.network.num_addresses == 1 for written in interface.addresses)
            return router in routers and interface.role == "loopback" and alone
    return False


def _written(network: Network) -> Iterator[_Claim]:
    for site_name, site in network.sites.items():
        for router_name, router in site.routers.items():
            for interface_name, interface in router.interfaces.items():
                path: NodePath = ("sites", site_name, "routers", router_name, "interfaces", interface_name)
                for index, written in enumerate(interface.addresses):
                    at: NodePath = (*path, "addresses", index)
                    yield written.ip, interface.vrf, f"{router_name} {interface_name}", at
                    if interface.role == "mdt":  # its other address is taken as well
                        for other in written.network.hosts():
                            if other != written.ip:
                                yield other, None, f"the MDTs of {router_name}", at
        for host_name, host in site.hosts.items():
            at = ("sites", site_name, "hosts", host_name, "address")
            yield host.address, host_vrf(site, host.address), f"host {host_name}", at
    for name, tunnel in network.tunnels.items():
        for index, end in enumerate(tunnel.ends):
            if end.address is not None:
                yield end.address.ip, None, f"tunnel {name}", ("tunnels", name, "ends", index, "address")
