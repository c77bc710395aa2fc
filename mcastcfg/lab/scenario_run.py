"""A scenario from an empty lab to its last fault: up, deployed, deployed again, verified, streams, faults, down."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mcastcfg.deploy.deploy import deploy
from mcastcfg.errors import McastcfgError
from mcastcfg.lab.derive import topology_of
from mcastcfg.lab.image import Progress
from mcastcfg.lab.lifecycle import lab_down, lab_up
from mcastcfg.lab.private_copy import private_copy
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.scenario import Scenario, scenario_of
from mcastcfg.lab.survive import FaultResult, run_case, security_cases
from mcastcfg.lab.traffic import TrafficResult, run_traffic
from mcastcfg.platforms.design import Design, open_design
from mcastcfg.verify.outcome import Outcome
from mcastcfg.verify.run import verify


@dataclass(slots=True)
class ScenarioResult:
    """What one scenario came to; steps that were not reached keep what they have here."""

    name: str
    routers: int = 0
    deployed: bool = False
    """Whether every router was changed, and by the second deploy none."""
    checks: int = 0
    """Checks of the routers while the streams flowed."""
    checks_passed: int = 0
    traffic: TrafficResult | None = None
    cases: int = 0
    """Fault cases there are."""
    faults: list[FaultResult] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    """What went wrong, one sentence each, the faults' own left out."""
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether all of it held."""
        return not self.troubles and len(self.faults) == self.cases and all(fault.survived for fault in self.faults)


def run_scenario(source: Path, progress: Progress) -> ScenarioResult:
    """Run a copy of a scenario in a lab of its own; what goes wrong stands in the result."""
    result = ScenarioResult(source.name)
    started = time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix="mcastcfg-scenario-") as folder:
            inventory = Path(folder) / source.name
            private_copy(source, inventory)
            design = open_design(inventory)
            scenario = scenario_of(design)
            result.routers = len(design.configs)
            lab = lab_up(inventory, topology_of(design), progress)
            try:
                _prove(lab, design, scenario, result, progress)
            finally:
                lab_down(inventory)
    except McastcfgError as error:
        result.troubles.append(str(error))
    result.seconds = round(time.monotonic() - started, 1)
    return result


def _prove(lab: RunningLab, design: Design, scenario: Scenario, result: ScenarioResult, progress: Progress) -> None:
    result.deployed = _deploys(design, "changed", result, progress) and _deploys(design, "unchanged", result, progress)
    if not result.deployed:
        return
    if not _verified(verify(design, settle=scenario.settle, progress=progress), result):
        return
    progress(f"sending {len(design.network.streams)} streams")
    outcomes: list[Outcome] = []

    def check() -> None:
        outcomes.extend(verify(design, settle=scenario.settle, streams_flow=True, progress=progress))

    result.traffic = run_traffic(lab, design, while_flowing=check, progress=progress)
    _verified(outcomes, result)
    for cell in result.traffic.matrix.failed:
        result.troubles.append(f"{cell.stream} at {cell.host}: {cell.verdict}, {cell.lost} of {cell.measured} lost")
    result.troubles += result.traffic.wire.faults
    cases = {**scenario.faults, **security_cases(design)}
    result.cases = len(cases)
    if result.troubles:
        return
    for name, case in cases.items():
        found = run_case(lab, design, name, case, progress)
        result.faults.append(found)
        outage = "" if found.outage_seconds is None else f"; longest outage {found.outage_seconds:.1f} s"
        progress(f"{name}: {'survived' if found.survived else 'NOT survived: ' + '; '.join(found.troubles)}{outage}")


def _deploys(design: Design, wanted: str, result: ScenarioResult, progress: Progress) -> bool:
    progress(f"deploying to {len(design.configs)} routers" + (", again" if wanted == "unchanged" else ""))
    wrong: Mapping[str, str] = {
        name: outcome.error or outcome.status for name, outcome in deploy(design).items() if outcome.status != wanted
    }
    result.troubles += [f"deploy: {name} was to be {wanted}: {what}" for name, what in wrong.items()]
    return not wrong


def _verified(outcomes: list[Outcome], result: ScenarioResult) -> bool:
    """Note what was verified last, and what failed."""
    judged = [outcome for outcome in outcomes if outcome.status != "skipped"]
    failed = [outcome for outcome in judged if outcome.status == "failed"]
    result.checks, result.checks_passed = len(judged), len(judged) - len(failed)
    result.troubles += [f"verify: {o.router} {o.check} {o.subject}: {o.reason}" for o in failed]
    return not failed
