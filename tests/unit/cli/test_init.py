"""`mcastcfg init`: an inventory of one's own, all of it or nothing."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from mcastcfg.cli import init
from mcastcfg.cli.examples import examples
from mcastcfg.cli.main import main
from mcastcfg.model import inventory_copy
from mcastcfg.model.load import load
from mcastcfg.model.secret import resolve
from mcastcfg.platforms.design import open_design


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def all_paths(directory: Path) -> set[str]:
    return {str(path.relative_to(directory)) for path in directory.rglob("*")}


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.parametrize("name", sorted(examples()))
def test_every_example_becomes_an_inventory_that_works(
    name: str, tmp_path: Path, umask: None, capsys: pytest.CaptureFixture[str]
) -> None:
    where = tmp_path / "new" / "net"
    assert main(["init", str(where), "--example", name]) == 0
    out = capsys.readouterr().out
    assert f"mcastcfg lint {where}\n" in out
    assert open_design(where).configs.keys() == open_design(examples()[name]).configs.keys()
    assert (where / ".gitignore").read_text().splitlines()[-2:] == ["secrets/", ".mcastcfg/"]
    assert mode(where) == 0o755
    assert (where / "inventory.schema.json").is_file()
    assert not [path for path in tmp_path.rglob("*") if "mcastcfg-init" in path.name], "nothing is left behind"


def test_keys_are_fresh_and_for_their_owner_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys = []
    for name in ("one", "two"):
        where = tmp_path / name
        assert main(["init", str(where), "--example", "two-office"]) == 0
        assert mode(where / "secrets") == 0o700
        assert mode(where / "secrets" / "office-wan.psk") == 0o600
        profile = load(where).network.ipsec_profiles["office-wan"]
        keys.append(resolve(profile.pre_shared_key, where).reveal())
    assert len(set(keys)) == 2
    assert min(len(key) for key in keys) >= 43, "256 bits"
    shown = capsys.readouterr()
    assert not any(key in shown.out + shown.err for key in keys)


def test_an_empty_directory_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", ".", "--example", "two-office"]) == 0
    assert load(Path()).network.name == "two-office"
    assert "mcastcfg lint .\n" in capsys.readouterr().out


@pytest.mark.parametrize("taken", ["notes.txt", ".git"])
def test_a_directory_that_holds_anything_is_refused(
    taken: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / taken).write_text("mine")
    assert main(["init", str(tmp_path), "--example", "two-office"]) == 2
    expected = f"mcastcfg: {tmp_path} is not empty (it holds {taken}); name a directory that is not there yet\n"
    assert capsys.readouterr().err == expected
    assert all_paths(tmp_path) == {taken}


def test_a_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    assert main(["init", str(file), "--example", "two-office"]) == 2
    assert "is a file" in capsys.readouterr().err
    assert main(["init", str(file / "below"), "--example", "two-office"]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert file.read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["net"], "--example is missing"),
        (["--example", "two-office"], "DIRECTORY is missing"),
        (["net", "--example", "nowhere"], "there is no example 'nowhere'; known: "),
        (["x" * 300, "--example", "two-office"], "cannot be used: File name too long"),
    ],
)
def test_wrong_usage_says_what_is_missing(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert all_paths(tmp_path) == set()


@pytest.mark.parametrize("there", [True, False])
def test_a_failure_half_way_leaves_nothing(
    there: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The disk is full at the last file: what was written before goes away again."""
    where = tmp_path / "net"
    if there:
        where.mkdir()
    real = inventory_copy.write_atomically

    def full(file: Path, text: str | bytes, mode: int = 0o644) -> None:
        if file.suffix == ".psk":
            raise OSError(28, "No space left on device")
        real(file, text, mode)

    monkeypatch.setattr(inventory_copy, "write_atomically", full)
    assert main(["init", str(where), "--example", "two-office"]) == 2
    assert "cannot be written: No space left on device; nothing was changed" in capsys.readouterr().err
    assert all_paths(tmp_path) == ({"net"} if there else set())


def test_a_failure_while_moving_in_moves_out_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.rename

    def stuck(self: Path, target: Path) -> Path:
        if self.name == "streams.yaml":
            raise OSError(28, "No space left on device")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", stuck)
    assert main(["init", str(tmp_path), "--example", "two-office"]) == 2
    assert all_paths(tmp_path) == set()


def test_a_key_outside_the_directory_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    odd = tmp_path / "examples" / "odd"
    odd.mkdir(parents=True)
    text = (examples()["two-office"] / "network.yaml").read_text()
    (odd / "network.yaml").write_text(text.replace("file:secrets/", "file:../../"))
    for name in ("sites/main.yaml", "sites/remote.yaml", "streams.yaml"):
        (odd / name).parent.mkdir(exist_ok=True)
        (odd / name).write_text((examples()["two-office"] / name).read_text())
    monkeypatch.setattr(init, "example", lambda _: odd)
    where = tmp_path / "net"
    assert main(["init", str(where), "--example", "odd"]) == 2
    assert "keeps a key outside its directory: ../../office-wan.psk" in capsys.readouterr().err
    assert not where.exists()


def test_the_examples_are_listed_with_one_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == sorted(examples())
    assert "two-office  A main and a remote office joined over a provider that carries no multicast" in lines


def test_a_wheel_brings_its_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "mcastcfg"
    (package / "_data" / "inventory" / "shipped").mkdir(parents=True)
    monkeypatch.setattr("mcastcfg.__file__", str(package / "__init__.py"))
    assert examples() == {"shipped": package / "_data" / "inventory" / "shipped"}
    monkeypatch.setattr("mcastcfg.__file__", str(tmp_path / "elsewhere" / "mcastcfg" / "__init__.py"))
    assert examples() == {}
