"""The verb, as far as it comes without a router that answers."""

from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path

import pytest
import yaml

from mcastcfg.cli.main import main


@pytest.fixture
def root(tmp_path: Path, two_office: Path) -> Path:
    """An inventory whose routers are dead: nothing listens where they should."""
    target = tmp_path / "net"
    shutil.copytree(two_office, target, ignore=shutil.ignore_patterns(".mcastcfg", "secrets"))
    (target / "secrets").mkdir()
    secret = target / "secrets" / "office-wan.psk"
    secret.write_text("hush-hush\n")
    secret.chmod(0o600)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    reached = {"hostname": "127.0.0.1", "port": port, "username": "root"}
    (target / "hosts.yaml").write_text(yaml.safe_dump({"main-r1": reached, "remote-r1": reached}))
    return target


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_dead_routers_are_trouble_and_named(
    root: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...]
) -> None:
    assert main(["deploy", str(root), *more]) == 4
    captured = capsys.readouterr()
    assert "main-r1    failed (nothing changed)" in captured.out
    assert "remote-r1: 127.0.0.1:" in captured.err
    assert "cannot be reached: connection refused" in captured.err
    assert "Traceback" not in captured.err
    assert "\x1b" not in captured.out + captured.err


def test_json_is_one_document_on_standard_output(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deploy", str(root), "--format", "json", "--router", "main-r1", "--workers", "1"]) == 4
    (outcome,) = json.loads(capsys.readouterr().out)
    assert (outcome["router"], outcome["status"], outcome["changes"]) == ("main-r1", "failed", [])
    assert "connection refused" in outcome["error"]


def test_a_router_that_is_not_there_is_wrong_input(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deploy", str(root), "--router", "main-r2"]) == 2
    assert "there is no router 'main-r2' (did you mean 'main-r1'?)" in capsys.readouterr().err


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deploy", "--help"]) == 0
    assert "Example: mcastcfg deploy my-network --dry-run" in capsys.readouterr().out
