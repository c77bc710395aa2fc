"""`mcastcfg render`: print or write what every router is to have."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from mcastcfg.cli import options
from mcastcfg.cli.console import Json, print_json, say
from mcastcfg.cli.exit import Exit
from mcastcfg.errors import UsageError
from mcastcfg.model.references import unknown
from mcastcfg.model.write import write_atomically
from mcastcfg.platforms.design import Design, open_design
from mcastcfg.render.artifact import Artifact
from mcastcfg.render.environment import user_templates
from mcastcfg.render.render import render_all


@click.command("render", epilog="Example: mcastcfg render my-network --router main-r1 --output build")
@options.inventory
@click.option(
    "--output", "-o", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
    help="Write DIR/ROUTER/PATH instead of printing.",
)  # fmt: skip
@options.router
@options.output_format
def command(inventory: Path, output: Path | None, routers: tuple[str, ...], output_format: str) -> int:
    """Print or write the configuration of every router.

    A secret is shown as a placeholder such as <secret:file:secrets/wan.psk>; only deploying fills it in. Templates in
    the directory `templates` of the inventory replace mcastcfg's own, file by file.
    """
    design = open_design(inventory)
    configs = {name: design.configs[name] for name in _chosen(design, routers)}
    artifacts = render_all(configs, user_templates(design.inventory.root), design.inventory.place)
    _warn_of_pending(design)
    written = _write(artifacts, output) if output is not None else {}
    if output_format == "json":
        print_json(_as_json(artifacts, written))
    elif output is None:
        _print(artifacts)
    else:
        say(f"wrote {sum(len(files) for files in written.values())} files for {len(written)} routers to {output}")
    return Exit.FINE


def _chosen(design: Design, routers: tuple[str, ...]) -> list[str]:
    for name in routers:
        if name not in design.configs:
            raise UsageError(str(unknown("router", name, design.configs, ())))
    return [name for name in design.configs if not routers or name in routers]


def _warn_of_pending(design: Design) -> None:
    pending = sorted(design.inventory.allocations.pending)
    if pending:
        say(
            f"warning: {', '.join(pending)}: the number is not written down yet, so it and the addresses may change; "
            "run: mcastcfg allocate"
        )


def _print(artifacts: Mapping[str, Artifact]) -> None:
    alone = len(artifacts) == 1 and all(len(artifact.files) == 1 for artifact in artifacts.values())
    for artifact in artifacts.values():
        for file in artifact.files:
            if not alone:
                click.echo(f"=== {artifact.router}: {file.path}")
            click.echo(file.text, nl=False)


def _write(artifacts: Mapping[str, Artifact], output: Path) -> dict[str, list[str]]:
    """Write every file; all texts are there before the first is written, and each file is written whole."""
    written: dict[str, list[str]] = {}
    for router, artifact in artifacts.items():
        known = {file.path.lstrip("/") for file in artifact.files}
        for file in artifact.files:
            target = output / router / file.path.lstrip("/")
            write_atomically(target, file.text, file.mode)
            written.setdefault(router, []).append(str(target))
        for found in sorted((output / router).rglob("*")):
            if found.is_file() and found.relative_to(output / router).as_posix() not in known:
                say(f"warning: {found} is not part of what is rendered now; remove it if nothing else needs it")
    return written


def _as_json(artifacts: Mapping[str, Artifact], written: Mapping[str, list[str]]) -> Json:
    return {
        "routers": {
            router: {
                "platform": artifact.platform,
                "files": [
                    {
                        "path": file.path,
                        "mode": f"{file.mode:04o}",
                        "merge": file.merge,
                        "text": file.text,
                        "secrets": sorted({slot.reference for slot in file.slots}),
                    }
                    for file in artifact.files
                ],
                "written": [*written.get(router, [])],
            }
            for router, artifact in artifacts.items()
        }
    }
