"""`mcastcfg allocate`: write down the numbers of new tunnels, so that they never change."""

from __future__ import annotations

from pathlib import Path

import click

from mcastcfg.cli import options
from mcastcfg.cli.console import Json, print_json
from mcastcfg.cli.exit import Exit
from mcastcfg.model.allocations import tunnel_addresses
from mcastcfg.model.load import Inventory, load
from mcastcfg.model.write import write_atomically


@click.command("allocate", epilog="Example: mcastcfg allocate my-network && git add my-network/allocations.yaml")
@options.inventory
@click.option("--check", is_flag=True, help="Write nothing; exit 1 when something is to be written.")
@options.output_format
def command(inventory: Path, output_format: str, *, check: bool) -> int:
    """Give every new tunnel its number and write them to allocations.yaml.

    A tunnel's number says which /30 of the pool it has and what its interface is called. Numbers that are written
    never change; those of tunnels that are gone are given back.
    """
    loaded = load(inventory)
    pending = bool(loaded.allocations.pending or loaded.allocations.stale)
    if pending and not check:
        write_atomically(loaded.allocations_file, loaded.allocations.to_yaml())
    if output_format == "json":
        print_json(_as_json(loaded, written=pending and not check))
    else:
        for line in _as_text(loaded, check=check):
            click.echo(line)
    return Exit.NO if pending and check else Exit.FINE


def _as_text(inventory: Inventory, *, check: bool) -> list[str]:
    allocations = inventory.allocations
    pool = inventory.network.pools.tunnel_addresses
    add, remove = ("to add", "to remove") if check else ("added", "removed")
    lines = [
        f"{add}: {name} has number {allocations.tunnels[name]}: "
        + " and ".join(str(address.ip) for address in tunnel_addresses(pool, allocations.tunnels[name]))
        for name in sorted(allocations.pending)
    ]
    lines += [f"{remove}: {name} had number {number}" for name, number in allocations.stale.items()]
    if not lines:
        return [f"{inventory.allocations_file} is up to date"]
    hint = "run: mcastcfg allocate" if check else "commit it with the inventory"
    return [*lines, f"{inventory.allocations_file}: {len(lines)} of its lines change; {hint}"]


def _as_json(inventory: Inventory, *, written: bool) -> Json:
    allocations = inventory.allocations
    return {
        "file": str(inventory.allocations_file),
        "written": written,
        "added": {name: allocations.tunnels[name] for name in sorted(allocations.pending)},
        "removed": dict(allocations.stale),
    }
