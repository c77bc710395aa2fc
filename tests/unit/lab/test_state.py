"""Where a lab is noted, and how notes of dead labs go away."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from mcastcfg.errors import LabError
from mcastcfg.lab.keys import generate, known_hosts
from mcastcfg.lab.lifecycle import find_running, lab_down, lab_up
from mcastcfg.lab.process import ProcessRef, reference
from mcastcfg.lab.spawn import spawn
from mcastcfg.lab.state import LabFolder, LabState, folder_of, registered
from mcastcfg.lab.topology import Link, Nic, Node, Topology

DEAD = ProcessRef(pid=1, started=-1, boot="an earlier one")
PORT_NODE = Node("r1", "router", (Nic("eth0", ("10.0.0.1/24",), 1500, "lan"),), (), 2398)
TOPOLOGY = Topology("t", (PORT_NODE,), (Link("lan"),))


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


@pytest.fixture
def folder(tmp_path: Path) -> LabFolder:
    inventory = tmp_path / "an inventory"
    inventory.mkdir()
    found = folder_of(inventory)
    found.create(generate(["r1"]), {"r1": 2398})
    return found


def state(process: ProcessRef | None, phase: str = "running", starter: ProcessRef = DEAD) -> LabState:
    assert phase in ("starting", "running")
    return LabState("running" if phase == "running" else "starting", "vm", starter, process, 1, 512, TOPOLOGY)


def test_what_is_written_comes_back(folder: LabFolder) -> None:
    written = state(reference(os.getpid()))
    folder.write(written)
    assert folder.read() == written
    assert registered() == [folder]


def test_secrets_are_private_from_the_start(folder: LabFolder) -> None:
    folder.write(state(None))
    for path in (folder.identity, folder.password, folder.authkey, folder.path / "lab.json"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    assert stat.S_IMODE(folder.path.stat().st_mode) == 0o700


def test_known_hosts_has_a_key_of_its_own_for_each_node(tmp_path: Path) -> None:
    keys = generate(["r1", "r2"])
    lines = known_hosts(keys, {"r2": 2202, "r1": 2201}).splitlines()
    assert [line.split()[0] for line in lines] == ["[127.0.0.1]:2201", "[127.0.0.1]:2202"]
    assert lines[0].split()[2] != lines[1].split()[2]
    path = tmp_path / "key"
    path.write_text(keys.host_private["r1"])
    path.chmod(0o600)
    shown = subprocess.run(["ssh-keygen", "-y", "-f", str(path)], capture_output=True, text=True, check=True)
    assert shown.stdout.split()[1] == lines[0].split()[2]


def test_secrets_are_not_printed() -> None:
    keys = generate(["r1"])
    assert keys.password not in repr(keys)
    assert "PRIVATE" not in repr(keys)


def test_a_lab_that_died_is_cleared_away_when_looked_for(folder: LabFolder) -> None:
    folder.write(state(DEAD))
    assert find_running() is None
    assert not folder.path.exists()
    assert registered() == []


def test_a_note_without_a_folder_is_cleared_away(folder: LabFolder) -> None:
    folder.write(state(DEAD))
    for path in folder.path.iterdir():
        path.unlink()
    assert find_running() is None
    assert registered() == []


def test_a_starter_that_was_killed_takes_its_guest_along(folder: LabFolder) -> None:
    guest = spawn(["/bin/sleep", "60"], folder.path / "log", lambda _: None)
    folder.write(state(guest, "starting"))
    assert lab_down(folder.inventory) == ()
    assert not guest.is_alive()
    assert not folder.path.exists()


def test_a_lab_that_lives_is_found_and_ended(folder: LabFolder) -> None:
    guest = spawn(["/bin/sleep", "60"], folder.path / "log", lambda _: None)
    folder.write(state(guest))
    found = find_running()
    assert found is not None
    assert found.folder == folder
    assert lab_down() == (folder.inventory,)
    assert not guest.is_alive()
    assert not folder.path.exists()


def test_several_labs_must_be_told_apart(folder: LabFolder, tmp_path: Path) -> None:
    other = folder_of(tmp_path)
    other.create(generate(["r1"]), {"r1": 2397})
    us = reference(os.getpid())
    for one in (folder, other):
        one.write(state(us))
    with pytest.raises(LabError, match="several labs are up"):
        find_running()
    assert find_running(tmp_path) is not None


def test_two_cannot_start_the_same_lab_at_once(folder: LabFolder) -> None:
    with folder.exclusive(), pytest.raises(LabError, match="another mcastcfg"), folder_of(folder.inventory).exclusive():
        pass


def test_a_second_lab_of_an_inventory_is_refused(folder: LabFolder) -> None:
    folder.write(state(reference(os.getpid())))
    with pytest.raises(LabError, match="is up already"):
        lab_up(folder.inventory, TOPOLOGY, print)


def test_a_broken_state_says_what_to_delete(folder: LabFolder) -> None:
    (folder.path / "lab.json").write_text("{}")
    with pytest.raises(LabError, match="delete"):
        folder.read()


def test_a_port_that_is_taken_is_named_and_nothing_stays(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        topology = replace(TOPOLOGY, nodes=(replace(PORT_NODE, ssh_port=port),))
        with pytest.raises(LabError, match=f"port {port} of node r1 is taken"):
            lab_up(tmp_path, topology, print)
    assert not (tmp_path / ".mcastcfg").exists()
    assert registered() == []
