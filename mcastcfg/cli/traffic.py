"""How the result of `lab traffic` is shown: the matrix of streams and hosts, and the proof on the wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from rich.table import Table
from rich.text import Text

from mcastcfg.cli.console import Json, console
from mcastcfg.lab.matrix import Cell, Verdict, hosts_of
from mcastcfg.lab.traffic import TrafficResult
from mcastcfg.lab.wire import WireCount

_STYLES: Mapping[Verdict, str] = {
    "delivered": "green", "quiet": "green", "lost": "bold red", "leaked": "bold red", "none": "dim"
}  # fmt: skip
_WIDE = 180
"""Columns where the output is no terminal."""


def print_result(result: TrafficResult) -> None:
    """Print the matrix, the wire's counters, and one line that sums up."""
    terminal = console()
    if not terminal.is_terminal:
        terminal.width = _WIDE
    cells = result.matrix.cells
    hosts = hosts_of(cells)
    table = Table(title="Streams and hosts", title_justify="left", show_lines=True)
    table.add_column("stream")
    for host in hosts:
        table.add_column(f"{host}\n({next(cell.site for cell in cells if cell.host == host)})")
    for stream in dict.fromkeys(cell.stream for cell in cells):
        table.add_row(stream, *(_cell(result.matrix.cell(stream, host)) for host in hosts))
    terminal.print(table)
    terminal.print(_wire(result.wire.counts))
    for fault in result.wire.faults:
        terminal.print(Text(f"on the wire: {fault}", style="bold red"))
    for cell in result.matrix.failed:
        terminal.print(Text(_failure(cell), style="bold red"))
    if result.passed:
        delivered = sum(cell.verdict == "delivered" for cell in cells)
        quiet = sum(cell.verdict == "quiet" for cell in cells)
        said = f"{delivered} cells delivered, {quiet} quiet, nothing in clear on the wire; convergence {_took(result)}"
        terminal.print(Text(said, style="green"))


def result_json(result: TrafficResult) -> dict[str, Json]:
    """Return the result as JSON values."""
    return {
        "cells": [asdict(cell) for cell in result.matrix.cells],
        "convergence_seconds": result.matrix.convergence_seconds,
        "wire": {
            "links": [asdict(count) for count in result.wire.counts],
            "faults": list(result.wire.faults),
        },
    }


def _cell(cell: Cell) -> Text:
    style = _STYLES[cell.verdict]
    if cell.role == "source":
        return Text(f"sends {cell.sent}", style=style)
    if cell.verdict == "none":
        return Text("on the source's LAN", style=style)
    if cell.role == "receiver":
        early = f"\n{cell.lost_before_tree} before the tree" if cell.lost_before_tree else ""
        settling = f"\n{cell.lost_while_settling} while settling" if cell.lost_while_settling else ""
        gap = f", longest gap {cell.longest_gap_ms:.0f} ms" if cell.longest_gap_ms else ""
        lost = f"\n{cell.lost} lost of {cell.measured}{gap}" if cell.lost else ""
        twice = f"\n{cell.duplicated} twice" if cell.duplicated else ""
        swapped = f"\n{cell.reordered} out of order" if cell.reordered else ""
        first = "" if cell.join_to_first_ms is None else f"\nfirst after {cell.join_to_first_ms:.0f} ms"
        delay = "" if cell.delay is None else f"\ndelay {cell.delay.average:.1f} ms"
        text = f"{cell.verdict}\n{cell.received}/{cell.sent}{early}{settling}{lost}{twice}{swapped}{first}{delay}"
        return Text(text, style=style)
    mark = "forbidden: " if cell.role == "forbidden" else ""
    heard = f"\n{max(cell.received, cell.seen_on_lan)} packets" if cell.verdict == "leaked" else ""
    return Text(f"{mark}{cell.verdict}{heard}", style=style)


def _failure(cell: Cell) -> str:
    if cell.verdict == "leaked":
        why = "must never receive it" if cell.role == "forbidden" else "is no receiver"
        return f"{cell.stream}: {cell.host} {why}, and {max(cell.received, cell.seen_on_lan)} packets came"
    if not cell.received:
        return f"{cell.stream}: {cell.host} received none of {cell.sent} packets"
    if not cell.lost:
        return f"{cell.stream}: {cell.host} heard its first packet only after the time to settle"
    return f"{cell.stream}: {cell.host} lost {cell.lost} of {cell.measured} packets after everyone had heard the first"


def _took(result: TrafficResult) -> str:
    seconds = result.matrix.convergence_seconds
    return "never" if seconds is None else f"{seconds:.1f} s"


def _wire(counts: tuple[WireCount, ...]) -> Table:
    table = Table(title="What routers sent into the provider's links, in packets", title_justify="left")
    table.add_column("link")
    titles = ("ESP", "ESP needed", "IKE", "GRE in clear", "GRE allowed", "multicast in clear", "other")
    for title in titles:
        table.add_column(title, justify="right")
    for count in counts:
        values = (
            count.esp, count.esp_expected, count.ike, count.gre_clear, count.gre_allowed, count.multicast, count.other
        )  # fmt: skip
        table.add_row(count.link, *(str(value) for value in values))
    return table
