"""The verb: matrix, reasons, JSON."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from mcastcfg.cli.main import main
from mcastcfg.platforms.base import Feature
from mcastcfg.platforms.registry import PLATFORMS


def test_the_matrix_has_every_feature_and_platform(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["features"]) == 0
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split() == ["feature", *PLATFORMS]
    assert {line.split()[0] for line in lines} == set(get_args(Feature))
    assert all(set(line.split()[1:]) <= {"yes", "no"} and len(line.split()) == len(PLATFORMS) + 1 for line in lines)


def test_one_platform_says_why_and_what_instead(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["features", "--platform", "frr"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("frr:\n")
    assert "cisco_xe" not in out
    said = " ".join(out.split())
    assert "anycast_rp_pim no: FRR passes no Registers on between RPs (RFC 4610); write mechanism: msdp" in said
    assert "gre yes: GRE tunnels over IPv4 (RFC 2784)" in said


def test_json_tells_reason_and_way_round_apart(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["features", "-p", "frr", "-p", "frr", "--format", "json"]) == 0
    table = {row["feature"]: row for row in json.loads(capsys.readouterr().out)}
    assert set(table) == set(get_args(Feature))
    assert table["gre"]["platforms"] == {"frr": {"supported": True}}
    assert table["anycast_rp_pim"]["platforms"]["frr"] == {
        "supported": False,
        "reason": "FRR passes no Registers on between RPs (RFC 4610)",
        "way_round": "write mechanism: msdp and a mesh_group",
    }


def test_a_platform_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["features", "-p", "cisco_ex"]) == 2
    assert "cisco_xe" in capsys.readouterr().err
