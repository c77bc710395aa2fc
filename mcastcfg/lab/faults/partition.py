"""Two sets of routers that the provider no longer carries packets between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from mcastcfg.errors import LabError
from mcastcfg.lab.agent.links import SWITCHES, ends
from mcastcfg.lab.derive import wan_links
from mcastcfg.lab.faults.base import BaseFault, require_node
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.topology import Topology

_SWITCH = ("ip", "netns", "exec", SWITCHES)


class Partition(BaseFault):
    """Every packet between WAN addresses of the two sides is dropped, both ways, and nobody's carrier goes."""

    fault: Literal["partition"] = "partition"
    a: Annotated[tuple[str, ...], Field(min_length=1)]
    """Routers of one side."""
    b: Annotated[tuple[str, ...], Field(min_length=1)]
    """Routers of the other side."""

    @property
    def target(self) -> str:
        """The two sides."""
        return f"between {' '.join(self.a)} and {' '.join(self.b)}"

    @property
    def text(self) -> str:
        """What has happened."""
        return f"the provider carries nothing between {', '.join(self.a)} and {', '.join(self.b)}"

    def check(self, topology: Topology) -> None:
        """Both sides must hang on the provider, and on nothing else together."""
        for name in (*self.a, *self.b):
            require_node(topology, name)
        if common := set(self.a) & set(self.b):
            raise LabError(f"{min(common)} stands on both sides of the partition")
        self._refuse_direct(topology)
        for side in (self.a, self.b):
            if not list(self._addresses(topology, side)):
                raise LabError(
                    f"{', '.join(side)}: no WAN address there, so the provider carries nothing for that side"
                )

    def make(self, lab: RunningLab, number: int) -> None:
        """Drop at the provider, and at the switches that routers share with it."""
        here, there = (", ".join(sorted(self._addresses(lab.topology, side))) for side in (self.a, self.b))
        for node, prefix, family in self._places(lab):
            table = f"table {family} {_name(number)}"
            text = (
                f"{table}\ndelete {table}\n{table} {{\n  chain drops {{\n"
                "    type filter hook forward priority -200; policy accept;\n"
                f"    ip saddr {{ {here} }} ip daddr {{ {there} }} drop\n"
                f"    ip saddr {{ {there} }} ip daddr {{ {here} }} drop\n  }}\n}}\n"
            )
            lab.exec(node, [*prefix, "nft", "-f", "-"], stdin=text.encode(), check=True)

    def undo(self, lab: RunningLab, number: int) -> None:
        """Take the rules away; none there is fine."""
        for node, prefix, family in self._places(lab):
            table = f"table {family} {_name(number)}"
            text = f"{table}\ndelete {table}\n"
            lab.exec(node, [*prefix, "nft", "-f", "-"], stdin=text.encode(), check=True)

    def _refuse_direct(self, topology: Topology) -> None:
        wans = set(wan_links(topology))
        for link, members in ends(topology).items():
            names = {name for name, _ in members}
            if link not in wans and names & set(self.a) and names & set(self.b):
                raise LabError(f"link {link} joins the two sides without the provider; cut it as well: lab fault link")

    @staticmethod
    def _addresses(topology: Topology, side: tuple[str, ...]) -> Iterator[str]:
        """Yield WAN addresses, and the addresses that the provider reaches behind them."""
        wans = set(wan_links(topology))
        ways = [route for node in topology.nodes if node.kind == "provider" for route in node.routes]
        for node in topology.nodes:
            if node.name in side:
                for nic in node.interfaces:
                    if nic.link in wans:
                        own = [address.partition("/")[0] for address in nic.addresses]
                        yield from own
                        yield from (way.destination.removesuffix("/32") for way in ways if way.via in own)

    @staticmethod
    def _places(lab: RunningLab) -> list[tuple[str | None, tuple[str, ...], str]]:
        found: list[tuple[str | None, tuple[str, ...], str]] = [
            (node.name, (), "inet") for node in lab.topology.nodes if node.kind == "provider"
        ]
        wans = set(wan_links(lab.topology))
        if any(len(members) > 2 for link, members in ends(lab.topology).items() if link in wans):
            found.append((None, _SWITCH, "bridge"))
        return found


def _name(number: int) -> str:
    return f"mcastcfg_fault_{number}"
