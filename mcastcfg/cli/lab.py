"""The verb `lab`: the inventory's routers, hosts and provider on a real Linux kernel."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from mcastcfg.cli import lab_test, options
from mcastcfg.cli.console import Json, console, print_json, say, step
from mcastcfg.cli.exit import Exit
from mcastcfg.cli.lab_fault import fault, fault_lines, faults_json, heal
from mcastcfg.errors import LabError

if TYPE_CHECKING:
    from mcastcfg.lab.running import Background, RunningLab
    from mcastcfg.verify.outcome import Outcome

_of = click.option(
    "--inventory", "-i", "where", type=click.Path(path_type=Path), default=None,
    help="The inventory of the lab, where several are up.",
)  # fmt: skip

_optional = click.argument(
    "inventory", type=click.Path(path_type=Path), metavar="[INVENTORY]", default=None, required=False
)


@click.group(
    epilog="Example: mcastcfg lab up my-network && mcastcfg deploy my-network && mcastcfg lab traffic my-network"
)
def command() -> None:
    """Run the inventory on a real Linux kernel."""


command.add_command(fault)
command.add_command(heal)
command.add_command(lab_test.command)


@command.command(epilog="Example: mcastcfg lab up inventory/two-office")
@options.inventory
@click.option("--backend", type=click.Choice(["auto", "vm", "native"]), default="auto", help="What the lab runs on.")
@click.option(
    "--memory",
    "memory_mb",
    type=click.IntRange(512, 65536),
    default=None,
    help="Memory in MiB; by the number of nodes unless given.",
)
def up(inventory: Path, backend: Literal["auto", "vm", "native"], memory_mb: int | None) -> None:
    """Start routers as the inventory finds them: with addresses and a provider, without any multicast."""
    from mcastcfg.lab.derive import topology_of  # noqa: PLC0415 # only `up` needs Nornir's files
    from mcastcfg.lab.lifecycle import lab_up  # noqa: PLC0415 # imports are paid by who uses them
    from mcastcfg.platforms.design import open_design  # noqa: PLC0415 # same

    design = open_design(inventory)
    topology = topology_of(design)
    started = time.monotonic()
    lab = lab_up(design.inventory.root, topology, say, backend, memory_mb)
    say(f"{len(lab.node_names())} nodes up in {time.monotonic() - started:.1f} s; next: mcastcfg deploy {inventory}")


@command.command(epilog="Example: mcastcfg lab down inventory/two-office")
@_optional
@click.option("--all", "every", is_flag=True, help="Every lab of this user.")
def down(inventory: Path | None, every: bool) -> None:
    """Stop the lab and delete what it left; without INVENTORY the one that is up."""
    from mcastcfg.lab.lifecycle import lab_down  # noqa: PLC0415 # imports are paid by who uses them

    ended: tuple[Path, ...] = ()
    if every or inventory is not None:
        ended = lab_down(None if inventory is None else _folder(inventory))
    elif (lab := _find(None)) is not None:
        ended = lab_down(lab.folder.inventory)
    for folder in ended:
        say(f"the lab of {folder} is down")
    if not ended:
        say("no lab was up")


@command.command(epilog="Example: mcastcfg lab status --format json")
@_optional
@options.output_format
def status(inventory: Path | None, output_format: str) -> int:
    """Show what runs; exit code 1 when nothing does."""
    lab = _find(inventory)
    if lab is None:
        if output_format == "json":
            print_json({"up": False})
        else:
            say("no lab is up")
        return Exit.NO
    seen = lab.status()
    ports = {node.name: node.ssh_port for node in lab.topology.nodes}
    if output_format == "json":
        nodes: Json = [
            {"name": name, "kind": node.kind, "ssh_port": ports[name], "programs": list(node.daemons)}
            for name, node in seen.nodes.items()
        ]
        memory: Json = {"total_kb": seen.memory_total_kb, "available_kb": seen.memory_available_kb}
        print_json({
            "up": True, "inventory": str(lab.folder.inventory), "backend": lab.state.backend, "memory": memory,
            "nodes": nodes, "links": [link.name for link in lab.topology.links], "faults": faults_json(lab),
        })  # fmt: skip
        return Exit.FINE
    from rich.table import Table  # noqa: PLC0415 # a JSON answer need not pay for it

    table = Table(title=f"Lab of {lab.folder.inventory} ({lab.state.backend})", title_justify="left")
    for title in ("node", "kind", "ssh port", "links", "programs"):
        table.add_column(title)
    for node in lab.topology.nodes:
        programs = sorted({name for name in seen.nodes[node.name].daemons if name not in {"init", "busybox"}})
        links = ", ".join(f"{nic.name}: {nic.link}" for nic in node.interfaces)
        table.add_row(node.name, node.kind, str(node.ssh_port or ""), links, " ".join(programs))
    console().print(table)
    for line in fault_lines(lab):
        console().print(line, style="bold red")
    return Exit.FINE


@command.command(epilog="Example: mcastcfg lab traffic inventory/two-office --seconds 20")
@options.inventory
@click.option("--seconds", type=click.FloatRange(1, 3600), default=None, help="How long the streams are measured.")
@click.option(
    "--settle",
    type=click.FloatRange(0),
    default=None,
    help="Seconds until every receiver must have heard its first packet, and the routers be as predicted.",
)
@click.option("--no-verify", is_flag=True, help="Leave out the checks of the routers while the streams flow.")
@options.output_format
def traffic(inventory: Path, seconds: float | None, settle: float | None, no_verify: bool, output_format: str) -> int:
    """Send every stream from its source, and see who receives it and what crosses the provider.

    Hosts that must never receive a stream ask for it all the same. Exit code 1 when a declared stream lost packets
    or was not received, one leaked, a packet crossed the provider in clear, or a check failed.
    """
    from mcastcfg.cli import traffic as shown  # noqa: PLC0415 # imports are paid by who uses them
    from mcastcfg.cli.verify import outcomes_json, print_outcomes  # noqa: PLC0415 # same
    from mcastcfg.lab.flow import SETTLE_SECONDS as FIRST_PACKET_SECONDS  # noqa: PLC0415 # same
    from mcastcfg.lab.traffic import DEFAULT_SECONDS, run_traffic  # noqa: PLC0415 # same
    from mcastcfg.platforms.design import open_design  # noqa: PLC0415 # same
    from mcastcfg.verify.run import SETTLE_SECONDS, verify  # noqa: PLC0415 # same

    design = open_design(inventory)
    lab = _running(design.inventory.root)
    outcomes: list[Outcome] = []

    def check() -> None:
        patience = SETTLE_SECONDS if settle is None else settle
        outcomes.extend(verify(design, settle=patience, streams_flow=True, progress=say))

    length = DEFAULT_SECONDS if seconds is None else seconds
    first = FIRST_PACKET_SECONDS if settle is None else settle
    with step(f"sending {len(design.network.streams)} streams for {length:g} s"):
        result = run_traffic(
            lab, design, seconds=length, settle=first, while_flowing=None if no_verify else check, progress=say
        )
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    if output_format == "json":
        print_json({
            "passed": result.passed and not failed, **shown.result_json(result),
            "verify": None if no_verify else outcomes_json(outcomes),
        })  # fmt: skip
    else:
        shown.print_result(result)
        if failed:
            print_outcomes(failed)
        elif not no_verify:
            say(f"{len(outcomes)} checks of the routers passed while the streams flowed")
    return Exit.FINE if result.passed and not failed else Exit.NO


@command.command(epilog="Example: mcastcfg lab shell main-r1")
@click.argument("node", metavar="ROUTER")
@_of
def shell(node: str, where: Path | None) -> int:
    """Log in to a router over SSH, as root."""
    return subprocess.run(_running(where).ssh_argv(node), check=False).returncode  # noqa: S603 # a fixed argv, no shell


@command.command(
    name="exec",
    context_settings={"ignore_unknown_options": True},
    epilog="Example: mcastcfg lab exec remote-desk -- ip -s link show eth0",
)
@click.argument("node", metavar="NODE")
@click.argument("argv", nargs=-1, required=True, metavar="COMMAND...")
@click.option("--timeout", type=click.FloatRange(1), default=60.0, help="Seconds before it is killed.")
@_of
def exec_(node: str, argv: tuple[str, ...], timeout: float, where: Path | None) -> int:
    """Run a command in any node, hosts and the provider included; its exit code is returned."""
    done = _running(where).exec(node, argv, timeout=timeout)
    sys.stdout.write(done.stdout.decode(errors="replace"))
    sys.stderr.write(done.stderr.decode(errors="replace"))
    if done.timed_out:
        raise LabError(f"{node}: {argv[0]!r} was killed after {timeout:g} s; give it longer with --timeout")
    return Exit.TROUBLE if done.exit_code is None else done.exit_code % 256


@command.command(epilog="Example: mcastcfg lab capture main-r1-wan0 -w wan.pcap")
@click.argument("link", metavar="LINK")
@click.option("-w", "file", type=click.Path(path_type=Path, dir_okay=False), help="Write a pcap file instead of text.")
@click.option("--seconds", type=click.FloatRange(0.1), default=None, help="Stop by itself; else with Ctrl-C.")
@_of
def capture(link: str, file: Path | None, seconds: float | None, where: Path | None) -> None:
    """Show the packets on a link (their names: mcastcfg lab status)."""
    lab = _running(where)
    links = [known.name for known in lab.topology.links]
    if link not in links:
        raise LabError(f"there is no link {link!r}; the links: {', '.join(links)}")
    order = ("provider", "router", "host")
    there = [(order.index(node.kind), node.name, nic.name) for node in lab.topology.nodes for nic in node.interfaces
             if nic.link == link]  # fmt: skip
    _, node, nic = min(there)
    say(f"capturing at {node} {nic}" + ("" if seconds else "; end with Ctrl-C"))
    argv = ["tcpdump", "-n", "-U", "-i", nic, *(["-w", "-"] if file else ["-l"])]
    packets = _follow(lab.start(node, argv), seconds, quiet=file is not None)
    if file is not None:
        file.write_bytes(packets)
        say(f"{file}: {len(packets)} bytes")


def _follow(program: Background, seconds: float | None, *, quiet: bool) -> bytes:
    """Print what a program says as it says it, until it ends, time is up or Ctrl-C; returns all of it."""
    deadline = time.monotonic() + seconds if seconds else None
    printed = 0
    try:
        while True:
            left = 0.5 if deadline is None else min(0.5, deadline - time.monotonic())
            seen = program.poll(max(0.0, left))
            if not quiet:
                sys.stdout.write(seen.stdout[printed:].decode(errors="replace"))
                sys.stdout.flush()
                printed = len(seen.stdout)
            if seen.exit_code is not None:
                raise LabError(seen.stderr.decode(errors="replace").strip()[-500:] or "tcpdump ended by itself")
            if deadline is not None and time.monotonic() >= deadline:
                break
    except KeyboardInterrupt:
        pass
    done = program.stop()
    if not quiet:
        sys.stdout.write(done.stdout[printed:].decode(errors="replace"))
    return done.stdout


def _folder(inventory: Path) -> Path:
    return inventory if inventory.is_dir() else inventory.parent


def _find(where: Path | None) -> RunningLab | None:
    from mcastcfg.lab.lifecycle import find_running  # noqa: PLC0415 # imports are paid by who uses them

    return find_running(None if where is None else _folder(where))


def _running(where: Path | None) -> RunningLab:
    lab = _find(where)
    if lab is None:
        raise LabError("no lab is up; start one with: mcastcfg lab up INVENTORY")
    return lab
