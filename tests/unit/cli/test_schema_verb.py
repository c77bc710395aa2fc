"""`mcastcfg schema` prints what editors read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mcastcfg.cli.main import main
from mcastcfg.model.reference import inventory_reference
from mcastcfg.model.schema import inventory_schema
from mcastcfg.platforms.registry import PLATFORMS


def test_it_is_printed_or_written_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed) == inventory_schema(list(PLATFORMS))
    file = tmp_path / "deep" / "inventory.schema.json"
    assert main(["schema", "--output", str(file)]) == 0
    assert capsys.readouterr().out == ""
    assert file.read_text(encoding="utf-8") == printed


def test_the_reference_page(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "--reference"]) == 0
    assert capsys.readouterr().out == inventory_reference()


def test_a_file_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "-o", str(tmp_path)]) == 2
    assert f"{tmp_path} cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["schema", "allocate", "init"])
def test_help_has_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"]) == 0
    assert f"Example: mcastcfg {verb}" in capsys.readouterr().out
