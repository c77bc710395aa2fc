"""The verb `lab test`: scenarios from an empty lab to their last fault, one after another, and a table of what held."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mcastcfg.cli import options
from mcastcfg.cli.console import Json, console, print_json, say
from mcastcfg.cli.exit import Exit

if TYPE_CHECKING:
    from mcastcfg.lab.matrix import Matrix
    from mcastcfg.lab.scenario_run import ScenarioResult

_WIDE = 160


@click.command("test", epilog="Example: mcastcfg lab test inventory/two-office")
@click.argument("scenarios", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SCENARIO...")
@options.output_format
def command(scenarios: tuple[Path, ...], output_format: str) -> int:
    """Run scenarios: up, deploy twice, verify, streams, the faults of scenario.yaml, down.

    Each runs as a copy with keys and ports of its own, so that a lab of the same inventory may be up meanwhile. Where
    IPsec is used, its faults are added: with charon dead or a wrong key, nothing may cross the provider in clear. Exit
    code 1 when anything did not hold.
    """
    from mcastcfg.lab.scenario_run import run_scenario  # noqa: PLC0415 # imports are paid by who uses them

    results = []
    for folder in scenarios:
        name = folder.resolve().name
        started = time.monotonic()

        def progress(text: str, name: str = name, started: float = started) -> None:
            say(f"{name} {time.monotonic() - started:6.1f} s  {text}")

        progress("starting")
        result = run_scenario(folder.resolve(), progress)
        for trouble in _troubles(result):
            progress(f"FAILED: {trouble}")
        progress("passed" if result.passed else "failed")
        results.append(result)
    passed = sum(result.passed for result in results)
    if output_format == "json":
        print_json({"passed": passed == len(results), "scenarios": [_json(result) for result in results]})
    else:
        _print(results)
        click.echo(f"scenarios {passed} passed, {len(results) - passed} failed")
    return Exit.FINE if passed == len(results) else Exit.NO


def _print(results: list[ScenarioResult]) -> None:
    from rich.table import Table  # noqa: PLC0415 # a JSON answer need not pay for it

    terminal = console()
    if not terminal.is_terminal:
        terminal.width = _WIDE
    table = Table(title="Scenarios", title_justify="left")
    for title in ("scenario", "routers", "deployed", "verified", "delivered", "forbidden and quiet", "convergence",
                  "faults survived", "longest outage", "seconds"):  # fmt: skip
        table.add_column(title)
    for result in results:
        shown = _row(result)
        table.add_row(*shown, style="green" if result.passed else "bold red")
    terminal.print(table)


def _row(result: ScenarioResult) -> list[str]:
    matrix = result.traffic.matrix if result.traffic else None
    delivered, wanted, quiet, forbidden = _counts(matrix)
    convergence = matrix.convergence_seconds if matrix else None
    outages = [fault.outage_seconds for fault in result.faults if fault.outage_seconds is not None]
    return [
        result.name,
        str(result.routers),
        "yes" if result.deployed else "no",
        f"{result.checks_passed} of {result.checks}",
        f"{delivered} of {wanted}",
        f"{quiet} of {forbidden}",
        "-" if convergence is None else f"{convergence:.1f} s",
        f"{sum(fault.survived for fault in result.faults)} of {result.cases}",
        f"{max(outages):.1f} s" if outages else "-",
        f"{result.seconds:.0f}",
    ]


def _counts(matrix: Matrix | None) -> tuple[int, int, int, int]:
    cells = matrix.cells if matrix else ()
    verdicts = [cell.verdict for cell in cells]
    quiet, leaked = verdicts.count("quiet"), verdicts.count("leaked")
    delivered, lost = verdicts.count("delivered"), verdicts.count("lost")
    return delivered, delivered + lost, quiet, quiet + leaked


def _json(result: ScenarioResult) -> Json:
    matrix = result.traffic.matrix if result.traffic else None
    delivered, wanted, quiet, forbidden = _counts(matrix)
    faults: list[Json] = [{**asdict(fault), "survived": fault.survived} for fault in result.faults]
    return {
        "name": result.name, "passed": result.passed, "routers": result.routers, "deployed": result.deployed,
        "checks": result.checks, "checks_passed": result.checks_passed, "delivered": delivered, "wanted": wanted,
        "quiet": quiet, "forbidden": forbidden, "convergence_seconds": matrix.convergence_seconds if matrix else None,
        "cases": result.cases, "faults": faults, "troubles": list(_troubles(result)), "seconds": result.seconds,
    }  # fmt: skip


def _troubles(result: ScenarioResult) -> list[str]:
    return [*result.troubles, *(f"{fault.name}: {text}" for fault in result.faults for text in fault.troubles)]
