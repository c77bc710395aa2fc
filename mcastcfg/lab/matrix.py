"""What the traffic proved: one verdict for every stream and every host, and how it is reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from mcastcfg.analysis.endpoints import receiving_lans, source_host
from mcastcfg.analysis.fabric import LinkKey, fabric_of
from mcastcfg.config.router_config import RouterConfig
from mcastcfg.lab.derive import LabHost
from mcastcfg.model.network import Network
from mcastcfg.model.stream import Stream

Role: TypeAlias = Literal[
    "source",  # sends
    "receiver",  # joins, and must receive
    "forbidden",  # joins, and must hear nothing
    "bystander",  # does not join, and must see nothing on its LAN
    "same_lan",  # a bystander on the source's own LAN, where every switch shows it the packets
]
"""What a host has to do with a stream."""

Verdict: TypeAlias = Literal["delivered", "lost", "quiet", "leaked", "none"]


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """One stream with the host that sends it."""

    name: str
    stream: Stream
    source: LabHost
    lans: frozenset[LinkKey]
    """Site and prefix of the LANs that must receive it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one host counted of one stream; see `programs.receiver.Tally`. Times in nanoseconds."""

    received: int
    duplicated: int
    reordered: int
    lowest: int | None
    first_arrival: int | None
    delay_min: int
    delay_max: int
    delay_sum: int


NOTHING_HEARD = Heard(0, 0, 0, None, None, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Delay:
    """One-way delay in milliseconds (RFC 7679); sender and receiver share one clock."""

    minimum: float
    average: float
    maximum: float


@dataclass(frozen=True, slots=True)
class Cell:
    """One stream at one host.

    `lost_before_tree` counts the packets before the first one that arrived: sent while routers still built the tree.
    `lost` counts every later packet that never came; for `delivered` it must be 0. Packets that arrived twice are
    counted and shown, and do not fail a cell: a router may send a packet down both trees while it changes over.
    """

    stream: str
    host: str
    site: str
    role: Role
    verdict: Verdict
    sent: int
    received: int
    """Packets, duplicates left out."""
    lost_before_tree: int
    lost: int
    duplicated: int
    reordered: int
    seen_on_lan: int
    """Packets of the stream on the host's LAN, counted at hosts that must not see any."""
    join_to_first_ms: float | None
    """From the join, or from the first packet sent where that was later, to the first packet received."""
    delay: Delay | None

    @property
    def failed(self) -> bool:
        """Whether the cell says no."""
        return self.verdict in {"lost", "leaked"}


@dataclass(frozen=True, slots=True)
class Matrix:
    """All cells, in the order of the streams, then of the hosts."""

    cells: tuple[Cell, ...]

    @property
    def failed(self) -> tuple[Cell, ...]:
        """Return the cells that say no."""
        return tuple(cell for cell in self.cells if cell.failed)

    def cell(self, stream: str, host: str) -> Cell:
        """Return one cell; KeyError where there is none."""
        for cell in self.cells:
            if (cell.stream, cell.host) == (stream, host):
                return cell
        raise KeyError((stream, host))


def stream_plans(
    network: Network, configs: Mapping[str, RouterConfig], hosts: Sequence[LabHost]
) -> tuple[StreamPlan, ...]:
    """Return every stream with its sender: the host named, or the first host of the site named."""
    by_name = {host.name: host for host in hosts}
    fabric = fabric_of(network, configs)
    plans = []
    for name, stream in network.streams.items():
        sender, _, _ = source_host(fabric, stream)
        lans = frozenset(lan.link for lan in receiving_lans(fabric, name, stream))
        plans.append(StreamPlan(name, stream, by_name[sender], lans))
    return tuple(plans)


def role_of(plan: StreamPlan, host: LabHost) -> Role:
    """Return what a host has to do with a stream."""
    if host.name == plan.source.name:
        return "source"
    if (host.site, host.lan) in plan.lans:
        return "receiver"
    if host.site in plan.stream.never:
        return "forbidden"
    return "same_lan" if (host.site, host.lan) == (plan.source.site, plan.source.lan) else "bystander"


def joins(role: Role) -> bool:
    """Return whether a host of this role asks for the stream."""
    return role in {"receiver", "forbidden"}


def watches(role: Role) -> bool:
    """Return whether a host of this role must not even see the stream on its LAN."""
    return role in {"forbidden", "bystander"}


def cell_of(
    plan: StreamPlan, host: LabHost, sent: int, started: int, joined: int, heard: Heard, seen_on_lan: int
) -> Cell:
    """Return the cell of one stream at one host; `started` and `joined` in nanoseconds of the lab's clock."""
    role = role_of(plan, host)
    unique = heard.received - heard.duplicated
    lowest = sent if heard.lowest is None else heard.lowest
    lost = max(0, sent - lowest - unique) if joins(role) else 0
    first = heard.first_arrival
    return Cell(
        stream=plan.name,
        host=host.name,
        site=host.site,
        role=role,
        verdict=_verdict(role, unique, lost, heard.received + seen_on_lan),
        sent=sent,
        received=unique,
        lost_before_tree=lowest if role == "receiver" else 0,
        lost=lost if role == "receiver" else 0,
        duplicated=heard.duplicated,
        reordered=heard.reordered,
        seen_on_lan=seen_on_lan,
        join_to_first_ms=None if first is None else round((first - max(started, joined)) / 1e6, 3),
        delay=_delay(heard),
    )


def _verdict(role: Role, unique: int, lost: int, noticed: int) -> Verdict:
    if role == "receiver":
        return "delivered" if unique and not lost else "lost"
    if watches(role):
        return "leaked" if noticed else "quiet"
    return "none"


def _delay(heard: Heard) -> Delay | None:
    if not heard.received:
        return None
    average = heard.delay_sum / heard.received
    return Delay(*(round(value / 1e6, 3) for value in (heard.delay_min, average, heard.delay_max)))


def hosts_of(cells: Iterable[Cell]) -> tuple[str, ...]:
    """Return the hosts in the order of the cells."""
    return tuple(dict.fromkeys(cell.host for cell in cells))
