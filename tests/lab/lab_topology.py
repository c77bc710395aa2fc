"""The network that the tests of the lab run on."""

from __future__ import annotations

from mcastcfg.lab.ports import unused_port
from mcastcfg.lab.topology import Link, Nic, Node, Route, Topology


def two_offices() -> Topology:
    """Two routers with a LAN each (one with two hosts, so a switch) and a provider between them."""

    def router(name: str, lan: str, wan: str, gateway: str, site: int) -> Node:
        nics = (Nic("lan", (lan,), 1500, f"lan{site}"), Nic("wan", (wan,), 1500, f"wan{site}"))
        return Node(name, "router", nics, (Route("0.0.0.0/0", gateway),), unused_port())

    def host(name: str, address: str, gateway: str, site: int, port: int | None = None) -> Node:
        return Node(name, "host", (Nic("eth0", (address,), 1500, f"lan{site}"),), (Route("0.0.0.0/0", gateway),), port)

    provider = (Nic("p1", ("203.0.113.2/30",), 1500, "wan1"), Nic("p2", ("198.51.100.2/30",), 1500, "wan2"))
    nodes = (
        router("r1", "10.1.0.1/24", "203.0.113.1/30", "203.0.113.2", 1),
        router("r2", "10.2.0.1/24", "198.51.100.1/30", "198.51.100.2", 2),
        Node("isp", "provider", provider),
        host("h1", "10.1.0.10/24", "10.1.0.1", 1, unused_port()),
        host("h1b", "10.1.0.11/24", "10.1.0.1", 1),
        host("h2", "10.2.0.10/24", "10.2.0.1", 2),
    )
    return Topology("two-offices", nodes, tuple(Link(name) for name in ("lan1", "lan2", "wan1", "wan2")))
