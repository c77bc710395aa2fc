import json
import stat
from pathlib import Path

import pytest

from mcastcfg.cli.main import main


def test_it_prints_every_file_of_every_router(two_office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", str(two_office)]) == 0
    out, err = capsys.readouterr()
    assert out.count("=== ") == 14
    assert "=== remote-r1: /etc/frr/frr.conf\n" in out
    assert "secret = <secret:file:secrets/office-wan.psk>" in out
    assert err == ""


def test_it_writes_one_routers_files(two_office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "out"
    assert main(["render", str(two_office), "-r", "main-r1", "-o", str(target)]) == 0
    assert [path.name for path in target.iterdir()] == ["main-r1"]
    swanctl = target / "main-r1/etc/swanctl/conf.d/mcastcfg.conf"
    assert stat.S_IMODE(swanctl.stat().st_mode) == 0o600
    out, err = capsys.readouterr()
    assert (out, err) == ("", f"{target}: wrote 7 files for 1 routers\n")


def test_a_file_that_is_no_longer_rendered_is_named(
    two_office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger = tmp_path / "main-r1/etc/network/interfaces.d/mcastcfg-gre9"
    stranger.parent.mkdir(parents=True)
    stranger.write_text("old")
    assert main(["render", str(two_office), "-o", str(tmp_path)]) == 0
    assert f"warning: {stranger} is not part of what is rendered now" in capsys.readouterr().err
    assert stranger.read_text() == "old"


def test_nothing_is_written_where_one_file_cannot_be(
    two_office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "remote-r1/etc/frr/frr.conf").mkdir(parents=True)
    assert main(["render", str(two_office), "-o", str(tmp_path)]) == 2
    assert "frr.conf is a directory" in capsys.readouterr().err
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_json_holds_texts_modes_and_references(two_office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", str(two_office), "--format", "json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer["routers"]) == ["main-r1", "remote-r1"]
    files = {file["path"]: file for file in answer["routers"]["main-r1"]["files"]}
    swanctl = files["/etc/swanctl/conf.d/mcastcfg.conf"]
    assert (swanctl["mode"], swanctl["secrets"]) == ("0600", ["file:secrets/office-wan.psk"])
    assert (answer["pending"], answer["written"]) == ([], [])


def test_a_number_that_is_not_written_down_is_warned_of(
    two_office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in two_office.rglob("*.yaml"):
        if file.name != "allocations.yaml":
            copy = tmp_path / file.relative_to(two_office)
            copy.parent.mkdir(exist_ok=True)
            copy.write_bytes(file.read_bytes())
    assert main(["render", str(tmp_path)]) == 0
    assert "warning: main-remote: " in capsys.readouterr().err


def test_templates_beside_the_inventory_count(
    two_office: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in two_office.rglob("*.yaml"):
        copy = tmp_path / file.relative_to(two_office)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(file.read_bytes())
    template = tmp_path / "templates/frr/daemons.j2"
    template.parent.mkdir(parents=True)
    template.write_text("pimd=yes\n{{ router.nmae }}\n")
    assert main(["render", str(tmp_path)]) == 2
    assert f"{template}:2: " in capsys.readouterr().err


def test_an_unknown_router_is_answered_with_the_nearest(two_office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", str(two_office), "-r", "main-r"]) == 2
    assert capsys.readouterr().err == "mcastcfg: there is no router 'main-r' (did you mean 'main-r1'?)\n"
