"""Topologies: tunnels that nobody writes one by one, from every spoke to every hub."""

from __future__ import annotations

from pydantic import Field

from mcastcfg.model.base import Flag, InterfaceName, Name, Node, Text
from mcastcfg.model.tunnel import TunnelSettings


class Hub(Node):
    """A router that every spoke of the topology has a tunnel to."""

    router: Name
    """The router."""
    interface: InterfaceName
    """The interface whose first address is the source of its tunnels."""


class Topology(TunnelSettings):
    """Hub and spoke: one tunnel from each spoke to each hub, all with these settings.

    The tunnels are named `<topology>-<spoke router>-<hub router>` and numbered like those that are written. A spoke is
    every router with a wan interface at a site that names this topology.
    """

    description: Text = ""
    """What it is for."""
    hubs: tuple[Hub, ...] = Field(min_length=1)
    """The hubs; each tunnel's lower address is at the hub."""
    hubs_joined: Flag = True
    """Whether the hubs have tunnels to each other, named `<topology>-<hub>-<hub>`."""
