"""Files are written whole or not at all."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from mcastcfg.errors import UsageError
from mcastcfg.model.write import write_atomically


def test_text_and_bytes_with_their_mode(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "file"
    write_atomically(file, "ü\n", mode=0o600)
    assert file.read_bytes() == "ü\n".encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    write_atomically(file, b"\xff")
    assert file.read_bytes() == b"\xff"
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
    assert [path.name for path in file.parent.iterdir()] == ["file"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.write_text("old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("mcastcfg.model.write.os.fsync", full)
    with pytest.raises(UsageError, match="cannot be written: No space left on device; nothing was changed"):
        write_atomically(file, "new")
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_an_interruption_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.write_text("old")

    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("mcastcfg.model.write.os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(file, "new")
    assert file.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
