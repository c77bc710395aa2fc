"""A cable that is cut, or an interface that someone has shut down."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from mcastcfg.errors import LabError
from mcastcfg.lab.agent.links import SWITCHES, ends
from mcastcfg.lab.faults.base import BaseFault, link_ends, require_node
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.topology import Topology


class LinkDown(BaseFault):
    """A link between nodes (all ends lose the carrier), or one interface of one node, tunnels included."""

    fault: Literal["link"] = "link"
    link: str | None = None
    """Name of the link to cut."""
    node: str | None = None
    """Node whose interface is shut down."""
    interface: str | None = None
    """Interface to shut down, as the node spells it."""

    @model_validator(mode="after")
    def _one_way(self) -> LinkDown:
        if (self.link is None) == (self.node is None) or (self.node is None) != (self.interface is None):
            raise ValueError("name either a link, or a node and its interface")
        return self

    @property
    def target(self) -> str:
        """The link, or node and interface."""
        return f"link {self.link or f'{self.node} {self.interface}'}"

    @property
    def text(self) -> str:
        """What has happened."""
        return f"link {self.link} is cut" if self.link else f"{self.node} has shut down {self.interface}"

    def check(self, topology: Topology) -> None:
        """The link, or the node, must be there; which interfaces a node has shows only when it runs."""
        if self.node is not None:
            require_node(topology, self.node)
        else:
            link_ends(topology, str(self.link))

    def require(self, lab: RunningLab) -> None:
        """The interface must be there as well."""
        self.check(lab.topology)
        if self.node is not None and lab.exec(self.node, ["test", "-e", f"/sys/class/net/{self.interface}"]).exit_code:
            shown = lab.exec(self.node, ["ls", "/sys/class/net"]).text.split()
            raise LabError(f"{self.node} has no interface {self.interface!r}; it has: {', '.join(shown)}")

    def make(self, lab: RunningLab, number: int) -> None:  # noqa: ARG002 # an interface needs no name of ours
        """Shut down."""
        for node, prefix, interface in self._places(lab):
            lab.exec(node, [*prefix, "ip", "link", "set", "dev", interface, "down"], check=True)

    def undo(self, lab: RunningLab, number: int) -> None:  # noqa: ARG002 # same
        """Bring up, and put back the routes of machines that have nobody else to do it."""
        for node, prefix, interface in self._places(lab):
            lab.exec(node, [*prefix, "ip", "link", "set", "dev", interface, "up"], check=True)
            for known in lab.topology.nodes:
                if known.name == node and known.kind != "router":
                    for route in known.routes:
                        lab.exec(node, ["ip", "route", "replace", route.destination, "via", route.via])

    def _places(self, lab: RunningLab) -> list[tuple[str | None, tuple[str, ...], str]]:
        """Return where `ip` has to run, and the interfaces it has to set there."""
        if self.node is not None and self.interface is not None:
            return [(self.node, (), self.interface)]
        link = str(self.link)
        members = link_ends(lab.topology, link)
        if len(members) == 2:
            # One end of a cable is enough: the other loses its carrier. Not a router's, whose engineer did not do it.
            kinds = {node.name: node.kind for node in lab.topology.nodes}
            name, nic = min(members, key=lambda member: kinds[member[0]] == "router")
            return [(name, (), nic.name)]
        number = list(ends(lab.topology)).index(link)
        there = ("ip", "netns", "exec", SWITCHES)
        return [(None, there, f"p{number}x{place}") for place in range(len(members))]
