"""Which routers see each other, and which of them become PIM neighbours and designated routers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mcastcfg.analysis.fabric import Attachment, Fabric


@dataclass(frozen=True, slots=True)
class Adjacency:
    """Two routers that hear each other's hellos where both run PIM."""

    first: Attachment
    second: Attachment

    @property
    def pim(self) -> bool:
        """Return whether PIM is on at both ends, and each takes the other's hellos."""
        return hears(self.first, self.second) and hears(self.second, self.first)


def hears(here: Attachment, there: Attachment) -> bool:
    """Return whether one end takes hellos from the other: PIM on at both, not passive, and not filtered."""
    if here.pim is None or there.pim is None or there.pim.passive:
        return False
    return here.pim.hears(there.address)


def adjacencies(fabric: Fabric) -> Iterator[Adjacency]:
    """Yield every pair of routers that share a tunnel, a LAN or a core link, each pair once."""
    for name, mine in fabric.attachments.items():
        for attachment in mine.values():
            if attachment.peer is not None and attachment.peer in fabric.attachments:
                other = fabric.attachment(attachment.peer, attachment.interface)
                # A tunnel stands at both of its routers; take it at the one written as the first end.
                if fabric.network.tunnels[attachment.interface].ends[0].router == name:
                    yield Adjacency(attachment, other)
    for members in fabric.links.values():
        for index, first in enumerate(members):
            for second in members[index + 1 :]:
                yield Adjacency(first, second)


def neighbors_of(fabric: Fabric, router: str) -> Iterator[Adjacency]:
    """Yield what one router sees; `first` is its own end."""
    for attachment in fabric.attachments[router].values():
        if attachment.peer is not None and attachment.peer in fabric.attachments:
            yield Adjacency(attachment, fabric.attachment(attachment.peer, attachment.interface))
        for _, members in fabric.links_of(attachment):
            for member in members:
                if member.router != router:
                    yield Adjacency(attachment, member)


def designated_router(members: Iterable[Attachment]) -> Attachment | None:
    """Return the designated router of a LAN: highest priority, then highest address (RFC 7761 section 4.3.2).

    None where no router there runs PIM.
    """
    running = [(member.pim.dr_priority, member.address, member) for member in members if member.pim is not None]
    return max(running, key=lambda candidate: candidate[:2])[2] if running else None


def islands(fabric: Fabric) -> dict[str, int]:
    """Return router -> number of the island it stands on: routers joined by tunnels and shared links, PIM on or off."""
    neighbors: dict[str, list[str]] = {name: [] for name in fabric.configs}
    for pair in adjacencies(fabric):
        neighbors[pair.first.router].append(pair.second.router)
        neighbors[pair.second.router].append(pair.first.router)
    island: dict[str, int] = {}
    for number, start in enumerate(neighbors):
        waiting = [start]
        while waiting:
            here = waiting.pop()
            if here not in island:
                island[here] = number
                waiting.extend(neighbors[here])
    return island
