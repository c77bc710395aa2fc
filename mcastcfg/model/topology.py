"""Topologies: tunnels that nobody writes one by one, from every spoke to every hub."""

from __future__ import annotations

from pydantic import Field

from mcastcfg.model.base import Flag, InterfaceName, Name, Node, Text, Whole
from mcastcfg.model.tunnel import Rpf, TunnelSettings

HUB_COST = 10
"""OSPF cost of the tunnels to the first hub; to the second twice as much, and so on."""


class Hub(Node):
    """A router that every spoke of the topology has a tunnel to."""

    router: Name
    """The router."""
    interface: InterfaceName
    """The interface whose first address is the source of its tunnels."""
    cost: Whole | None = Field(default=None, ge=1, le=65535)
    """OSPF cost of the tunnels to this hub; left out, 10 for the first, 20 for the second and so on, so that there is
    always one best way."""


class Topology(TunnelSettings):
    """Hub and spoke: one tunnel from each spoke to each hub, all with these settings.

    The tunnels are named `<topology>-<spoke router>-<hub router>` and numbered like those that are written. A spoke is
    every router with a wan interface at a site that names this topology.
    """

    description: Text = ""
    """What it is for."""
    rpf: Rpf = "ospf"
    """How RPF is pointed into the tunnels; `ospf` follows the hubs that are alive."""
    hubs: tuple[Hub, ...] = Field(min_length=1)
    """The hubs; each tunnel's lower address is at the hub."""
    hubs_joined: Flag = True
    """Whether the hubs have tunnels to each other, named `<topology>-<hub>-<hub>`."""
