"""`mcastcfg lab` where no lab is up, and what its help says."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest

from mcastcfg.cli.lab import command
from mcastcfg.cli.main import main
from mcastcfg.cli.verify import command as verify_command


@pytest.fixture(autouse=True)
def nothing_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.mark.parametrize("name", sorted(command.commands))
def test_every_help_has_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", name, "--help"]) == 0
    assert f"Example: mcastcfg lab {name}" in capsys.readouterr().out


def test_verify_has_an_example() -> None:
    assert isinstance(verify_command, click.Command)
    assert "Example: mcastcfg verify" in str(verify_command.epilog)


def test_status_says_no(two_office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", "status", str(two_office)]) == 1
    assert "no lab is up" in capsys.readouterr().err
    assert main(["lab", "status", str(two_office), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"up": False}


@pytest.mark.parametrize(
    "arguments", [["shell", "main-r1"], ["exec", "camera", "--", "true"], ["capture", "main-r1-wan0"]]
)
def test_without_a_lab_the_fix_is_named(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", *arguments]) == 4
    assert "no lab is up; start one with: mcastcfg lab up INVENTORY" in capsys.readouterr().err


def test_traffic_without_a_lab(two_office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", "traffic", str(two_office)]) == 4
    assert "no lab is up" in capsys.readouterr().err


def test_down_without_a_lab_is_fine(two_office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", "down", str(two_office)]) == 0
    assert "no lab was up" in capsys.readouterr().err


def test_an_inventory_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lab", "up", str(tmp_path / "nothing")]) == 2
    assert "nothing:1:1" in capsys.readouterr().err
