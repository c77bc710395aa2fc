"""`mcastcfg allocate`: numbers are written once and then kept."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from mcastcfg.cli.main import main
from mcastcfg.model.load import load

SECOND = """\
tunnels:
  spare:
    ends:
      - {router: main-r1, interface: wan0}
      - {router: remote-r1, interface: lan0}
    ipsec: office-wan
"""


@pytest.fixture
def inventory(two_office: Path, tmp_path: Path) -> Path:
    where = tmp_path / "net"
    shutil.copytree(two_office, where)
    return where


def test_nothing_to_do(inventory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = inventory / "allocations.yaml"
    before = file.read_bytes()
    assert main(["allocate", str(inventory)]) == 0
    assert main(["allocate", str(inventory), "--check"]) == 0
    assert capsys.readouterr().out == f"{file} is up to date\n" * 2
    assert file.read_bytes() == before


def test_a_new_tunnel_is_added_and_the_others_keep_theirs(inventory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = inventory / "allocations.yaml"
    (inventory / "more.yaml").write_text(SECOND)
    before = file.read_bytes()
    number = load(inventory).allocations.tunnels["spare"]

    assert main(["allocate", str(inventory), "--check"]) == 1
    out = capsys.readouterr().out
    assert f"to add: spare has number {number}: 172.31.0." in out
    assert "run: mcastcfg allocate" in out
    assert file.read_bytes() == before, "--check writes nothing"

    assert main(["allocate", str(inventory)]) == 0
    assert f"added: spare has number {number}" in capsys.readouterr().out
    after = load(inventory).allocations
    assert dict(after.tunnels) == {"main-remote": 1, "spare": number}
    assert not after.pending
    assert main(["allocate", str(inventory), "--check"]) == 0


def test_what_is_gone_is_given_back(inventory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (inventory / "allocations.yaml").write_text("tunnels: {main-remote: 1, gone: 9}\n")
    assert main(["allocate", str(inventory), "--check"]) == 1
    assert "to remove: gone had number 9" in capsys.readouterr().out
    assert main(["allocate", str(inventory)]) == 0
    assert "removed: gone had number 9" in capsys.readouterr().out
    assert "gone" not in (inventory / "allocations.yaml").read_text()


def test_machines_read_json(inventory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = inventory / "allocations.yaml"
    file.unlink()
    number = load(inventory).allocations.tunnels["main-remote"]
    answer = {"file": str(file), "written": False, "added": {"main-remote": number}, "removed": {}}
    assert main(["allocate", str(inventory), "--check", "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out) == answer
    assert not file.exists()
    assert main(["allocate", str(inventory), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {**answer, "written": True}
    assert main(["allocate", str(inventory), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == {**answer, "added": {}}


def test_one_file_has_its_numbers_beside_it(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(
            "name: n\npim_domains: {d: {}}\nsites:\n"
            "  x: {pim_domain: d, routers: {r1: {platform: frr, interfaces: "
            "{wan0: {role: wan, addresses: [192.0.2.1/30]}}}}}\n"
            "  y: {pim_domain: d, routers: {r2: {platform: frr, interfaces: "
            "{wan0: {role: wan, addresses: [192.0.2.5/30]}}}}}\n"
            f"tunnels: {{t{name}: {{ends: [{{router: r1, interface: wan0}}, {{router: r2, interface: wan0}}], "
            "ipsec: none}}\n"
        )
        assert main(["allocate", str(tmp_path / f"{name}.yaml")]) == 0
    assert "ta:" in (tmp_path / "a.allocations.yaml").read_text()
    assert "tb:" in (tmp_path / "b.allocations.yaml").read_text()


def test_input_that_cannot_be_read_changes_nothing(inventory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = inventory / "allocations.yaml"
    file.write_text("tunnels:\n<<<<<<< ours\n  main-remote: 1\n")
    assert main(["allocate", str(inventory)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert f"{file}:2:1: a merge conflict of git stands here" in shown.err
    assert file.read_text() == "tunnels:\n<<<<<<< ours\n  main-remote: 1\n"


def test_a_place_that_cannot_be_written(inventory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (inventory / "allocations.yaml").unlink()
    (inventory / "allocations.yaml").mkdir()
    assert main(["allocate", str(inventory)]) == 2
    assert "cannot be written: Is a directory; nothing was changed" in capsys.readouterr().err
    assert not [path for path in inventory.iterdir() if path.name.startswith(".allocations")]
