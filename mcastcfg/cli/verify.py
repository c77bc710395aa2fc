"""The verb `verify`: the live network against what was predicted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from mcastcfg.cli import options
from mcastcfg.cli.console import Json, console, print_json, say
from mcastcfg.cli.exit import Exit
from mcastcfg.errors import dotted
from mcastcfg.verify.outcome import Outcome, Status
from mcastcfg.verify.run import SETTLE_SECONDS, verify

_STYLES: dict[Status, str] = {
    "passed": "green", "failed": "bold red", "warned": "yellow", "skipped": "dim",
}  # fmt: skip

_WIDE = 180
"""Columns where the output is no terminal: wide enough to search in."""


@click.command(epilog="Example: mcastcfg verify my-network --router main-r1 --settle 120")
@options.inventory
@options.router
@click.option("--settle", type=click.FloatRange(0), default=SETTLE_SECONDS, show_default=True,
              help="Seconds until the network must be as predicted.")  # fmt: skip
@click.option("--streams", is_flag=True, help="All sources send and all receivers have joined: skip nothing.")
@options.output_format
def command(inventory: Path, routers: tuple[str, ...], settle: float, streams: bool, output_format: str) -> int:
    """Compare the live network with what was predicted.

    Exit code 1 when a check failed; a warning is no failure. What cannot be read is failed. State that only traffic
    makes is skipped, with the reason, where no host asks or no source sends.
    """
    from mcastcfg.platforms.design import open_design  # noqa: PLC0415 # imports are paid by who uses them

    outcomes = verify(open_design(inventory), routers or None, settle=settle, streams_flow=streams, progress=say)
    if output_format == "json":
        print_json(outcomes_json(outcomes))
    else:
        print_outcomes(outcomes)
    return Exit.NO if any(outcome.status == "failed" for outcome in outcomes) else Exit.FINE


def outcomes_json(outcomes: Sequence[Outcome]) -> Json:
    """Return outcomes as JSON values."""
    return {
        "summary": {status: sum(o.status == status for o in outcomes) for status in _STYLES},
        "outcomes": [
            {
                "router": o.router, "check": o.check, "subject": o.subject, "status": o.status,
                "expected": o.expected, "actual": o.actual, "reason": o.reason, "path": dotted(o.path),
            }
            for o in outcomes
        ],
    }  # fmt: skip


def print_outcomes(outcomes: Sequence[Outcome]) -> None:
    """Print a table of outcomes and one line of sums."""
    from rich.table import Table  # noqa: PLC0415 # a JSON answer need not pay for it
    from rich.text import Text  # noqa: PLC0415 # same

    table = Table()
    for title in ("router", "check", "subject", "status", "seen"):
        table.add_column(title, overflow="fold")
    for o in outcomes:
        seen = {"passed": o.actual, "skipped": o.reason, "warned": f"{o.reason}; seen: {o.actual}"}.get(
            o.status, f"{o.reason}; expected {o.expected}, seen: {o.actual}"
        )
        status = Text(o.status, style=_STYLES[o.status])
        table.add_row(*(Text(text) for text in (o.router, o.check, o.subject)), status, Text(seen))
    terminal = console()
    if not terminal.is_terminal:
        terminal.width = _WIDE
    terminal.print(table)
    counts = ", ".join(f"{sum(o.status == status for o in outcomes)} {status}" for status in _STYLES)
    terminal.print(Text(counts))


__all__ = ["command", "outcomes_json", "print_outcomes"]
