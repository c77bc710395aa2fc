"""Every declared stream at once, from real senders to real receivers, while the provider's links are watched."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from mcastcfg.analysis.fabric import fabric_of
from mcastcfg.analysis.routes import unicast_hop
from mcastcfg.analysis.trees import tree_of
from mcastcfg.lab.flow import SETTLE_SECONDS, Flow, flowing
from mcastcfg.lab.image import Progress
from mcastcfg.lab.matrix import Cell, Matrix
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.wire import WireCount, WireProof
from mcastcfg.platforms.design import Design

DEFAULT_SECONDS = 6.0
"""How long the streams are measured at least: a few hundred packets of each."""


@dataclass(frozen=True, slots=True)
class TrafficResult:
    """What one run of all streams proved."""

    matrix: Matrix
    wire: WireProof

    @property
    def passed(self) -> bool:
        """Whether every cell and the wire say yes."""
        return not self.matrix.failed and not self.wire.faults


def run_traffic(
    lab: RunningLab,
    design: Design,
    *,
    seconds: float = DEFAULT_SECONDS,
    settle: float = SETTLE_SECONDS,
    while_flowing: Callable[[], None] | None = None,
    progress: Progress | None = None,
) -> TrafficResult:
    """Send every stream until each receiver hears it and goes on hearing it, or `settle` seconds are over; then measure
    for at least `seconds`, and as long as `while_flowing` takes, and return what arrived where.

    Receivers have joined before the first packet is sent. Packets lost before the measured time are counted apart: that
    is convergence. Raises UsageError without streams, LabError when the lab fails or is not of this design.
    """
    with flowing(lab, design) as flow:
        flow.settle(settle, progress=progress)
        flow.mark()
        deadline = time.monotonic() + seconds
        if while_flowing is not None:
            while_flowing()
        flow.run_on(max(0.0, deadline - time.monotonic()))
        flow.end()
        return result_of(flow, 0)


def result_of(flow: Flow, mark: int, until: int | None = None) -> TrafficResult:
    """Return what a flow that has ended proved of the packets sent from one mark on, up to another or to the end."""
    matrix = flow.matrix(mark, until)
    return TrafficResult(matrix, WireProof(_expected(flow.design, flow.lab, flow.wire(), matrix.cells)))


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
                tunnel = fabric.configs[state.router].tunnel(interface)
                if tunnel is not None and tunnel.ipsec is not None:
                    hop = unicast_hop(fabric, state.router, tunnel.destination)
                    link = links.get((state.router, hop.interface)) if hop is not None else None
                    if link is not None:
                        expected[link] = expected.get(link, 0) + min(arrived, default=0)
    return tuple(replace(count, esp_expected=expected.get(count.link, 0)) for count in counts)
