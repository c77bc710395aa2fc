"""`mcastcfg pki`: a small certificate authority for labs and small networks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mcastcfg.cli import options
from mcastcfg.cli.console import Json, console, print_json
from mcastcfg.cli.exit import Exit
from mcastcfg.errors import UsageError, visible
from mcastcfg.model.authentication import authorities_by_router

if TYPE_CHECKING:
    from mcastcfg.pki.office import Office
    from mcastcfg.pki.standing import Standing
    from mcastcfg.platforms.design import Design


@click.group("pki", epilog="Example: mcastcfg pki init my-network && mcastcfg pki issue my-network --all")
def command() -> None:
    """Make and keep the certificates of a lab or a small network.

    Where there is a company's authority, let it issue: the inventory only names the files, and these verbs but `show`
    are not for it. Keys are written to the folder `secrets`, which stays out of version control; certificates and
    lists are public.
    """


_authority = click.option("--authority", "-a", metavar="NAME", help="Which authority, where there are several.")
_days = click.option("--days", type=click.IntRange(1, 36500), default=None, help="How long it is valid.")
_curve = click.option(
    "--curve", type=click.Choice(["P-256", "P-384"]), default="P-384", show_default=True, help="Curve of a new key."
)
_list_days = click.option(
    "--days", type=click.IntRange(1, 36500), default=365, show_default=True, help="How long the list is valid."
)


@command.command(epilog="Example: mcastcfg pki init my-network")
@options.inventory
@_authority
@_days
@_curve
@click.option("--force", is_flag=True, help="Replace the authority's key: every certificate has to be issued anew.")
def init(inventory: Path, authority: str | None, days: int | None, curve: str, *, force: bool) -> None:
    """Make the authority: its key, its certificate, and an empty revocation list."""
    from mcastcfg.pki.office import AUTHORITY_DAYS  # noqa: PLC0415 # imports are paid by who uses them

    office = _office(_design(inventory), authority)
    _told(office.found(days=days or AUTHORITY_DAYS, curve="P-256" if curve == "P-256" else "P-384", force=force))


@command.command(epilog="Example: mcastcfg pki issue my-network branch-7-r1")
@options.inventory
@click.argument("routers", nargs=-1, metavar="ROUTER...")
@click.option("--all", "everyone", is_flag=True, help="Every router whose tunnels need a certificate.")
@_authority
@_days
@_curve
@click.option("--new-key", is_flag=True, help="Replace the key as well; else it is kept, unless it was revoked.")
@click.option(
    "--request", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="A PKCS #10 request in PEM from a router that keeps its key to itself.",
)  # fmt: skip
def issue(
    inventory: Path, routers: tuple[str, ...], authority: str | None, days: int | None, curve: str,
    request: Path | None, *, everyone: bool, new_key: bool,
) -> None:  # fmt: skip
    """Issue certificates, the first ones or the next ones; deploying brings them to the routers."""
    from mcastcfg.pki.office import CERTIFICATE_DAYS  # noqa: PLC0415 # imports are paid by who uses them
    from mcastcfg.pki.pem import read_request  # noqa: PLC0415 # same

    design = _design(inventory)
    office = _office(design, authority)
    chosen = list(_users(design, office.name)) if everyone else list(dict.fromkeys(routers))
    if not chosen:
        raise UsageError("name the routers, or say --all")
    asked = read_request(request) if request is not None else None
    if asked is not None and len(chosen) > 1:
        raise UsageError("a request is of one router; name that one")
    for router in _known(design, chosen):
        _told(office.issue(
            router, days=days or CERTIFICATE_DAYS, curve="P-256" if curve == "P-256" else "P-384", request=asked,
            fresh_key=new_key,
        ))  # fmt: skip


@command.command(epilog="Example: mcastcfg pki revoke my-network branch-7-r1 && mcastcfg deploy my-network")
@options.inventory
@click.argument("routers", nargs=-1, metavar="ROUTER...")
@click.option("--serial", "serials", multiple=True, metavar="HEX", help="A certificate by its serial number.")
@_authority
@_list_days
def revoke(
    inventory: Path, routers: tuple[str, ...], serials: tuple[str, ...], authority: str | None, days: int
) -> None:
    """Take back every certificate of these routers: once the list is deployed, nobody comes up with them."""
    design = _design(inventory)
    office = _office(design, authority)
    numbers = [number for router in _known(design, routers) for number in office.good_serials(router)]
    numbers += [_number(serial) for serial in serials]
    if not numbers:
        raise UsageError("name the routers whose certificates are taken back, and are good until then, or --serial")
    _told(office.revoke(numbers, list_days=days))


@command.command(epilog="Example: mcastcfg pki refresh my-network && mcastcfg deploy my-network")
@options.inventory
@_authority
@_list_days
def refresh(inventory: Path, authority: str | None, days: int) -> None:
    """Write the revocation list anew with a later end; an ended list stops everyone."""
    _told(_office(_design(inventory), authority).refresh(list_days=days))


@command.command(epilog="Example: mcastcfg pki show my-network")
@options.inventory
@options.output_format
def show(inventory: Path, output_format: str) -> int:
    """Show every certificate and list of the inventory; exit code 1 when one is missing or would be refused."""
    from mcastcfg.pki.standing import standings  # noqa: PLC0415 # imports are paid by who uses them

    design = _design(inventory)
    believers = authorities_by_router(design.network)
    found = list(standings(design.network, design.inventory.root, believers, datetime.now(UTC)))
    if output_format == "json":
        print_json([_json(standing) for standing in found])
    else:
        _print(found)
    return Exit.NO if any(standing.status in {"missing", "wrong"} for standing in found) else Exit.FINE


def _design(inventory: Path) -> Design:
    from mcastcfg.platforms.design import open_design  # noqa: PLC0415 # imports are paid by who uses them

    return open_design(inventory)


def _office(design: Design, name: str | None) -> Office:
    from mcastcfg.model.unknown import unknown  # noqa: PLC0415 # imports are paid by who uses them
    from mcastcfg.pki.office import Office  # noqa: PLC0415 # same

    known = design.network.certificate_authorities
    if name is None and len(known) != 1:
        listed = f"there are several, say which with --authority: {', '.join(known)}" if known else (
            "the inventory has none; write one under certificate_authorities"
        )  # fmt: skip
        raise UsageError(f"which authority? {listed}")
    if name is not None and name not in known:
        raise UsageError(str(unknown("certificate authority", name, known, ())))
    return Office(design.network, design.inventory.root, name or next(iter(known)))


def _users(design: Design, authority: str) -> Iterable[str]:
    return (name for name, authorities in authorities_by_router(design.network).items() if authority in authorities)


def _known(design: Design, routers: Iterable[str]) -> list[str]:
    from mcastcfg.model.unknown import unknown  # noqa: PLC0415 # imports are paid by who uses them

    for name in routers:
        if name not in design.configs:
            raise UsageError(str(unknown("router", name, design.configs, ())))
    return list(routers)


def _number(serial: str) -> int:
    try:
        return int(serial.replace(":", ""), 16)
    except ValueError:
        raise UsageError(f"{serial!r} is no serial number in hexadecimal") from None


def _told(files: Iterable[Path]) -> None:
    for file in files:
        click.echo(f"wrote {visible(str(file))}")


def _json(standing: Standing) -> Json:
    return {
        "of": standing.of, "file": standing.file, "status": standing.status, "serial": standing.serial or None,
        "ends": None if standing.ends is None else f"{standing.ends:%Y-%m-%dT%H:%M:%SZ}", "faults": [*standing.faults],
    }  # fmt: skip


def _print(found: Iterable[Standing]) -> None:
    from rich.table import Table  # noqa: PLC0415 # only for people
    from rich.text import Text  # noqa: PLC0415 # same

    styles = {"fine": "green", "soon": "yellow", "wrong": "bold red", "missing": "bold red"}
    table = Table(box=None, pad_edge=False)
    for heading in ("Of", "File", "Status", "Ends", "Serial"):
        table.add_column(heading)
    for standing in found:
        said = standing.status if not standing.faults else "; ".join(standing.faults)
        ends = "" if standing.ends is None else f"{standing.ends:%Y-%m-%d}"
        status = Text(said, style=styles[standing.status])
        table.add_row(Text(standing.of), Text(standing.file), status, ends, standing.serial)
    console().print(table)
