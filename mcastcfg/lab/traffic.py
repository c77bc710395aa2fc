"""Every declared stream at once, from real senders to real receivers, while the provider's links are watched."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError

from mcastcfg.analysis.fabric import fabric_of
from mcastcfg.analysis.routes import unicast_hop
from mcastcfg.analysis.trees import tree_of
from mcastcfg.errors import LabError, UsageError
from mcastcfg.lab import programs
from mcastcfg.lab.derive import HOST_NIC, LabHost, lab_hosts
from mcastcfg.lab.matrix import (
    NOTHING_HEARD,
    Cell,
    Heard,
    Matrix,
    StreamPlan,
    cell_of,
    joins,
    role_of,
    stream_plans,
    watches,
)
from mcastcfg.lab.running import Background, RunningLab
from mcastcfg.lab.wire import WireCount, WireProof, WireTap
from mcastcfg.platforms.design import Design

T = TypeVar("T")

DEFAULT_SECONDS = 6.0
"""How long the streams flow at least: time for the trees to be built, and for a few hundred packets after that."""

_START_SECONDS = 120.0
_END_SECONDS = 120.0
_QUIET_NS = 1_000_000_000
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class TrafficResult:
    """What one run of all streams proved."""

    matrix: Matrix
    wire: WireProof

    @property
    def passed(self) -> bool:
        """Whether every cell and the wire say yes."""
        return not self.matrix.failed and not self.wire.faults


class _Sent(BaseModel):
    sent: int
    refused: int
    first: int


class _Received(BaseModel):
    joined: int
    seen: dict[str, int]
    tallies: dict[str, Heard]


_SENT = TypeAdapter(dict[str, _Sent])
_RECEIVED = TypeAdapter(_Received)


def run_traffic(
    lab: RunningLab,
    design: Design,
    *,
    seconds: float = DEFAULT_SECONDS,
    while_flowing: Callable[[], None] | None = None,
) -> TrafficResult:
    """Send every stream for at least `seconds`, and as long as `while_flowing` takes, and return what arrived where.

    Receivers have joined before the first packet is sent. Raises UsageError without streams, LabError when the lab
    fails or is not of this design.
    """
    hosts = lab_hosts(design)
    plans = stream_plans(design.network, design.configs, hosts)
    if not plans:
        raise UsageError("the inventory declares no stream, so there is nothing to send; add some under `streams`")
    if missing := {host.name for host in hosts} - set(lab.node_names()):
        names = ", ".join(sorted(missing))
        raise LabError(f"the lab lacks {names}: the inventory has changed; run `mcastcfg lab down` and `lab up`")
    run = secrets.randbits(32)
    tap = WireTap(lab, design.configs)
    running: list[_Program] = []
    try:
        receivers = _start_all(lab, running, [_receiver_plan(host, plans, run) for host in hosts], "receiver", "joined")
        tap.start()
        sources = list(dict.fromkeys(plan.source for plan in plans))
        senders = _start_all(lab, running, [_sender_plan(host, plans, run) for host in sources], "sender", "sending")
        deadline = time.monotonic() + seconds
        if while_flowing is not None:
            while_flowing()
        for sender in senders:
            sender.flow_until(deadline)
        reports = [_parsed(_SENT, report) for report in _end_all(senders)]
        sent = {name: one for report in reports for name, one in report.items()}
        received = {
            host.name: _parsed(_RECEIVED, report) for host, report in zip(hosts, _end_all(receivers), strict=True)
        }
        counts = tap.read()
    finally:
        for program in running:
            program.job.stop(grace=0)
        tap.stop()
    cells = [_cell(plan, host, sent[plan.name], received[host.name]) for plan in plans for host in hosts]
    return TrafficResult(Matrix(tuple(cells)), WireProof(_expected(design, lab, counts, cells)))


@dataclass(frozen=True, slots=True)
class _Program:
    """A program of ours that runs in a node; it ends by SIGINT to its own pid, and not to nsenter's before it."""

    lab: RunningLab
    node: str
    pid: str
    job: Background

    def flow_until(self, deadline: float) -> None:
        """Wait for the deadline; LabError when the program ends before."""
        seen = self.job.poll(max(0.0, deadline - time.monotonic()))
        if seen.exit_code is not None:
            said = seen.stderr.decode(errors="replace").strip()
            raise LabError(f"the sender on {self.node} ended by itself: {said[-500:] or 'it said nothing'}")

    def end(self) -> str:
        """Interrupt the program and return the report it prints then."""
        self.lab.exec(self.node, ["kill", "-INT", self.pid], check=True)
        seen = self.job.poll(_END_SECONDS)
        if seen.exit_code != 0:
            said = seen.stderr.decode(errors="replace").strip()
            raise LabError(f"a program on {self.node} gave no report: {said[-500:] or 'it does not end'}")
        return seen.text.rsplit("\n", 1)[-1]


def _start_all(
    lab: RunningLab, running: list[_Program], plans: Sequence[Mapping[str, object]], program: str, ready: str
) -> list[_Program]:
    """Start a program in many nodes at once; each has said `ready` and its pid when this returns."""
    text = (Path(programs.__file__).parent / f"{program}.py").read_text(encoding="utf-8")

    def start(plan: Mapping[str, object]) -> _Program:
        node = str(plan["node"])
        job = lab.start(node, ["python3", "-S", "-c", text, json.dumps(plan)])
        try:
            seen = job.wait_for(f"{ready} ", _START_SECONDS)
            while "\n" not in seen.text + "\n" * seen.stdout.endswith(b"\n"):
                seen = job.poll()
        except BaseException:
            job.stop(grace=0)
            raise
        started = _Program(lab, node, seen.text.split("\n")[0].split(" ")[1], job)
        running.append(started)
        return started

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(start, plans))


def _end_all(programs_: Sequence[_Program]) -> list[str]:
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        return list(pool.map(_Program.end, programs_))


def _receiver_plan(host: LabHost, plans: Sequence[StreamPlan], run: int) -> Mapping[str, object]:
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


def _cell(plan: StreamPlan, host: LabHost, sent: _Sent, received: _Received) -> Cell:
    heard = received.tallies.get(plan.name, NOTHING_HEARD)
    if sent.refused >= sent.sent:
        raise LabError(
            f"{plan.source.name} could not send {plan.name}: is packet_size {plan.stream.packet_size} right?"
        )
    return cell_of(plan, host, sent.sent, sent.first, received.joined, heard, received.seen.get(plan.name, 0))


def _expected(
    design: Design, lab: RunningLab, counts: Sequence[WireCount], cells: Sequence[Cell]
) -> tuple[WireCount, ...]:
    """Add how many stream packets had to leave each router encrypted, by the predicted trees."""
    links = {(node.name, nic.name): nic.link for node in lab.topology.nodes for nic in node.interfaces}
    expected: dict[str, int] = {}
    fabric = fabric_of(design.network, design.configs)
    for name, stream in design.network.streams.items():
        arrived = [cell.received for cell in cells if cell.stream == name and cell.role == "receiver"]
        for state in tree_of(fabric, name, stream).shortest:
            for interface in state.outgoing_interfaces:
                tunnel = design.configs[state.router].tunnel(interface)
                if tunnel is not None and tunnel.ipsec is not None:
                    hop = unicast_hop(fabric, state.router, tunnel.destination)
                    link = links.get((state.router, hop.interface)) if hop is not None else None
                    if link is not None:
                        expected[link] = expected.get(link, 0) + min(arrived, default=0)
    return tuple(replace(count, esp_expected=expected.get(count.link, 0)) for count in counts)


def _parsed(adapter: TypeAdapter[T], report: str) -> T:
    try:
        return adapter.validate_json(report)
    except ValidationError as error:
        raise LabError(f"a program in the lab reported nonsense: {error.errors()[0]['msg']}") from None
