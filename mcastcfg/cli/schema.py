"""`mcastcfg schema`: the JSON Schema of the inventory, or its reference page."""

from __future__ import annotations

import json
from pathlib import Path

import click

from mcastcfg.model.reference import inventory_reference
from mcastcfg.model.schema import inventory_schema, model_schema
from mcastcfg.model.write import write_atomically
from mcastcfg.platforms.registry import PLATFORMS


@click.command(
    "schema",
    epilog="Example: mcastcfg schema --output inventory.schema.json, "
    "then start each file with: # yaml-language-server: $schema=./inventory.schema.json",
)
@click.option(
    "--output", "-o", type=click.Path(path_type=Path), metavar="FILE", help="Write it to a file instead of printing it."
)
@click.option("--scenario", is_flag=True, help="The JSON Schema of scenario.yaml, which `lab test` reads, instead.")
@click.option("--reference", is_flag=True, help="The reference page in Markdown instead of the JSON Schema.")
def command(output: Path | None, *, scenario: bool, reference: bool) -> None:
    """Print the JSON Schema of the inventory; editors complete and check with it."""
    if scenario and reference:
        raise click.UsageError("choose --scenario or --reference, not both")
    if reference:
        text = inventory_reference()
    elif scenario:
        from mcastcfg.lab.scenario import Scenario  # noqa: PLC0415 # only this answer needs the lab

        schema = model_schema(Scenario, "mcastcfg scenario")
        text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    else:
        text = json.dumps(inventory_schema(list(PLATFORMS)), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        click.echo(text, nl=False)
    else:
        write_atomically(output, text)
