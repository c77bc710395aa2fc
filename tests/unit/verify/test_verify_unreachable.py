"""The whole of verify against routers that are not there: real connections to a port where nobody listens."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest

from mcastcfg.cli.main import main
from mcastcfg.errors import InventoryError
from mcastcfg.platforms.design import open_design
from mcastcfg.verify.run import verify


@pytest.fixture
def unreachable(two_office: Path, tmp_path: Path) -> Path:
    inventory = tmp_path / "net"
    shutil.copytree(two_office, inventory, ignore=shutil.ignore_patterns(".mcastcfg", "secrets"))
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    hosts = inventory / "hosts.yaml"
    hosts.write_text(hosts.read_text().replace("2201", str(port)).replace("2202", str(port)))
    return inventory


def test_an_unreachable_router_fails_every_check(unreachable: Path) -> None:
    found = verify(open_design(unreachable), settle=0)
    assert found
    assert {outcome.status for outcome in found} == {"failed"}
    assert all(outcome.router in outcome.reason for outcome in found if outcome.check == "tunnel-up")


def test_one_router_is_judged_alone(unreachable: Path) -> None:
    found = verify(open_design(unreachable), ["main-r1"], settle=0)
    assert {outcome.router for outcome in found} == {"main-r1"}


def test_an_unknown_router_is_named(unreachable: Path) -> None:
    with pytest.raises(InventoryError, match="main-r1"):
        verify(open_design(unreachable), ["main-r2"], settle=0)


def test_the_command_says_no(unreachable: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = len(verify(open_design(unreachable), settle=0))
    assert expected > 30
    assert main(["verify", str(unreachable), "--settle", "0", "--format", "json"]) == 1
    out = capsys.readouterr().out
    assert f'"failed": {expected}' in out
    assert main(["verify", str(unreachable), "--settle", "0"]) == 1
    assert f"0 passed, {expected} failed, 0 warned, 0 skipped" in capsys.readouterr().out
