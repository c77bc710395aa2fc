"""The topology of a lab, and what is wrong with one before anything is started."""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Iterable

from mcastcfg.errors import LabError
from mcastcfg.lab.agent.shapes import Kind, Link, Nic, Node, Route, Topology

__all__ = ["Kind", "Link", "Nic", "Node", "Route", "Topology", "check", "ssh_ports"]

_NODE_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_NIC_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,14}")
_RESERVED_NODES = {"lab-switches"}
_RESERVED_NICS = {"lo", "all", "default", "up", "down", "a", "dev"}  # the kernel's own, and words of the ip command
_MTU = range(68, 9217)


def ssh_ports(topology: Topology) -> dict[str, int]:
    """Return the SSH port of each node that has one."""
    return {node.name: node.ssh_port for node in topology.nodes if node.ssh_port is not None}


def check(topology: Topology) -> None:
    """Raise LabError for a topology that could not be built; the first mistake found is named."""
    _unique("node", (node.name for node in topology.nodes))
    _unique("link", (link.name for link in topology.links))
    _unique("SSH port", (str(port) for port in ssh_ports(topology).values()))
    links = {link.name for link in topology.links}
    for node in topology.nodes:
        _check_node(node, links)


def _check_node(node: Node, links: set[str]) -> None:
    if not _NODE_NAME.fullmatch(node.name) or node.name in _RESERVED_NODES:
        raise LabError(f"node {node.name!r}: not usable as a host name; use letters, digits and hyphens")
    if node.ssh_port is not None and not 1 <= node.ssh_port <= 65535:
        raise LabError(f"node {node.name}: SSH port {node.ssh_port} is not between 1 and 65535")
    _unique(f"interface of node {node.name}", (nic.name for nic in node.interfaces))
    for nic in node.interfaces:
        where = f"node {node.name}, interface {nic.name!r}"
        if not _NIC_NAME.fullmatch(nic.name) or nic.name in _RESERVED_NICS:
            raise LabError(f"{where}: not usable as a Linux interface name; use up to 15 letters, digits, . _ -")
        if nic.link not in links:
            raise LabError(f"{where}: there is no link {nic.link!r}; add it to the topology's links")
        if nic.mtu not in _MTU:
            raise LabError(f"{where}: MTU {nic.mtu} is not between {_MTU.start} and {_MTU.stop - 1} bytes")
        for address in nic.addresses:
            _valid(where, address, ipaddress.ip_interface)
            if "/" not in address:
                raise LabError(f"{where}: address {address} has no prefix length; write it as {address}/24")
    for route in node.routes:
        _valid(f"node {node.name}, route to {route.destination}", route.destination, ipaddress.ip_network)
        _valid(f"node {node.name}, route to {route.destination}", route.via, ipaddress.ip_address)


def _valid(where: str, text: str, parse: Callable[[str], object]) -> None:
    try:
        parse(text)
    except ValueError as error:
        raise LabError(f"{where}: {error}") from None


def _unique(what: str, names: Iterable[str]) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise LabError(f"{what} {name} occurs {times} times in the lab's topology; each must be unique")
