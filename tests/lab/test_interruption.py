"""Whenever `lab_up` is interrupted, nothing of it stays: no QEMU, no folder, no note."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mcastcfg.lab.image import ensure_image
from mcastcfg.lab.lifecycle import lab_down, lab_up
from mcastcfg.lab.state import folder_of, registered
from mcastcfg.lab.topology import Link, Nic, Node, Topology

pytestmark = pytest.mark.lab

STARTER = """\
import sys
from pathlib import Path
from mcastcfg.lab.lifecycle import lab_up
from mcastcfg.lab.topology import Link, Nic, Node, Topology
node = Node("r1", "router", (Nic("eth0", ("10.0.0.1/24",), 1500, "lan"),))
lab_up(Path(sys.argv[1]), Topology("t", (node,), (Link("lan"),)), lambda text: print(text, flush=True), memory_mb=1024)
print("UP", flush=True)
"""


@pytest.fixture(autouse=True)
def state_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ensure_image(print)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def starter(inventory: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", STARTER, str(inventory)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def guests(inventory: Path) -> list[str]:
    """Return the processes that have the inventory's folder on their command line, other than the starter."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes().split(b"\0")
        except OSError:
            continue
        if command[0].endswith(b"qemu-system-x86_64") and any(str(inventory).encode() in part for part in command):
            found.append(entry.parent.name)
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    ("said", "delay"),
    [("booting", 0.0), ("booting", 0.3), ("booting", 2.0), ("starting 1 nodes", 0.0), ("starting 1 nodes", 1.5)],
)
def test_an_interruption_leaves_nothing(tmp_path: Path, number: signal.Signals, said: str, delay: float) -> None:
    inventory = tmp_path / "inventory"
    inventory.mkdir()
    with starter(inventory) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if said in line:
                break
        time.sleep(delay)  # not waiting for anything: the moment of the interruption is what varies
        process.send_signal(number)
        assert process.wait(60) not in (0, None)
        process.communicate()
    assert guests(inventory) == []
    assert list(inventory.iterdir()) == []
    assert registered() == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("said", ["building", "downloading", "installing essential"])
def test_an_interrupted_image_build_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals, said: str
) -> None:
    cache, inventory = tmp_path / "cache", tmp_path / "inventory"
    inventory.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))
    with starter(inventory) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if said in line:
                break
        process.send_signal(number)
        assert process.wait(60) not in (0, None)
        process.communicate()
    assert [path.name for path in (cache / "mcastcfg/lab").iterdir()] in ([], ["build.lock"])
    # Whoever was killed last may still have to be reaped.
    deadline = time.monotonic() + 10
    while mentioned(str(cache)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not mentioned(str(cache))
    assert list(inventory.iterdir()) == []


def mentioned(text: str) -> bool:
    """Say whether any process has `text` on its command line."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if text.encode() in entry.read_bytes():
                return True
        except OSError:
            continue
    return False


def test_a_starter_killed_outright_leaves_what_the_next_command_clears(tmp_path: Path) -> None:
    inventory = tmp_path / "inventory"
    inventory.mkdir()
    with starter(inventory) as process:
        deadline = time.monotonic() + 60
        while not guests(inventory):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        state = None
        while state is None or state.process is None:
            assert time.monotonic() < deadline
            state = folder_of(inventory).read()
        process.kill()
        process.communicate()
    assert guests(inventory) != []
    lab_down(inventory)
    assert guests(inventory) == []
    assert list(inventory.iterdir()) == []


def test_a_guest_killed_from_outside_is_noticed(tmp_path: Path) -> None:
    inventory = tmp_path / "inventory"
    inventory.mkdir()
    with starter(inventory) as process:
        deadline = time.monotonic() + 60
        while not guests(inventory):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        os.kill(int(guests(inventory)[0]), signal.SIGKILL)
        _, errors = process.communicate(timeout=60)
    assert "ended while it booted" in errors
    assert list(inventory.iterdir()) == []


def test_the_hosts_network_is_as_before(tmp_path: Path) -> None:
    def network() -> str:
        questions = (["ip", "-br", "address"], ["ip", "route", "show", "table", "all"], ["ip", "rule"])
        return "".join(subprocess.run(q, capture_output=True, text=True, check=True).stdout for q in questions)

    before = network()
    node = Node("r1", "host", (Nic("eth0", ("10.0.0.1/24",), 1500, "lan"),))
    running = lab_up(tmp_path, Topology("t", (node,), (Link("lan"),)), print, memory_mb=1024)
    try:
        assert network() == before
    finally:
        lab_down(tmp_path)
    assert running.state.process is not None
    assert not running.state.process.is_alive()
    assert network() == before
