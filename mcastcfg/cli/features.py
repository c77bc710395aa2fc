"""`mcastcfg features`: which platform renders what, and why not where it does not."""

from __future__ import annotations

from collections.abc import Sequence

import click

from mcastcfg.cli import options
from mcastcfg.cli.console import Json, print_json
from mcastcfg.cli.exit import Exit
from mcastcfg.errors import UsageError
from mcastcfg.model.unknown import unknown
from mcastcfg.platforms.matrix import Row, rows
from mcastcfg.platforms.matrix_page import features_page
from mcastcfg.platforms.registry import PLATFORMS


@click.command("features", epilog="Example: mcastcfg features --platform cisco_xe")
@click.option(
    "--platform", "-p", "platforms", multiple=True, metavar="PLATFORM",
    help="Only this platform, with the reasons of what it refuses; repeatable.",
)  # fmt: skip
@options.output_format
@click.option("--docs", "as_docs", is_flag=True, hidden=True, help="Print docs/reference/features.md.")
def command(platforms: tuple[str, ...], output_format: str, as_docs: bool) -> int:
    """Print which platform renders which feature.

    What a platform refuses is a finding of `mcastcfg lint` at the line that asks for it, and stops `mcastcfg render`.
    """
    for name in platforms:
        if name not in PLATFORMS:
            raise UsageError(str(unknown("platform", name, PLATFORMS, ())))
    asked = [PLATFORMS[name] for name in dict.fromkeys(platforms or PLATFORMS)]
    names = [platform.NAME for platform in asked]
    table = list(rows(asked))
    if as_docs:
        click.echo(features_page(asked), nl=False)
    elif output_format == "json":
        print_json([_json(row) for row in table])
    elif platforms:
        _print_reasons(table, names)
    else:
        _print_matrix(table, names)
    return Exit.FINE


def _print_matrix(table: Sequence[Row], names: Sequence[str]) -> None:
    width = max(len(row.feature) for row in table)
    lines = [("feature", list(names))]
    lines += [(row.feature, ["yes" if row.answers[name] is None else "no" for name in names]) for row in table]
    for feature, words in lines:
        cells = "  ".join(f"{word:<{len(name)}}" for word, name in zip(words, names, strict=True))
        click.echo(f"{feature:<{width}}  {cells}".rstrip())


def _print_reasons(table: Sequence[Row], names: Sequence[str]) -> None:
    width = max(len(row.feature) for row in table)
    for name in names:
        click.echo(f"{name}:")
        for row in table:
            answer = row.answers[name]
            said = f"yes: {row.title}" if answer is None else f"no: {answer.sentence}"
            click.echo(f"  {row.feature:<{width}}  {said}")


def _json(row: Row) -> Json:
    answers: dict[str, Json] = {
        name: {"supported": True}
        if answer is None
        else {"supported": False, "reason": answer.reason, "way_round": answer.way_round}
        for name, answer in row.answers.items()
    }
    return {"feature": row.feature, "title": row.title, "platforms": answers}
