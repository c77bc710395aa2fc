"""The verbs `lab fault` and `lab heal`: break something in a running lab, and undo exactly that."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from mcastcfg.cli.console import Json, say
from mcastcfg.errors import LabError

if TYPE_CHECKING:
    from mcastcfg.lab.faults import Fault
    from mcastcfg.lab.running import RunningLab

_of = click.option(
    "--inventory", "-i", "where", type=click.Path(path_type=Path), default=None,
    help="The inventory of the lab, where several are up.",
)  # fmt: skip


@click.group(epilog="Example: mcastcfg lab fault link main-r1-wan0")
def fault() -> None:
    """Break something in the running lab; `lab heal` undoes exactly that, `lab status` shows what stands."""


@fault.command(epilog="Example: mcastcfg lab fault link remote-r1 gre1")
@click.argument("place", nargs=-1, required=True, metavar="LINK | NODE INTERFACE")
@_of
def link(place: tuple[str, ...], where: Path | None) -> None:
    """Cut a link, or shut down one interface of a node (links and interfaces: mcastcfg lab status)."""
    from mcastcfg.lab.faults import LinkDown  # noqa: PLC0415 # imports are paid by who uses them

    if len(place) > 2:
        raise click.UsageError("name a link, or a node and its interface")
    cut = LinkDown(link=place[0]) if len(place) == 1 else LinkDown(node=place[0], interface=place[1])
    _make(cut, where)


@fault.command(epilog="Example: mcastcfg lab fault loss main-r1-wan0 5 --delay 40")
@click.argument("name", metavar="LINK")
@click.argument("percent", type=click.FloatRange(0, 100))
@click.option("--delay", type=click.IntRange(0, 60000), default=0, help="Milliseconds that each packet is held up.")
@_of
def loss(name: str, percent: float, delay: int, where: Path | None) -> None:
    """Lose PERCENT of the packets on a link, in each direction."""
    from mcastcfg.lab.faults import LinkLoss  # noqa: PLC0415 # imports are paid by who uses them

    _make(LinkLoss(link=name, percent=percent, delay=delay), where)


@fault.command(epilog="Example: mcastcfg lab fault kill main-r1 pimd")
@click.argument("node", metavar="ROUTER")
@click.argument("daemon")
@click.option("--stay-dead", is_flag=True, help="Keep watchfrr from starting it again.")
@click.option("--flush", is_flag=True, help="With charon: the kernel loses its SAs and policies too.")
@_of
def kill(node: str, daemon: str, *, stay_dead: bool, flush: bool, where: Path | None) -> None:
    """Kill a daemon of a router: pimd, zebra, ospfd, bgpd, bfdd, ldpd, staticd, mgmtd or charon."""
    from mcastcfg.lab.faults import DaemonKilled  # noqa: PLC0415 # imports are paid by who uses them

    _make(DaemonKilled(node=node, daemon=daemon, stay_dead=stay_dead, flush=flush), where)


@fault.command(epilog="Example: mcastcfg lab fault partition main-r1 remote-r1,other-r1")
@click.argument("a", metavar="ROUTER,...")
@click.argument("b", metavar="ROUTER,...")
@_of
def partition(a: str, b: str, where: Path | None) -> None:
    """Have the provider carry nothing between two sets of routers."""
    from mcastcfg.lab.faults import Partition  # noqa: PLC0415 # imports are paid by who uses them

    _make(Partition(a=tuple(a.split(",")), b=tuple(b.split(","))), where)


@fault.command(epilog="Example: mcastcfg lab fault power remote-r1")
@click.argument("node")
@_of
def power(node: str, where: Path | None) -> None:
    """Cut the power of a node; healed, it boots from its disk."""
    from mcastcfg.lab.faults import PowerCut  # noqa: PLC0415 # imports are paid by who uses them

    _make(PowerCut(node=node), where)


@fault.command(epilog="Example: mcastcfg lab fault key remote-r1")
@click.argument("node", metavar="ROUTER")
@_of
def key(node: str, where: Path | None) -> None:
    """Give a router wrong pre-shared keys, and end its SAs."""
    from mcastcfg.lab.faults import WrongKey  # noqa: PLC0415 # imports are paid by who uses them

    _make(WrongKey(node=node), where)


@fault.command(epilog="Example: mcastcfg lab fault certificate remote-r1")
@click.argument("node", metavar="ROUTER")
@_of
def certificate(node: str, where: Path | None) -> None:
    """Give a router a certificate that has ended, and end its SAs."""
    from mcastcfg.lab.faults import CertificateEnded  # noqa: PLC0415 # imports are paid by who uses them

    _make(CertificateEnded(node=node), where)


@click.command(epilog="Example: mcastcfg lab heal --all")
@click.argument("numbers", nargs=-1, type=int, metavar="[NUMBER]...")
@click.option("--all", "every", is_flag=True, help="Every fault that stands.")
@_of
def heal(numbers: tuple[int, ...], *, every: bool, where: Path | None) -> None:
    """Undo faults by their numbers (mcastcfg lab status); without a number the only one that stands."""
    from mcastcfg.lab.faults.book import heal as undo  # noqa: PLC0415 # imports are paid by who uses them
    from mcastcfg.lab.faults.book import standing  # noqa: PLC0415 # same

    if every and numbers:
        raise click.UsageError("give numbers or --all, not both")
    lab = _running(where)
    there = standing(lab)
    if not numbers and not every and len(there) > 1:
        shown = "; ".join(f"{one.number}: {one.fault.text}" for one in there)
        raise click.UsageError(f"several faults stand ({shown}); give numbers, or --all")
    healed = undo(lab, numbers or None)
    for one in healed:
        say(f"fault {one.number} is undone: {one.fault.text}")
    if not healed:
        say("no fault stands")


def faults_json(lab: RunningLab) -> Json:
    """Return the faults that stand as JSON values."""
    from mcastcfg.lab.faults.book import standing  # noqa: PLC0415 # imports are paid by who uses them

    return [
        {"number": one.number, "text": one.fault.text, **one.fault.model_dump(mode="json", exclude_none=True)}
        for one in standing(lab)
    ]


def fault_lines(lab: RunningLab) -> list[str]:
    """Return one line for each fault that stands."""
    from mcastcfg.lab.faults.book import standing  # noqa: PLC0415 # imports are paid by who uses them

    return [f"fault {one.number}: {one.fault.text}" for one in standing(lab)]


def _make(broken: Fault, where: Path | None) -> None:
    from mcastcfg.lab.faults.book import inject  # noqa: PLC0415 # imports are paid by who uses them

    made = inject(_running(where), broken)
    say(f"fault {made.number}: {made.fault.text}; undo it with: mcastcfg lab heal {made.number}")


def _running(where: Path | None) -> RunningLab:
    from mcastcfg.lab.lifecycle import find_running  # noqa: PLC0415 # imports are paid by who uses them

    folder = where if where is None or where.is_dir() else where.parent
    lab = find_running(folder)
    if lab is None:
        raise LabError("no lab is up; start one with: mcastcfg lab up INVENTORY")
    return lab
