"""The lab's topology as plain values: nodes, their interfaces and routes, and the segments between them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Literal, TypedDict

Kind = Literal["router", "host", "provider"]


class NicJson(TypedDict):
    """The JSON form of a Nic."""

    name: str
    addresses: list[str]
    mtu: int
    link: str


class RouteJson(TypedDict):
    """The JSON form of a Route."""

    destination: str
    via: str


class NodeJson(TypedDict):
    """The JSON form of a Node."""

    name: str
    kind: Kind
    interfaces: list[NicJson]
    routes: list[RouteJson]
    ssh_port: int | None


class LinkJson(TypedDict):
    """The JSON form of a Link."""

    name: str


class TopologyJson(TypedDict):
    """The JSON form of a Topology."""

    name: str
    nodes: list[NodeJson]
    links: list[LinkJson]


@dataclass(frozen=True, slots=True)
class Nic:
    """A physical interface of a node; `addresses` are written with their prefix length, `mtu` is in bytes."""

    name: str
    addresses: tuple[str, ...]
    mtu: int
    link: str


@dataclass(frozen=True, slots=True)
class Route:
    """A static route; `destination` is a prefix (0.0.0.0/0 is the default) and `via` the next hop's address."""

    destination: str
    via: str


@dataclass(frozen=True, slots=True)
class Node:
    """A machine of the lab.

    A router is a fresh Debian router (FRR, strongSwan, ifupdown), a host has an address and routes only, and a
    provider forwards unicast between its segments and carries no multicast. With `ssh_port`, the node accepts
    SSH on that port of the host's 127.0.0.1.
    """

    name: str
    kind: Kind
    interfaces: tuple[Nic, ...]
    routes: tuple[Route, ...] = ()
    ssh_port: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An Ethernet segment: a cable between two interfaces, a switch without IGMP snooping between more."""

    name: str


@dataclass(frozen=True, slots=True)
class Topology:
    """The machines of one lab and the segments between them."""

    name: str
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]

    def to_json(self) -> dict[str, object]:
        """Return the topology as JSON values; `topology_from_json` reads it back."""
        return asdict(self)


def topology_from_json(data: TopologyJson) -> Topology:
    """Return the topology that `to_json` wrote."""
    return Topology(
        name=data["name"],
        nodes=tuple(_node(node) for node in data["nodes"]),
        links=tuple(Link(link["name"]) for link in data["links"]),
    )


def _node(data: NodeJson) -> Node:
    return Node(
        name=data["name"],
        kind=data["kind"],
        interfaces=tuple(
            Nic(nic["name"], tuple(nic["addresses"]), nic["mtu"], nic["link"]) for nic in data["interfaces"]
        ),
        routes=tuple(Route(route["destination"], route["via"]) for route in data["routes"]),
        ssh_port=data["ssh_port"],
    )
