"""`mcastcfg render`: print or write what every router is to have."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from mcastcfg.cli import options
from mcastcfg.cli.console import Json, print_json, say
from mcastcfg.cli.exit import Exit
from mcastcfg.errors import UsageError
from mcastcfg.model.unknown import unknown
from mcastcfg.platforms.design import Design, open_design
from mcastcfg.render.artifact import Artifact
from mcastcfg.render.environment import user_templates
from mcastcfg.render.render import render_all

_SECRET = frozenset({"secret", "private_key"})


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

    A secret is shown as a placeholder such as <secret:file:secrets/wan.psk>, the content of another file as one such as
    <certificate:pki/r1.pem>; only deploying fills them in. Templates in the directory `templates` of the inventory
    replace mcastcfg's own, file by file.
    """
    design = open_design(inventory)
    configs = {name: design.configs[name] for name in _chosen(design, routers)}
    artifacts = render_all(configs, user_templates(design.inventory.root), design.inventory.place)
    pending = sorted(design.inventory.allocations.pending)
    if pending:
        fix = "the number is not written down yet, so it and the addresses may change; run: mcastcfg allocate"
        say(f"warning: {', '.join(pending)}: {fix}")
    written = _write(artifacts, output) if output is not None else []
    if output_format == "json":
        print_json(_as_json(artifacts, written, pending))
    elif output is None:
        _print(artifacts)
    else:
        say(f"{output}: wrote {len(written)} files for {len(artifacts)} routers")
    return Exit.FINE


def _chosen(design: Design, routers: tuple[str, ...]) -> list[str]:
    for name in routers:
        if name not in design.configs:
            raise UsageError(str(unknown("router", name, design.configs, ())))
    return [name for name in design.configs if not routers or name in routers]


def _print(artifacts: Mapping[str, Artifact]) -> None:
    alone = len(artifacts) == 1 and all(len(artifact.files) == 1 for artifact in artifacts.values())
    for artifact in artifacts.values():
        for file in artifact.files:
            if not alone:
                click.echo(f"=== {artifact.router}: {file.path}")
            click.echo(file.text, nl=False)


def _write(artifacts: Mapping[str, Artifact], output: Path) -> list[Path]:
    """Write every file or none: all are written aside first, so that only renames are left to do."""
    texts = {
        output / router / file.path.lstrip("/"): file
        for router, artifact in artifacts.items()
        for file in artifact.files
    }
    try:
        output.mkdir(parents=True, exist_ok=True)
        for target in texts:
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.is_dir():
                raise UsageError(f"{target} is a directory, and a file is to be written there; give another --output")
        with tempfile.TemporaryDirectory(dir=output, prefix=".mcastcfg-") as aside:
            staged = [(Path(aside) / str(index), target) for index, target in enumerate(texts)]
            for file, target in staged:
                file.write_text(texts[target].text, encoding="utf-8")
                file.chmod(texts[target].mode)
            for file, target in staged:
                file.replace(target)
    except OSError as error:
        raise UsageError(f"{error.filename or output} cannot be written: {error.strerror}") from None
    _warn_of_strangers(artifacts, output, texts.keys())
    return list(texts)


def _warn_of_strangers(artifacts: Mapping[str, Artifact], output: Path, written: Iterable[Path]) -> None:
    known = frozenset(written)
    for router in artifacts:
        for found in sorted((output / router).rglob("*")):
            if found.is_file() and found not in known:
                say(f"warning: {found} is not part of what is rendered now; remove it if nothing else needs it")


def _as_json(artifacts: Mapping[str, Artifact], written: list[Path], pending: list[str]) -> Json:
    return {
        "routers": {router: _artifact(artifact) for router, artifact in artifacts.items()},
        "pending": [*pending],
        "written": [str(path) for path in written],
    }


def _artifact(artifact: Artifact) -> Json:
    return {
        "platform": artifact.platform,
        "files": [
            {
                "path": file.path,
                "mode": f"{file.mode:04o}",
                "merge": file.merge,
                "text": file.text,
                "secrets": [*sorted({slot.reference for slot in file.slots if slot.kind in _SECRET})],
                "contents": [*sorted({slot.reference for slot in file.slots if slot.kind not in _SECRET})],
            }
            for file in artifact.files
        ],
    }
