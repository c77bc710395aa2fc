"""What all faults share."""

from __future__ import annotations

from abc import abstractmethod

from mcastcfg.errors import LabError
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.topology import Nic, Topology
from mcastcfg.model.base import Node


class BaseFault(Node):
    """One fault of one kind; making and undoing it twice does no harm."""

    @property
    @abstractmethod
    def target(self) -> str:
        """What it breaks: two faults on one target would undo each other."""

    @property
    @abstractmethod
    def text(self) -> str:
        """What has happened, in a few words for people."""

    @abstractmethod
    def check(self, topology: Topology) -> None:
        """Raise LabError for names that a lab of this topology does not have."""

    def require(self, lab: RunningLab) -> None:
        """Raise LabError where the running lab has nothing to break there."""
        self.check(lab.topology)

    @abstractmethod
    def make(self, lab: RunningLab, number: int) -> None:
        """Break it; `number` is this fault's own in the lab."""

    @abstractmethod
    def undo(self, lab: RunningLab, number: int) -> None:
        """Repair it, also where it was broken only half."""


def require_node(topology: Topology, name: str) -> None:
    """Raise LabError for a node that the lab does not have."""
    names = [node.name for node in topology.nodes]
    if name not in names:
        raise LabError(f"the lab has no node {name!r}; its nodes: {', '.join(names)}")


def link_ends(topology: Topology, link: str) -> list[tuple[str, Nic]]:
    """Return node and interface of everything on a link; LabError when there is no such link."""
    found = [(node.name, nic) for node in topology.nodes for nic in node.interfaces if nic.link == link]
    if not found:
        known = ", ".join(known.name for known in topology.links)
        raise LabError(f"the lab has no link {link!r}; its links: {known}")
    return found
