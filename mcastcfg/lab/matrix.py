"""What the traffic proved: one verdict for every stream and every host, and how it is reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from mcastcfg.analysis.endpoints import lans_within_reach, receiving_lans, source_host
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
    never: frozenset[LinkKey] = frozenset()
    """Those that must never receive it, although a host there asks."""


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
    highest: int | None = None
    highest_sent: int | None = None
    """When the packet with the highest number was sent."""
    gaps: tuple[tuple[int, int, int], ...] = ()
    """First number missing, how many, and how long the stream was silent by the sender's clock."""


NOTHING_HEARD = Heard(0, 0, 0, None, None, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Sent:
    """What one host sent of one stream. Times in nanoseconds of the lab's clock, which all its nodes share."""

    sent: int
    refused: int
    first: int
    last: int
    marks: tuple[int, ...] = ()
    """The number of the next packet at each mark that the caller set while the stream flowed."""


@dataclass(frozen=True, slots=True)
class Window:
    """The packets of one stream that are judged: numbers from `start` up to, not including, `end`."""

    start: int
    end: int

    def share(self, first: int, count: int) -> int:
        """Return how many of `count` packets from `first` on lie inside."""
        return max(0, min(self.end, first + count) - max(self.start, first))


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
    `lost` counts every later packet of the measured window that never came; for `delivered` it must be 0, and the first
    packet must have come before that window began. Packets that arrived twice are counted and shown, and do not fail a
    cell: a router may send a packet down both trees while it changes over.
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
    lost_while_settling: int = 0
    """Packets that never came, sent between the first one that came and the measured window."""
    measured: int = 0
    """Packets sent in the measured window."""
    longest_gap_ms: float | None = None
    """The longest outage in the measured window: from the last packet before a loss to the first one after it, by the
    sender's clock; 0 without any loss, None where nothing was ever heard or nobody has to."""

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

    @property
    def convergence_seconds(self) -> float | None:
        """Return how long the slowest receiver waited for its first packet; None when one never got any."""
        waits = [cell.join_to_first_ms for cell in self.cells if cell.role == "receiver"]
        known = [wait for wait in waits if wait is not None]
        return round(max(known, default=0.0) / 1000, 1) if len(known) == len(waits) else None

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
        never = frozenset(link for site in stream.never for link in lans_within_reach(fabric, stream, site))
        plans.append(StreamPlan(name, stream, by_name[sender], lans, never))
    return tuple(plans)


def role_of(plan: StreamPlan, host: LabHost) -> Role:
    """Return what a host has to do with a stream."""
    if host.name == plan.source.name:
        return "source"
    if (host.site, host.lan) in plan.lans:
        return "receiver"
    if (host.site, host.lan) in plan.never:
        return "forbidden"
    return "same_lan" if (host.site, host.lan) == (plan.source.site, plan.source.lan) else "bystander"


def joins(role: Role) -> bool:
    """Return whether a host of this role asks for the stream."""
    return role in {"receiver", "forbidden"}


def watches(role: Role) -> bool:
    """Return whether a host of this role must not even see the stream on its LAN."""
    return role in {"forbidden", "bystander"}


def cell_of(
    plan: StreamPlan,
    host: LabHost,
    sent: Sent,
    joined: int,
    heard: Heard,
    seen_on_lan: int,
    window: Window | None = None,
) -> Cell:
    """Return the cell of one stream at one host; without a window everything after the first packet is judged."""
    role = role_of(plan, host)
    unique = heard.received - heard.duplicated
    lowest = sent.sent if heard.lowest is None else heard.lowest
    judged = window or Window(lowest, sent.sent)
    gaps = _gaps(sent, heard) if role == "receiver" else ()
    lost = sum(judged.share(first, count) for first, count, _ in gaps)
    settling = sum(Window(0, judged.start).share(first, count) for first, count, _ in gaps)
    in_time = unique > 0 and lowest <= judged.start
    first = heard.first_arrival
    return Cell(
        stream=plan.name,
        host=host.name,
        site=host.site,
        role=role,
        verdict=_verdict(role, in_time and not lost, heard.received + seen_on_lan),
        sent=sent.sent,
        received=unique,
        lost_before_tree=lowest if role == "receiver" else 0,
        lost=lost,
        duplicated=heard.duplicated,
        reordered=heard.reordered,
        seen_on_lan=seen_on_lan,
        join_to_first_ms=None if first is None else round((first - max(sent.first, joined)) / 1e6, 3),
        delay=_delay(heard),
        lost_while_settling=settling,
        measured=judged.end - judged.start,
        longest_gap_ms=_longest(gaps, judged) if role == "receiver" and unique else None,
    )


def _gaps(sent: Sent, heard: Heard) -> tuple[tuple[int, int, int], ...]:
    """Return the gaps that the receiver saw, and the one behind the last packet that came."""
    if heard.highest is None or heard.highest_sent is None:
        return ()
    behind = sent.sent - 1 - heard.highest
    return (*heard.gaps, (heard.highest + 1, behind, max(0, sent.last - heard.highest_sent)))


def _longest(gaps: Iterable[tuple[int, int, int]], window: Window) -> float:
    """Return the longest gap in milliseconds; of one that begins before the window or ends behind it, its share."""
    lengths = [
        length * window.share(first, count) / count for first, count, length in gaps if window.share(first, count)
    ]
    return round(max(lengths, default=0) / 1e6, 3)


def _verdict(role: Role, delivered: bool, noticed: int) -> Verdict:
    if role == "receiver":
        return "delivered" if delivered else "lost"
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
