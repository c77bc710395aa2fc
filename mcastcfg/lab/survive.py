"""One fault case: the streams flow, something breaks, what must arrive arrives, it is healed, and all is well again."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass

from mcastcfg.lab.faults import CertificateEnded, DaemonKilled, WrongKey
from mcastcfg.lab.faults.book import injected
from mcastcfg.lab.flow import SETTLE_SECONDS, Flow, Pair, flowing
from mcastcfg.lab.image import Progress
from mcastcfg.lab.matrix import Matrix
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.scenario import Cells, FaultCase
from mcastcfg.lab.wire import WireProof
from mcastcfg.platforms.design import Design
from mcastcfg.verify.run import verify

_BEFORE_SECONDS = 2.0
_AFTER_SECONDS = 4.0
_SILENT_SECONDS = 4.0
_IPSEC_CHECKS = frozenset({"ike-sa", "child-sa"})
_DOWN_SECONDS = 60.0
_ALL = (Cells(),)


@dataclass(frozen=True, slots=True)
class FaultResult:
    """What became of one fault case; it was survived where no sentence speaks against it."""

    name: str
    outage_seconds: float | None
    """Longest time without a packet at a receiver that had to keep receiving; None where there was none to look at."""
    lost: int
    """Packets lost there while the faults stood, at the receiver that lost most."""
    sent: int
    """Packets sent to that receiver meanwhile."""
    troubles: tuple[str, ...]

    @property
    def survived(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.troubles


def security_cases(design: Design) -> dict[str, FaultCase]:
    """Return the faults that every use of IPsec has to stand: whatever arrives then, nothing leaves in clear."""
    ends = [config for config in design.configs.values() if any(tunnel.ipsec for tunnel in config.tunnels)]
    if not ends:
        return {}
    busiest = max(ends, key=lambda config: sum(tunnel.ipsec is not None for tunnel in config.tunnels))
    cases = {
        "no-charon": FaultCase(
            description="IKE's daemon has died, and nothing of IPsec is left but the guard",
            make=(DaemonKilled(node=busiest.name, daemon="charon", flush=True),),
            undecided=_ALL,
        )
    }
    methods = {tunnel.ipsec.auth_method for tunnel in busiest.tunnels if tunnel.ipsec is not None}
    if "digital_signature" in methods:
        cases["ended-certificate"] = FaultCase(
            description="the certificate of one end has ended",
            make=(CertificateEnded(node=busiest.name),),
            undecided=_ALL,
        )
    if "pre_shared" in methods:
        cases["wrong-key"] = FaultCase(
            description="one end has another key",
            make=(WrongKey(node=busiest.name),),
            undecided=_ALL,
        )
    return cases


def run_case(lab: RunningLab, design: Design, name: str, case: FaultCase, progress: Progress) -> FaultResult:
    """Run one case in a lab where everything is as declared, and leave it so."""
    with flowing(lab, design) as flow:
        wanted = flow.wanted()
        cut = frozenset[Pair]().union(*(cells.of(wanted) for cells in case.lost))
        undecided = frozenset[Pair]().union(*(cells.of(wanted) for cells in case.undecided))
        surviving = wanted - cut - undecided
        troubles = [f"before the fault: {_silent(pair)}" for pair in sorted(flow.settle(SETTLE_SECONDS))]
        flow.run_on(_BEFORE_SECONDS)
        begin = flow.mark()
        with injected(lab, *case.make) as standing:
            progress(f"{name}: {'; '.join(one.fault.text for one in standing)}")
            flow.run_on(case.hold)
            troubles += [f"with the fault: {_silent(pair)}" for pair in sorted(_arriving(flow, surviving, case))]
            troubles += _still_heard(flow, cut)
            troubles += _sa_stands(design, case)
            end = flow.mark()
        progress(f"{name}: healed")
        late = flow.settle(case.recover, wanted, progress)
        troubles += [f"healed for {case.recover:g} s: {_silent(pair)}" for pair in sorted(late)]
        outcomes = verify(design, settle=case.recover, streams_flow=True, progress=progress)
        troubles += [
            f"healed: {outcome.router} {outcome.check} {outcome.subject}: {outcome.reason}"
            for outcome in outcomes
            if outcome.status == "failed"
        ]
        after = flow.mark()
        flow.run_on(_AFTER_SECONDS)
        flow.end()
        troubles += list(WireProof(flow.wire()).faults)
        return _judged(name, case, surviving, flow.matrix(begin, end), flow.matrix(after), troubles)


def _judged(
    name: str, case: FaultCase, surviving: Collection[Pair], during: Matrix, after: Matrix, troubles: list[str]
) -> FaultResult:
    watched = [cell for cell in during.cells if (cell.stream, cell.host) in surviving]
    for cell in watched:
        outage, percent = (cell.longest_gap_ms or 0) / 1000, 100 * cell.lost / max(1, cell.measured)
        if outage > case.max_outage:
            troubles.append(
                f"{cell.host} heard nothing of {cell.stream} for {outage:.1f} s; {case.max_outage:g} are allowed"
            )
        if percent > case.max_loss:
            troubles.append(f"{cell.host} lost {percent:.1f}% of {cell.stream}; {case.max_loss:g}% are allowed")
    for cell in after.failed:
        if cell.verdict == "leaked":
            troubles.append(f"{cell.host} heard {cell.stream}, which it must not")
        else:
            troubles.append(f"healed: {cell.host} lost {cell.lost} of {cell.measured} packets of {cell.stream}")
    worst = max(watched, key=lambda cell: cell.lost, default=None)
    return FaultResult(
        name=name,
        outage_seconds=round(max((cell.longest_gap_ms or 0) / 1000 for cell in watched), 1) if watched else None,
        lost=worst.lost if worst else 0,
        sent=worst.measured if worst else 0,
        troubles=tuple(troubles),
    )


def _silent(pair: Pair) -> str:
    stream, host = pair
    return f"{host} hears nothing of {stream}"


def _arriving(flow: Flow, surviving: Collection[Pair], case: FaultCase) -> frozenset[Pair]:
    """Return the receivers where nothing arrives any more, however long that is still allowed to take."""
    return flow.settle(case.max_outage, surviving) if surviving else frozenset()


def _still_heard(flow: Flow, cut: Collection[Pair]) -> list[str]:
    """Return one sentence for each receiver that ought to be cut off, and is not."""
    if not cut:
        return []
    hosts = {host for _, host in cut}
    before = flow.heard(hosts)
    flow.run_on(_SILENT_SECONDS)
    now = flow.heard(hosts)
    return [
        f"with the fault: {host} still hears {stream}, and should be cut off"
        for stream, host in sorted(cut)
        if now[stream, host] > before[stream, host]
    ]


def _sa_stands(design: Design, case: FaultCase) -> list[str]:
    """Return a sentence where a fault of IPsec has left the SAs alone: then it has shown nothing."""
    broken = [fault.node for fault in case.make if isinstance(fault, WrongKey | CertificateEnded)]
    broken += [fault.node for fault in case.make if isinstance(fault, DaemonKilled) and fault.flush]
    deadline = time.monotonic() + _DOWN_SECONDS
    for node in broken:
        while not any(o.status == "failed" for o in verify(design, [node], settle=0) if o.check in _IPSEC_CHECKS):
            if time.monotonic() > deadline:
                return [f"with the fault: the SAs of {node} are still up, so it has shown nothing"]
    return []
