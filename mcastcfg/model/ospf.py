"""OSPF inside the network: unicast routes over tunnels and core links, so that RPF follows what is alive (RFC 2328)."""

from __future__ import annotations

from pydantic import Field

from mcastcfg.model.base import Flag, Node, Whole

HELLOS_MISSED = 4
"""Hellos in a dead interval, where only the first is given (RFC 2328 appendix C.3)."""


class OspfLink(Node):
    """OSPF on a tunnel; what is left out comes from the network."""

    cost: Whole = Field(default=10, ge=1, le=65535)
    """Cost of sending over this link; the lowest sum is taken (RFC 2328 section 2)."""
    hello_interval: Whole | None = Field(default=None, ge=1, le=65535)
    """Seconds between hellos, where it differs from the network's."""
    dead_interval: Whole | None = Field(default=None, ge=2, le=65535)
    """Seconds without a hello after which a neighbour counts as gone; four hellos where only those are given."""

    def timers(self, settings: Ospf) -> tuple[int, int]:
        """Return the hello and dead interval in seconds, those of the network included."""
        hello = self.hello_interval or settings.hello_interval
        usual = settings.dead_interval if self.hello_interval is None else hello * HELLOS_MISSED
        return hello, self.dead_interval or usual


class OspfInterface(OspfLink):
    """OSPF on an interface of the router's own."""

    enabled: Flag | None = None
    """Whether OSPF runs here; left out, it does on lan, core and loopback of a router that runs OSPF, never on wan."""


class Ospf(Node):
    """OSPF of the whole network; it runs on the routers that have a tunnel with `rpf: ospf` or an interface with it."""

    area: Whole = Field(default=0, ge=0, le=4294967295)
    """Number of the one area (RFC 2328 section 3)."""
    hello_interval: Whole = Field(default=10, ge=1, le=65535)
    """Seconds between hellos (RFC 2328 section 9.5)."""
    dead_interval: Whole = Field(default=40, ge=2, le=65535)
    """Seconds without a hello after which a neighbour counts as gone (RFC 2328 appendix C.3); BFD is quicker."""
