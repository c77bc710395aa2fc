"""Every command's help, and the page made from it."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from mcastcfg.cli.main import cli, main
from mcastcfg.cli.reference import command_reference, commands

COMMANDS = list(commands(cli))


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_help_says_what_it_does_and_shows_an_example_of_itself(name: str, command: click.Command) -> None:
    assert command.help
    assert command.epilog
    assert command.epilog.startswith("Example: ")
    assert name in command.epilog


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_option_says_what_it_is_for(name: str, command: click.Command) -> None:
    silent = [
        param.name
        for param in command.params
        if isinstance(param, click.Option) and not param.hidden and not param.help
    ]
    assert not silent, name


def test_the_page_of_commands_is_fresh(repository: Path) -> None:
    page = (repository / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    assert page == command_reference(cli), "run: make docs"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--help"], 0),
        (["--version"], 0),
        (["lint", "--help"], 0),
        (["lab", "traffic", "--help"], 0),
        ([], 2),
        (["fly"], 2),
        (["lint", "--fromat", "json"], 2),
        (["lab", "shell"], 2),
    ],
)
def test_usage_has_the_exit_codes_it_promises(
    arguments: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == code
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    assert said.out or said.err
