"""The guest itself: what it runs on, what it can reach, and what it leaves alone on the host."""

from __future__ import annotations

import socket
import stat
import subprocess
import threading
import time

import pytest

from mcastcfg.errors import LabError
from mcastcfg.lab.lifecycle import find_running, lab_up
from mcastcfg.lab.running import RunningLab

pytestmark = pytest.mark.lab

CONNECT = "import socket,sys; socket.create_connection((sys.argv[1], int(sys.argv[2])), 5)"


def test_it_is_found_again_and_not_started_twice(lab: RunningLab) -> None:
    again = find_running(lab.folder.inventory)
    assert again is not None
    assert again.exec(None, ["echo", "here"]).text == "here"
    with pytest.raises(LabError, match="is up already"):
        lab_up(lab.folder.inventory, lab.topology, print)


def test_both_pythons_understand_each_other(lab: RunningLab) -> None:
    answer = lab.agent.ping()
    assert str(answer["python"]).startswith("3.")
    payload = bytes(range(256)) * 4096
    assert lab.exec("r1", ["cat"], stdin=payload).stdout == payload


def test_the_wrong_control_key_is_refused(lab: RunningLab) -> None:
    stranger = type(lab.agent)(lab.agent.port, b"x" * 32)
    with pytest.raises(LabError, match="another key"):
        stranger.ping()


def test_it_cannot_open_a_connection_to_the_host_or_beyond(lab: RunningLab) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
        for address in ("10.0.2.2", "192.0.2.1"):
            assert lab.exec(None, ["python3", "-c", CONNECT, address, port], timeout=60).exit_code != 0


def test_it_listens_on_the_loopback_only(lab: RunningLab) -> None:
    shown = subprocess.run(["ss", "-Hltnp"], capture_output=True, text=True, check=True).stdout
    process = lab.state.process
    assert process is not None
    ours = [line.split()[3] for line in shown.splitlines() if f"pid={process.pid}," in line]
    assert len(ours) == 4
    assert all(address.startswith("127.0.0.1:") for address in ours)


def test_the_console_and_the_keys_are_for_the_user_alone(lab: RunningLab) -> None:
    assert stat.S_IMODE(lab.folder.path.stat().st_mode) == 0o700


def test_a_program_that_outlives_its_time_is_gone_from_the_node(lab: RunningLab) -> None:
    done = lab.exec("h1", ["sh", "-c", "sleep 4711 & sleep 4711"], timeout=1)
    assert done.timed_out
    assert lab.exec("h1", ["pgrep", "-f", "sleep 4711"]).exit_code == 1


def test_a_caller_who_hangs_up_ends_the_program(lab: RunningLab) -> None:
    from mcastcfg.lab.agent import wire  # noqa: PLC0415 - only to hang up in the middle

    with wire.dial("127.0.0.1", lab.agent.port, lab.agent.authkey, 30) as link:
        wire.send(link, {"op": "exec", "node": "h1", "argv": ["sleep", "4712"], "stdin": "", "timeout": 500})
        await_exit_code(lab, ["pgrep", "-f", "sleep 4712"], 0)
    await_exit_code(lab, ["pgrep", "-f", "sleep 4712"], 1)


def await_exit_code(lab: RunningLab, argv: list[str], code: int) -> None:
    deadline = time.monotonic() + 60
    while lab.exec("h1", argv).exit_code != code:
        assert time.monotonic() < deadline, argv
        time.sleep(0.1)


def test_many_may_ask_at_once(lab: RunningLab) -> None:
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda n=number: answers.append(lab.exec("h1", ["echo", str(n)]).text))
        for number in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert sorted(answers, key=int) == [str(number) for number in range(12)]


def test_what_goes_wrong_is_said(lab: RunningLab) -> None:
    with pytest.raises(LabError, match="no node r9"):
        lab.exec("r9", ["true"])
    with pytest.raises(LabError, match="exit code 3: over"):
        lab.exec("r1", ["sh", "-c", "echo over >&2; exit 3"], check=True)
    assert lab.exec("r1", ["no-such-program"]).exit_code == 127


def test_status_names_the_programs_of_each_node(lab: RunningLab) -> None:
    status = lab.status()
    assert set(status.nodes) == set(lab.node_names())
    assert {"charon-systemd", "watchfrr", "zebra", "mgmtd", "staticd"} <= set(status.nodes["r2"].daemons)
    assert status.nodes["h1b"].daemons == ()
    assert 0 < status.memory_available_kb < status.memory_total_kb
