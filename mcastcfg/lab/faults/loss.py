"""A link that loses and delays packets, by the kernel's netem."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from mcastcfg.errors import LabError
from mcastcfg.lab.faults.base import BaseFault, link_ends
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.topology import Topology


class LinkLoss(BaseFault):
    """Each packet that enters the link, from whichever end, is lost with this probability, and held up."""

    fault: Literal["loss"] = "loss"
    link: str
    """Name of the link."""
    percent: Annotated[float, Field(ge=0, le=100)] = 0
    """Packets lost in each direction, in percent."""
    delay: Annotated[int, Field(ge=0, le=60000)] = 0
    """Delay of each packet in each direction, in milliseconds."""

    @property
    def target(self) -> str:
        """The link's queues."""
        return f"loss on {self.link}"

    @property
    def text(self) -> str:
        """What has happened."""
        slow = f", {self.delay} ms later" if self.delay else ""
        return f"link {self.link} loses {self.percent:g}% in each direction{slow}"

    def check(self, topology: Topology) -> None:
        """The link must be there."""
        link_ends(topology, self.link)

    def make(self, lab: RunningLab, number: int) -> None:  # noqa: ARG002 # a queue needs no name of ours
        """Put netem in front of every interface on the link."""
        netem = ["netem", "loss", f"{self.percent:g}%"] + (["delay", f"{self.delay}ms"] if self.delay else [])
        for node, nic in link_ends(lab.topology, self.link):
            lab.exec(node, ["tc", "qdisc", "replace", "dev", nic.name, "root", *netem], check=True)

    def undo(self, lab: RunningLab, number: int) -> None:  # noqa: ARG002 # same
        """Take netem away; none there is fine."""
        for node, nic in link_ends(lab.topology, self.link):
            lab.exec(node, ["tc", "qdisc", "del", "dev", nic.name, "root"])
            if "netem" in lab.exec(node, ["tc", "qdisc", "show", "dev", nic.name], check=True).text:
                raise LabError(f"{node}: {nic.name} still loses packets: `tc qdisc del` did not help")
