"""mcastcfg deploy: push the configuration to the routers over SSH."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from mcastcfg.cli import options
from mcastcfg.cli.console import Json, console, print_json, say
from mcastcfg.cli.exit import Exit

if TYPE_CHECKING:
    from mcastcfg.deploy.outcome import RouterOutcome

_STYLES = {"changed": "green", "unchanged": "dim", "would change": "yellow", "failed": "bold red", "not tried": "dim"}


@click.command(
    "deploy",
    epilog="Example: mcastcfg deploy my-network --dry-run, then: mcastcfg deploy my-network",
)
@options.inventory
@click.option("--dry-run", is_flag=True, help="Log in, read and compare; print what would change, and change nothing.")
@options.router
@options.output_format
@click.option(
    "--workers", type=click.IntRange(1, 200), default=20, show_default=True, help="Routers worked on at once."
)
def command(inventory: Path, dry_run: bool, routers: tuple[str, ...], output_format: str, workers: int) -> int:
    """Push the configuration to the routers over SSH.

    Each router gets all of its changes or keeps what it had; nothing is changed before every router has been reached.
    """
    from mcastcfg.deploy.deploy import deploy  # noqa: PLC0415 # Netmiko takes 0.2 s that --help need not pay
    from mcastcfg.platforms.design import open_design  # noqa: PLC0415 # same

    design = open_design(inventory)
    with _stopped_like_ctrl_c():
        outcomes = deploy(design, routers or None, dry_run=dry_run, workers=workers, progress=say)
    if output_format == "json":
        print_json([_json(outcome) for outcome in outcomes.values()])
    else:
        _print(outcomes)
    for outcome in outcomes.values():
        if outcome.error:
            say(f"{outcome.router}: {outcome.error}")
    return (
        Exit.TROUBLE if any(outcome.status in {"failed", "not tried"} for outcome in outcomes.values()) else Exit.FINE
    )


@contextmanager
def _stopped_like_ctrl_c() -> Iterator[None]:
    """Take a polite kill or a closed terminal for Ctrl-C, so that routers are put back and locks let go."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    # What nohup ignores stays ignored.
    wanted = [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) is not signal.SIG_IGN]
    before = {number: signal.signal(number, interrupt) for number in wanted}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _print(outcomes: Mapping[str, RouterOutcome]) -> None:
    from rich.markup import escape  # noqa: PLC0415 # only for people
    from rich.table import Table  # noqa: PLC0415 # same

    out = console()
    table = Table(box=None, pad_edge=False)
    for heading in ("Router", "Outcome", "Files", "Before"):
        table.add_column(heading)
    for outcome in outcomes.values():
        plan = outcome.plan
        if plan is not None and outcome.status == "would change":
            _print_plan(outcome)
        style = _STYLES[outcome.status]
        count = str(len(plan.changes)) if plan is not None and outcome.status in {"changed", "would change"} else ""
        table.add_row(outcome.router, f"[{style}]{outcome.summary}[/]", count, escape(outcome.backup))
    out.print(table)


def _print_plan(outcome: RouterOutcome) -> None:
    out = console()
    for change in outcome.plan.changes if outcome.plan else ():
        why = f" ({change.reason})" if change.reason else ""
        out.print(f"{outcome.router}: {change.action} {change.path}{why}", style="bold", markup=False)
        for line in change.diff.splitlines():
            style = {"+": "green", "-": "red"}.get(line[:1], "")
            out.print(line, style=style, markup=False)
    for command_line in outcome.plan.commands if outcome.plan else ():
        out.print(f"{outcome.router}$ {command_line}", style="dim", markup=False)
    out.print()


def _json(outcome: RouterOutcome) -> Json:
    plan = outcome.plan
    return {
        "router": outcome.router,
        "status": outcome.status,
        "error": outcome.error or None,
        "put_back": outcome.put_back,
        "backup": outcome.backup or None,
        "changes": [
            {"path": change.path, "action": change.action, "reason": change.reason or None, "diff": change.diff}
            for change in (plan.changes if plan is not None else ())
        ],
        "commands": list(plan.commands) if plan is not None else [],
    }
