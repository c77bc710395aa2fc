"""Secrets: references only, and values that never print themselves."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from mcastcfg.errors import SecretError
from mcastcfg.model.secret import MASK, Secret, resolve

VALUE = "correct-horse"


def test_a_secret_never_prints_itself() -> None:
    secret = Secret(VALUE)
    for shown in (
        str(secret),
        repr(secret),
        f"{secret}",
        f"{secret!r:>40}",
        "{}".format(secret),  # noqa: UP032 # each way of formatting is tried
        f"{[secret]}",
        f"{secret:x}",
    ):
        assert VALUE not in shown
        assert MASK in shown
    with pytest.raises(TypeError):
        json.dumps(secret)
    assert not hasattr(secret, "__dict__")
    assert secret.reveal() == VALUE


def test_secrets_compare() -> None:
    assert Secret(VALUE) == Secret(VALUE)
    assert hash(Secret(VALUE)) == hash(Secret(VALUE))
    assert Secret(VALUE) != Secret("other")
    assert Secret(VALUE) != VALUE
    assert copy.copy(Secret(VALUE)) == Secret(VALUE)


def test_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PSK", VALUE)
    assert resolve("env:PSK", Path()).reveal() == VALUE
    monkeypatch.delenv("PSK")
    with pytest.raises(SecretError, match="the environment has no variable PSK; set it and run again"):
        resolve("env:PSK", Path())
    monkeypatch.setenv("PSK", "")
    with pytest.raises(SecretError, match="env:PSK: the secret is empty"):
        resolve("env:PSK", Path())


@pytest.mark.parametrize("ending", ["", "\n", "\r\n", "\n\n"])
def test_from_a_file_beside_the_inventory(ending: str, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes((VALUE + ending).encode())
    file.chmod(0o600)
    assert resolve("file:key", tmp_path).reveal() == VALUE
    assert resolve(f"file:{file}", Path("/nowhere")).reveal() == VALUE


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the secret is empty"),
        (b"\n", "the secret is empty"),
        (b"one\ntwo\n", "control character or more than one line"),
        (b"a\x7fb", "control character"),
        (b"\xff\xfe", "it is not text"),
    ],
)
def test_a_file_that_holds_no_secret(data: bytes, said: str, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(data)
    file.chmod(0o600)
    with pytest.raises(SecretError, match=said) as error:
        resolve("file:key", tmp_path)
    assert "one" not in str(error.value).replace("more than one line", "")


def test_a_file_that_every_user_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(VALUE)
    file.chmod(0o644)
    with pytest.raises(SecretError, match=r"can be read by every user; run: chmod 600 .*/key") as error:
        resolve("file:key", tmp_path)
    assert VALUE not in str(error.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="cannot be read: No such file or directory"):
        resolve("file:key", tmp_path)
    with pytest.raises(SecretError, match="cannot be read: Is a directory"):
        resolve("file:.", tmp_path)


def test_an_unknown_home(tmp_path: Path) -> None:
    with pytest.raises(SecretError, match="no such user's home directory; write the path out"):
        resolve("file:~nobody-has-this-name/key", tmp_path)
