"""A machine without power."""

from __future__ import annotations

from typing import Literal

from mcastcfg.lab.faults.base import BaseFault, require_node
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.topology import Topology


class PowerCut(BaseFault):
    """A node loses its power; what is healed boots from its disk, as it would after a real cut."""

    fault: Literal["power"] = "power"
    node: str
    """Node."""

    @property
    def target(self) -> str:
        """The node."""
        return f"power of {self.node}"

    @property
    def text(self) -> str:
        """What has happened."""
        return f"{self.node} has no power"

    def check(self, topology: Topology) -> None:
        """The node must be there."""
        require_node(topology, self.node)

    def make(self, lab: RunningLab, number: int) -> None:  # noqa: ARG002 # a node has one power cord
        """Cut the power."""
        lab.cut(self.node)

    def undo(self, lab: RunningLab, number: int) -> None:  # noqa: ARG002 # same
        """Give it back and wait for the boot."""
        lab.restore(self.node)
