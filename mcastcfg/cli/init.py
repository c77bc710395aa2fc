"""`mcastcfg init`: an inventory of one's own from a shipped example, with fresh keys."""

from __future__ import annotations

import shlex
import tempfile
from pathlib import Path

import click

from mcastcfg.cli.examples import described, example, examples
from mcastcfg.errors import UsageError, visible
from mcastcfg.model.inventory_copy import copy_inventory
from mcastcfg.model.write import write_atomically
from mcastcfg.pki.equip import equip

_GITIGNORE = "# Keys, and what mcastcfg keeps while it works.\nsecrets/\n.mcastcfg/\n"


@click.command("init", epilog="Example: mcastcfg init my-network --example two-office")
@click.argument("directory", type=click.Path(path_type=Path), required=False)
@click.option("--example", "name", metavar="NAME", help="The example to start from; --list shows them.")
@click.option("--list", "only_list", is_flag=True, help="List the examples and do nothing else.")
def command(directory: Path | None, name: str | None, *, only_list: bool) -> None:
    """Start an inventory in DIRECTORY from a shipped example, with freshly drawn keys.

    The directory must not be there yet, or be empty. Either all of it is written or nothing.
    """
    if only_list:
        for known, path in examples().items():
            click.echo(f"{known}  {described(path)}")
        return
    if directory is None or name is None:
        missing = "DIRECTORY" if directory is None else "--example"
        raise UsageError(f"{missing} is missing; say for instance: mcastcfg init my-network --example two-office")
    source = example(name)
    _refuse_taken(directory)
    try:
        _create(source, directory)
    except OSError as error:
        raise UsageError(f"{directory} cannot be written: {error.strerror}; nothing was changed") from None
    shown = shlex.quote(visible(str(directory)))
    click.echo(f"{visible(str(directory))} holds your own copy of {name}, with new keys in its folder secrets. Next:")
    for verb in ("lint", "render", "lab up"):
        click.echo(f"  mcastcfg {verb} {shown}")


def _refuse_taken(directory: Path) -> None:
    try:
        taken = next(directory.iterdir(), None)
    except FileNotFoundError:
        return
    except NotADirectoryError:
        raise UsageError(f"{directory} is a file; name a directory that is not there yet") from None
    except OSError as error:
        raise UsageError(f"{directory} cannot be used: {error.strerror}") from None
    if taken is not None:
        raise UsageError(f"{directory} is not empty (it holds {taken.name}); name a directory that is not there yet")


def _create(source: Path, directory: Path) -> None:
    """Build everything in a temporary directory and put it in place with a rename."""
    there = directory.is_dir()
    beside = directory if there else directory.absolute().parent
    if not there:
        beside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".mcastcfg-init-", dir=beside) as temporary:
        built = Path(temporary) / "inventory"
        _build(source, built)
        if there:
            _move_into(built, directory)
        else:
            built.rename(directory)


def _build(source: Path, built: Path) -> None:
    copy_inventory(source, built)
    write_atomically(built / ".gitignore", _GITIGNORE)
    equip(built)


def _move_into(built: Path, directory: Path) -> None:
    moved: list[Path] = []
    try:
        for path in sorted(built.iterdir()):
            target = directory / path.name
            path.rename(target)
            moved.append(target)
    except OSError:
        for target in moved:
            target.rename(built / target.name)  # back where the temporary directory takes it away
        raise
