"""The schema of scenario.yaml accepts what is shipped, and refuses a fault that is none."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from mcastcfg.cli.main import main


def schema(capsys: pytest.CaptureFixture[str]) -> jsonschema.Draft202012Validator:
    assert main(["schema", "--scenario"]) == 0
    return jsonschema.Draft202012Validator(json.loads(capsys.readouterr().out))


def test_shipped_scenarios_are_valid(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    validator = schema(capsys)
    files = sorted((repository / "inventory").glob("*/scenario.yaml"))
    assert files
    for file in files:
        validator.validate(yaml.safe_load(file.read_text()))


def test_nonsense_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    validator = schema(capsys)
    assert not validator.is_valid({"faults": {"one": {"make": [{"fault": "flood"}]}}})
    assert not validator.is_valid({"faults": {"one": {"make": []}}})


def test_one_page_at_a_time() -> None:
    assert main(["schema", "--scenario", "--reference"]) == 2
