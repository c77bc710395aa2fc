"""Arguments and options that several verbs share, so that the same words mean the same everywhere."""

from __future__ import annotations

from pathlib import Path

import click

inventory = click.argument(
    "inventory", type=click.Path(path_type=Path), metavar="INVENTORY", default=Path(), required=True
)
"""The inventory directory (or a single YAML file)."""

router = click.option(
    "--router", "-r", "routers", multiple=True, metavar="ROUTER", help="Only this router; repeatable."
)
"""Choose routers."""

output_format = click.option(
    "--format", "output_format", type=click.Choice(["text", "json"]), default="text", help="For people or for machines."
)
"""Text or JSON."""
