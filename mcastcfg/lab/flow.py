"""All streams of a design while they flow: started, watched, marked where something happens, ended and counted."""

from __future__ import annotations

import secrets
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

from pydantic import BaseModel, TypeAdapter

from mcastcfg.errors import LabError, UsageError
from mcastcfg.lab.derive import HOST_NIC, LabHost, lab_hosts
from mcastcfg.lab.forgetting import forget_seconds
from mcastcfg.lab.image import Progress
from mcastcfg.lab.matrix import (
    NOTHING_HEARD,
    Heard,
    Matrix,
    Sent,
    StreamPlan,
    Window,
    cell_of,
    joins,
    role_of,
    stream_plans,
    watches,
)
from mcastcfg.lab.program import Program, end_all, parsed, start_all
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.wire import WireCount, WireTap
from mcastcfg.platforms.design import Design

Pair: TypeAlias = tuple[str, str]
"""A stream and a host."""

SETTLE_SECONDS = 90.0
"""How long the first packet of a stream may take: after a fault a router may wait for a neighbour's next periodic join
(RFC 7761 section 4.11, t_periodic: 60 s)."""

_LEFT = "/run/mcastcfg-left"
_QUIET_NS = 1_000_000_000
_AT_ONCE = 8
_PAUSE_SECONDS = 0.5
_STEADY_SECONDS = 3.0
"""Receivers say what they have heard once a second."""


class _Received(BaseModel):
    joined: int
    seen: dict[str, int]
    tallies: dict[str, Heard]


_SENT: TypeAdapter[dict[str, Sent]] = TypeAdapter(dict[str, Sent])
_RECEIVED = TypeAdapter(_Received)


@dataclass(slots=True)
class Flow:
    """The streams from `flowing` on; `matrix` and `wire` are known once they have ended."""

    lab: RunningLab
    design: Design
    hosts: tuple[LabHost, ...]
    plans: tuple[StreamPlan, ...]
    _tap: WireTap
    _receivers: dict[str, Program] = field(default_factory=dict)
    _senders: dict[str, Program] = field(default_factory=dict)
    _running: list[Program] = field(default_factory=list)
    _marks: int = 0
    _sent: dict[str, Sent] = field(default_factory=dict)
    _received: dict[str, _Received] = field(default_factory=dict)
    _wire: tuple[WireCount, ...] = ()

    def start(self) -> None:
        """Let every receiver join, and then every source send."""
        run = secrets.randbits(32)
        forget = forget_seconds(self.design)
        receivers = [_receiver_plan(host, self.plans, run, forget) for host in self.hosts]
        self._receivers = start_all(self.lab, self._running, "receiver", "joined", receivers, late=forget)
        self._tap.start()
        sources = dict.fromkeys(plan.source for plan in self.plans)
        senders = [_sender_plan(host, self.plans, run) for host in sources]
        self._senders = start_all(self.lab, self._running, "sender", "sending", senders)

    def wanted(self) -> frozenset[Pair]:
        """Return every stream with every host that must receive it."""
        return frozenset(
            (plan.name, host.name) for plan in self.plans for host in self.hosts if role_of(plan, host) == "receiver"
        )

    def heard(self, hosts: Collection[str] | None = None) -> dict[Pair, int]:
        """Return how many packets have arrived so far, as the receivers last said: at most a second ago."""
        asked = [name for name in self._receivers if hosts is None or name in hosts]
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            lines = list(pool.map(lambda name: self._receivers[name].last_line("heard"), asked))
        by_name = {host.name: host for host in self.hosts}
        counts: dict[Pair, int] = {}
        for name, line in zip(asked, lines, strict=True):
            streams = [plan.name for plan in self.plans if joins(role_of(plan, by_name[name]))]
            told = [int(word) for word in line.split()] or [0] * len(streams)
            counts.update(((stream, name), count) for stream, count in zip(streams, told, strict=True))
        return counts

    def settle(
        self, seconds: float, pairs: Collection[Pair] | None = None, progress: Progress | None = None
    ) -> frozenset[Pair]:
        """Wait until all receivers (or those given) hear, and have not fallen silent again a moment later; return those
        that have not in time.

        A first packet may have come by way of the rendezvous point, and the tree it makes room for may have a fault.
        """
        wanted = self.wanted() if pairs is None else frozenset(pairs)
        hosts = {host for _, host in wanted}
        deadline = time.monotonic() + seconds
        pending, before = wanted, {} if pairs is None else self.heard(hosts)
        while not (pending := self._unheard(pending, before, deadline, progress)):
            before = self.heard(hosts)
            self.run_on(_STEADY_SECONDS)
            now = self.heard(hosts)
            pending = frozenset(pair for pair in wanted if now[pair] <= before[pair])
            if not pending:
                break
        return pending

    def _unheard(
        self, pending: frozenset[Pair], before: Mapping[Pair, int], deadline: float, progress: Progress | None
    ) -> frozenset[Pair]:
        """Return who has heard nothing new by the deadline."""
        said = time.monotonic()
        while pending:
            now = self.heard({host for _, host in pending})
            pending = frozenset(pair for pair in pending if now[pair] <= before.get(pair, 0))
            if not pending or time.monotonic() > deadline:
                break
            if progress is not None and time.monotonic() - said > 10:
                said = time.monotonic()
                stream, host = min(pending)
                more = f" and {len(pending) - 1} more" if len(pending) > 1 else ""
                progress(f"waiting {deadline - said:.0f} s longer: {host} has not heard {stream} yet{more}")
            time.sleep(_PAUSE_SECONDS)
        return pending

    def mark(self) -> int:
        """Note which packets are sent next; return the mark's number, from 0 on."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(lambda sender: sender.signal("USR1"), self._senders.values()))
        self._marks += 1
        return self._marks - 1

    def run_on(self, seconds: float) -> None:
        """Let the streams flow; LabError when a sender ends by itself."""
        deadline = time.monotonic() + seconds
        for sender in self._senders.values():
            sender.run_until(deadline)

    def wire(self) -> tuple[WireCount, ...]:
        """Return what has crossed the provider's links: so far, or in all once the streams have ended."""
        return self._wire or self._tap.read()

    def end(self) -> None:
        """End the senders, then the receivers, and keep what they report."""
        for report in end_all(self._senders.values()):
            sent_there = parsed(_SENT, report)
            self._sent.update(sent_there)
        for plan in self.plans:
            sent = self._sent[plan.name]
            if sent.refused >= sent.sent:
                size = plan.stream.packet_size
                raise LabError(f"{plan.source.name} could not send {plan.name}: is packet_size {size} right?")
            if len(sent.marks) != self._marks:
                raise LabError(f"{plan.source.name} saw {len(sent.marks)} marks of {self._marks}; run it again")
        for name, report in zip(self._receivers, end_all(self._receivers.values()), strict=True):
            self._received[name] = parsed(_RECEIVED, report)
        self._wire = self._tap.read()

    def matrix(self, mark: int, until: int | None = None) -> Matrix:
        """Return every cell, judged by the packets sent from one mark on, up to another or to the end."""
        cells = []
        for plan in self.plans:
            sent = self._sent[plan.name]
            window = Window(sent.marks[mark], sent.sent if until is None else sent.marks[until])
            for host in self.hosts:
                received = self._received[host.name]
                heard = received.tallies.get(plan.name, NOTHING_HEARD)
                seen = received.seen.get(plan.name, 0)
                cells.append(cell_of(plan, host, sent, received.joined, heard, seen, window))
        return Matrix(tuple(cells))

    def stop(self) -> None:
        """Kill what still runs, and take the counters away."""
        for program in self._running:
            program.job.stop(grace=0)
        self._tap.stop()


@contextmanager
def flowing(lab: RunningLab, design: Design) -> Iterator[Flow]:
    """Have every stream of the design flow in the block.

    Raises UsageError without streams, LabError when the lab fails or is not of this design.
    """
    hosts = lab_hosts(design)
    plans = stream_plans(design.network, design.configs, hosts)
    if not plans:
        raise UsageError("the inventory declares no stream, so there is nothing to send; add some under `streams`")
    if missing := {host.name for host in hosts} - set(lab.node_names()):
        names = ", ".join(sorted(missing))
        raise LabError(f"the lab lacks {names}: the inventory has changed; run `mcastcfg lab down` and `lab up`")
    flow = Flow(lab, design, hosts, plans, WireTap(lab, design.configs))
    try:
        flow.start()
        yield flow
    finally:
        flow.stop()


def _receiver_plan(host: LabHost, plans: Sequence[StreamPlan], run: int, forget: float) -> Mapping[str, object]:
    streams = []
    for plan in plans:
        role = role_of(plan, host)
        source = str(plan.source.address)
        streams.append({
            "name": plan.name, "group": str(plan.stream.group), "port": plan.stream.port, "from": source,
            "source": source if plan.stream.mode == "ssm" else None, "join": joins(role), "watch": watches(role),
        })  # fmt: skip
    return {
        "node": host.name, "run": run, "address": str(host.address), "interface": HOST_NIC, "quiet_ns": _QUIET_NS,
        "left": _LEFT, "forget_ns": round(forget * 1e9),
        "streams": streams,
    }  # fmt: skip


def _sender_plan(host: LabHost, plans: Sequence[StreamPlan], run: int) -> Mapping[str, object]:
    streams = [
        {
            "name": plan.name, "group": str(plan.stream.group), "port": plan.stream.port,
            "rate": plan.stream.packet_rate, "size": plan.stream.packet_size, "ttl": plan.stream.ttl,
        }
        for plan in plans
        if plan.source == host
    ]  # fmt: skip
    return {"node": host.name, "run": run, "address": str(host.address), "streams": streams}
