"""The parts of the agent that run anywhere: jobs, and the files of a node."""

from __future__ import annotations

import os
import time

import pytest

from mcastcfg.lab.agent import debian
from mcastcfg.lab.agent.jobs import Background, run
from mcastcfg.lab.agent.shapes import Nic, Node, Route

ROUTER = Node(
    "r1",
    "router",
    (Nic("wan", ("192.0.2.1/30", "2001:db8::1/64"), 1400, "w"), Nic("spare", (), 1500, "s")),
    (Route("0.0.0.0/0", "192.0.2.2"), Route("2001:db8:1::/48", "2001:db8::2")),
)


def test_a_program_gets_its_input_and_gives_its_output() -> None:
    done = run(["sh", "-c", "cat; echo bad >&2; exit 3"], b"in\0put", 20)
    assert (done.exit_code, done.stdout, done.stderr, done.timed_out) == (3, b"in\0put", b"bad\n", False)


def test_a_program_that_outlives_its_time_is_killed_with_its_children() -> None:
    began = time.monotonic()
    done = run(["sh", "-c", "sleep 61 & sleep 61"], b"", 0.3)
    assert time.monotonic() - began < 10
    assert done.timed_out
    assert done.exit_code == -9


def test_a_daemon_that_keeps_its_output_open_does_not_hold_us_up() -> None:
    began = time.monotonic()
    done = run(["sh", "-c", "setsid sleep 5 & echo started"], b"", 30)
    assert time.monotonic() - began < 4
    assert done.stdout == b"started\n"


def test_a_caller_who_hangs_up_ends_the_program() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    try:
        assert run(["sleep", "60"], b"", 60, caller=reading).exit_code == -9
    finally:
        os.close(reading)


def test_a_background_program_is_interrupted_and_tells_all() -> None:
    jobs = Background()
    script = "import time\ntry:\n print('ready', flush=True)\n time.sleep(60)\nexcept KeyboardInterrupt: print('bye')"
    number = jobs.start(["python3", "-c", script], b"")
    deadline = time.monotonic() + 20
    while jobs.poll(number, 0, None).stdout != b"ready\n":
        assert time.monotonic() < deadline
        time.sleep(0.02)
    done = jobs.stop(number, 10)
    assert (done.exit_code, done.stdout) == (0, b"ready\nbye\n")
    with pytest.raises(LookupError, match="no background program"):
        jobs.poll(number, 0, None)


def test_a_program_that_ended_by_itself_can_still_be_stopped() -> None:
    jobs = Background()
    number = jobs.start(["echo", "done"], b"")
    assert jobs.poll(number, 10, None).exit_code == 0
    assert jobs.stop(number, 1).stdout == b"done\n"


def test_a_router_is_what_debian_makes_of_it() -> None:
    files = {file.path: file for file in debian.files(ROUTER, None)}
    interfaces = files["/etc/network/interfaces"].text
    assert "iface wan inet static\n    address 192.0.2.1/30\n    mtu 1400" in interfaces
    assert "iface wan inet6 static\n    address 2001:db8::1/64" in interfaces
    assert "iface spare inet manual" in interfaces
    assert interfaces.endswith("source /etc/network/interfaces.d/*\n")
    frr = files["/etc/frr/frr.conf"]
    assert "ip route 0.0.0.0/0 192.0.2.2\n" in frr.text
    assert "ipv6 route 2001:db8:1::/48 2001:db8::2\n" in frr.text
    assert (frr.mode, frr.owner) == (0o640, "frr")
    assert not any("sysctl" in path for path in files), "forwarding and rp_filter are not the lab's to set"


def test_a_host_has_nothing_but_its_name_and_its_door() -> None:
    access = debian.Access("ssh-ed25519 AAAA", "$6$x", "PRIVATE")
    files = {file.path: file for file in debian.files(Node("h1", "host", ()), access)}
    assert "/etc/network/interfaces" not in files
    assert files["/etc/ssh/ssh_host_ed25519_key"].mode == 0o600
