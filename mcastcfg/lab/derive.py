"""An inventory's design to the lab's topology: its routers, its hosts, and one provider between all WAN links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mcastcfg.analysis.endpoints import lans_within_reach, link_of, receiving_lans, source_host
from mcastcfg.analysis.fabric import fabric_of
from mcastcfg.config.router_config import InterfaceConfig, RouterConfig
from mcastcfg.errors import LabError
from mcastcfg.lab.ports import LOOPBACK, unused_port
from mcastcfg.lab.topology import Link, Nic, Node, Route, Topology
from mcastcfg.model.base import Address, Prefix
from mcastcfg.platforms.design import Design
from mcastcfg.transport.nornir_inventory import nornir_inventory

PROVIDER = "provider"
"""The node that joins all WAN links; the streams must cross it as ESP only."""
HOST_NIC = "eth0"
"""The one interface of every host."""
_DEFAULT = "0.0.0.0/0"
_WITHIN = frozenset({"loopback", "mdt"})
"""Roles of interfaces that lead to nobody else."""


@dataclass(frozen=True, slots=True)
class LabHost:
    """A machine on a LAN, from the inventory or a probe that only listens."""

    name: str
    site: str
    address: Address
    lan: Prefix
    probe: bool = False


@dataclass(slots=True)
class _Segment:
    """One link to be: the prefixes spoken there, and the name it gets from the first interface on it."""

    name: str
    site: str
    role: str
    prefixes: list[Prefix] = field(default_factory=list)


def topology_of(design: Design) -> Topology:
    """Return the topology; LabError where the inventory leaves something out that real cables need."""
    segments = _segments(design.configs)
    routers = [_router(config, segments, design) for config in design.configs.values()]
    ports = _ssh_ports(design)
    routers = [Node(node.name, node.kind, node.interfaces, node.routes, ports[node.name]) for node in routers]
    hosts = [_host(host, segments, design) for host in lab_hosts(design)]
    provider = _provider(design, segments)
    nodes = (*routers, *([provider] if provider.interfaces else []), *hosts)
    return Topology(design.network.name, nodes, tuple(Link(segment.name) for segment in segments))


def lab_hosts(design: Design) -> tuple[LabHost, ...]:
    """Return every host of the inventory, then a probe for each LAN where a stream must be heard, or must never be,
    and no host but its sender stands."""
    fabric = fabric_of(design.network, design.configs)
    found = []
    for name, (site, host) in design.network.hosts().items():
        link = link_of(fabric, site, host.address)
        if link is not None:
            found.append(LabHost(name, site, host.address, link[1]))
    names = {host.name for host in found} | set(design.configs)
    for stream_name, stream in design.network.streams.items():
        sender, _, _ = source_host(fabric, stream)
        wanted = [lan.link for lan in receiving_lans(fabric, stream_name, stream)]
        wanted += [link for site in stream.never for link in lans_within_reach(fabric, stream, site)]
        for site, prefix in dict.fromkeys(wanted):
            if not any((host.site, host.lan) == (site, prefix) and host.name != sender for host in found):
                interface = fabric.links[site, prefix][0].interface
                name = next(n for n in (f"{site}-probe", f"{site}-{interface}-probe") if n not in names)
                names.add(name)
                found.append(LabHost(name, site, _free_address(design, prefix), prefix, probe=True))
    return tuple(found)


def wan_links(topology: Topology) -> tuple[str, ...]:
    """Return the names of the links that the provider stands on."""
    return tuple(nic.link for node in topology.nodes if node.kind == "provider" for nic in node.interfaces)


def _segments(configs: Mapping[str, RouterConfig]) -> list[_Segment]:
    """Group the interfaces that share a prefix (and, on a LAN, the site) into segments."""
    segments: list[_Segment] = []
    for config in configs.values():
        for interface in config.interfaces:
            if interface.role in _WITHIN:
                continue
            prefixes = [address.network for address in interface.addresses]
            segment = _find(segments, config.site, interface)
            if segment is None:
                name = f"{config.name}-{interface.name}"
                segment = _Segment(name, config.site, interface.role)
                segments.append(segment)
            segment.prefixes += [prefix for prefix in prefixes if prefix not in segment.prefixes]
    return segments


def _find(segments: list[_Segment], site: str, interface: InterfaceConfig) -> _Segment | None:
    wanted = {address.network for address in interface.addresses}
    for segment in segments:
        same_place = segment.role == interface.role and (interface.role != "lan" or segment.site == site)
        if same_place and wanted.intersection(segment.prefixes):
            return segment
    return None


def _router(config: RouterConfig, segments: list[_Segment], design: Design) -> Node:
    if config.platform != "frr":
        place = design.inventory.place((*config.origin, "platform"))
        raise LabError(f"{place}: the lab runs platform 'frr' only, and {config.name} is {config.platform!r}")
    nics = []
    for interface in config.interfaces:
        segment = None if interface.role in _WITHIN else _find(segments, config.site, interface)
        if segment is not None:
            addresses = tuple(str(address) for address in interface.addresses)
            nics.append(Nic(interface.name, addresses, interface.mtu, segment.name))
    routes = tuple(Route(str(route.prefix), str(route.next_hop)) for route in config.known_routes)
    return Node(config.name, "router", tuple(nics), routes)


def _provider(design: Design, segments: list[_Segment]) -> Node:
    """Return the node that holds every WAN gateway's address and knows the way to every WAN prefix."""
    nics = []
    for number, segment in enumerate(segment for segment in segments if segment.role == "wan"):
        nics.append(Nic(f"wan{number}", tuple(_gateways(design, segment)), _mtu(design, segment), segment.name))
    return Node(_provider_name(design), "provider", tuple(nics), tuple(_ways_back(design)))


def _ways_back(design: Design) -> Iterator[Route]:
    """Yield a route for each tunnel source that is no WAN address, such as a loopback's."""
    for config in design.configs.values():
        wans = [a for interface in config.interfaces if interface.role == "wan" for a in interface.addresses]
        for source in dict.fromkeys(tunnel.source for tunnel in config.tunnels):
            if wans and source not in {address.ip for address in wans}:
                yield Route(f"{source}/32", str(wans[0].ip))


def _provider_name(design: Design) -> str:
    taken = {*design.configs, *design.network.hosts()}
    return next(name for name in (PROVIDER, "lab-provider", "the-lab-provider") if name not in taken)


def _gateways(design: Design, segment: _Segment) -> Iterator[str]:
    for prefix in segment.prefixes:
        wanted = {
            interface.gateway
            for _, router in design.network.routers().values()
            for interface in router.interfaces.values()
            if interface.role == "wan" and interface.gateway is not None and interface.gateway in prefix
        }
        for gateway in sorted(wanted) or [_free_address(design, prefix)]:
            yield f"{gateway}/{prefix.prefixlen}"


def _mtu(design: Design, segment: _Segment) -> int:
    return max(
        interface.mtu
        for config in design.configs.values()
        for interface in config.interfaces
        if interface.role == segment.role
        and (segment.role != "lan" or config.site == segment.site)
        and any(address.network in segment.prefixes for address in interface.addresses)
    )


def _host(host: LabHost, segments: list[_Segment], design: Design) -> Node:
    segment = next(s for s in segments if s.role == "lan" and s.site == host.site and host.lan in s.prefixes)
    gateway = min(
        address.ip
        for config in design.configs.values()
        if config.site == host.site
        for interface in config.interfaces
        if interface.role == "lan"
        for address in interface.addresses
        if address.network == host.lan
    )
    nic = Nic(HOST_NIC, (f"{host.address}/{host.lan.prefixlen}",), _mtu(design, segment), segment.name)
    return Node(host.name, "host", (nic,), (Route(_DEFAULT, str(gateway)),))


def _free_address(design: Design, prefix: Prefix) -> Address:
    taken = {host.address for _, host in design.network.hosts().values()}
    for _, router in design.network.routers().values():
        for interface in router.interfaces.values():
            taken |= {address.ip for address in interface.addresses} | {interface.gateway or prefix.network_address}
    # From the top: people number their machines from the bottom.
    top, bottom = int(prefix.broadcast_address) - 1, int(prefix.network_address) + 1
    for number in range(top, max(bottom, top - len(taken) - 1) - 1, -1):
        if Address(number) not in taken:
            return Address(number)
    raise LabError(f"{prefix} has no free address left for the lab's own machine; use a larger prefix")


def _ssh_ports(design: Design) -> dict[str, int]:
    """Return router -> port: the one in hosts.yaml where that points to this machine, else a free one."""
    hosts = nornir_inventory(design).hosts
    ports = {
        name: host.port
        for name, host in hosts.items()
        if host.hostname in {LOOPBACK, "localhost"} and host.port is not None
    }
    for name in design.configs:
        while name not in ports:
            port = unused_port()
            if port not in ports.values():
                ports[name] = port
    return ports
