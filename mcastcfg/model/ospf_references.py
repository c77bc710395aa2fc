"""OSPF's timers against each other, those of the network with those of a link."""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath, Problem
from mcastcfg.model.network import Network
from mcastcfg.model.ospf import OspfLink


def ospf_problems(network: Network) -> Iterator[Problem]:
    """Yield every link whose neighbours would be gone before the next hello."""
    yield from timer_problems(network, OspfLink(dead_interval=network.ospf.dead_interval), ("ospf",))
    for name, tunnel in network.tunnels.items():
        yield from timer_problems(network, tunnel.ospf, ("tunnels", name, "ospf"))
    for name, (site, router) in network.routers().items():
        for interface_name, interface in router.interfaces.items():
            at: NodePath = ("sites", site, "routers", name, "interfaces", interface_name, "ospf")
            yield from timer_problems(network, interface.ospf, at)


def timer_problems(network: Network, link: OspfLink, at: NodePath) -> Iterator[Problem]:
    """Yield what is wrong with the timers of one link; what it does not say is told of the network alone."""
    if link.hello_interval is None and link.dead_interval is None:
        return
    hello, dead = link.timers(network.ospf)
    if dead <= hello:
        where = (*at, "dead_interval") if link.dead_interval is not None else at
        wrong = f"a neighbour would be gone after {dead} s, and hellos come every {hello} s"
        yield Problem(wrong, path=where, fix=f"wait for four of them: {min(4 * hello, 65535)}")
