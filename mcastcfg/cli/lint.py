"""`mcastcfg lint`: find what is wrong before anything is pushed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from mcastcfg.cli import options
from mcastcfg.cli.console import console, print_json
from mcastcfg.cli.exit import Exit
from mcastcfg.errors import InventoryError
from mcastcfg.lint import docs, formats
from mcastcfg.lint.base import rule_text
from mcastcfg.lint.run import chosen, lint
from mcastcfg.platforms.design import open_design

_COLOURS: Mapping[formats.Style, str] = {
    "plain": "",
    "place": "bold",
    "error": "bold red",
    "warning": "bold yellow",
    "rule": "cyan",
    "faint": "dim",
}


@click.command(
    "lint",
    epilog="Example: mcastcfg lint inventory/two-office --strict; mcastcfg lint --explain GRE001",
)
@options.inventory
@options.output_format
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--rule", "-R", "rules", multiple=True, metavar="CODE|SLUG", help="Only this rule; repeatable.")
@click.option("--explain", metavar="CODE|SLUG", help="Say what a rule looks for, why, and how to mend it.")
@click.option("--list-rules", is_flag=True, help="Name every rule.")
@click.option("--docs", "as_docs", is_flag=True, hidden=True, help="Print docs/reference/rules.md.")
def command(
    inventory: Path, output_format: str, strict: bool, rules: tuple[str, ...], explain: str | None, list_rules: bool,
    as_docs: bool,
) -> int:  # fmt: skip
    """Find what is wrong in an inventory before anything is pushed.

    Exit code 0: nothing found; 1: errors (with --strict, warnings too); 2: the inventory cannot be read.
    """
    if as_docs:
        click.echo(docs.page(), nl=False)
        return Exit.FINE
    if explain is not None:
        _print(((line, "plain"),) for line in docs.explanation(rule_text(chosen([explain])[0])))
        return Exit.FINE
    if list_rules:
        _list_rules(output_format)
        return Exit.FINE
    wanted = chosen(rules)
    try:
        result = lint(open_design(inventory), wanted)
    except InventoryError as error:
        if output_format == "text":
            raise
        print_json(formats.unreadable_json(error.problems))
        return Exit.INPUT
    if output_format == "json":
        print_json(formats.json(result))
    else:
        _print(formats.text(result))
    stopped = result.count("error") or (strict and result.count("warning"))
    return Exit.NO if stopped else Exit.FINE


def _list_rules(output_format: str) -> None:
    texts = [rule_text(rule) for rule in chosen([])]
    if output_format == "json":
        print_json([{"code": t.code, "slug": t.slug, "severity": t.severity, "title": t.title} for t in texts])
        return
    width = max(len(text.slug) for text in texts)
    _print(
        (
            (f"{t.code:<9}", "rule"),
            (f" {t.slug:<{width}} ", "plain"),
            (f"{t.severity:<7} ", t.severity),
            (t.title, "plain"),
        )
        for t in texts
    )


def _print(lines: Iterable[formats.Line]) -> None:
    terminal = console()
    if not terminal.is_terminal:
        # Plain text needs none of rich's measuring, which is slow for thousands of findings.
        for line in lines:
            click.echo("".join(piece for piece, _ in line))
        return
    from rich.text import Text  # noqa: PLC0415 # not paid for where there is no terminal

    for line in lines:
        shown = Text()
        for piece, style in line:
            shown.append(piece, style=_COLOURS[style])
        terminal.print(shown)
