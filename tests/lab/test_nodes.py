"""The machines: a fresh router is a fresh Debian router, and behaves as one."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from mcastcfg.lab.running import RunningLab

pytestmark = pytest.mark.lab

GRE = """\
auto gre1
iface gre1 inet static
    address 172.16.0.{own}/30
    mtu 1400
    pre-up ip link add gre1 type gre local {local} remote {remote} ttl 64
    post-down ip link del gre1
"""


def await_true(question: Callable[[], bool], what: str, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < deadline, what
        time.sleep(0.2)


def reaches(lab: RunningLab, node: str, address: str) -> bool:
    return lab.exec(node, ["ping", "-c", "1", "-W", "2", address]).exit_code == 0


def test_the_provider_carries_unicast_between_the_wans(lab: RunningLab) -> None:
    assert reaches(lab, "r1", "198.51.100.1")
    assert reaches(lab, "r2", "203.0.113.1")


def test_a_switch_joins_more_than_two(lab: RunningLab) -> None:
    for target in ("10.1.0.1", "10.1.0.11"):
        assert reaches(lab, "h1", target)


def test_a_fresh_router_neither_forwards_nor_speaks_pim(lab: RunningLab) -> None:
    shown = lab.exec("r2", ["sysctl", "-n", "net.ipv4.ip_forward"], check=True).text
    assert shown == "0"
    assert lab.exec("r2", ["grep", "-c", "^pimd=no", "/etc/frr/daemons"]).text == "1"
    assert lab.exec("r2", ["swanctl", "--list-conns"], check=True).text == ""
    assert not reaches(lab, "h2", "203.0.113.1")


def test_a_router_sees_nothing_of_the_lab(lab: RunningLab) -> None:
    links = lab.exec("r2", ["ip", "-br", "link"], check=True).text
    assert "eth0" not in links
    assert "10.0.2." not in lab.exec("r2", ["ip", "route"], check=True).text
    assert lab.exec("r2", ["ls", "/lab"]).exit_code == 2
    assert lab.exec("r2", ["hostname"], check=True).text == "r2"


def test_routes_survive_a_link_that_goes_and_returns(lab: RunningLab) -> None:
    lab.exec("r2", ["ip", "link", "set", "dev", "wan", "down"], check=True)
    assert "default" not in lab.exec("r2", ["ip", "route"], check=True).text
    lab.exec("r2", ["ip", "link", "set", "dev", "wan", "up"], check=True)
    await_true(lambda: "default" in lab.exec("r2", ["ip", "route"]).text, "the default route returns")


def test_background_programs_tell_what_they_saw(lab: RunningLab) -> None:
    capture = lab.start("isp", ["tcpdump", "-lni", "p1", "icmp"])
    capture.wait_for("listening on")
    assert reaches(lab, "r1", "198.51.100.1")
    capture.wait_for("echo reply")
    done = capture.stop()
    assert done.exit_code == 0
    assert "203.0.113.1 > 198.51.100.1: ICMP echo request" in done.text


def test_frr_restarts_with_another_daemon_as_on_any_debian(lab: RunningLab) -> None:
    lab.exec("r1", ["sed", "-i", "s/^pimd=no/pimd=yes/", "/etc/frr/daemons"], check=True)
    lab.exec("r1", ["service", "frr", "restart"], check=True, timeout=180)
    await_true(
        lambda: (
            lab.exec("r1", ["vtysh", "-c", "show ip pim interface"]).exit_code == 0
            and "pimd" in lab.exec("r1", ["pgrep", "-l", "pimd"]).text
        ),
        "pimd answers",
    )
    await_true(lambda: "default" in lab.exec("r1", ["ip", "route"]).text, "the default route returns")
    assert "pimd" not in lab.status().nodes["r2"].daemons


def test_a_daemon_that_dies_comes_back(lab: RunningLab) -> None:
    before = lab.exec("r2", ["pgrep", "-x", "staticd"], check=True).text
    lab.exec("r2", ["pkill", "-KILL", "-x", "staticd"], check=True)
    await_true(lambda: lab.exec("r2", ["pgrep", "-x", "staticd"]).text not in ("", before), "watchfrr restarts staticd")
    await_true(lambda: "default" in lab.exec("r2", ["ip", "route"]).text, "the default route returns")


def test_a_tunnel_and_what_else_is_on_the_disk_survive_a_reboot(lab: RunningLab) -> None:
    wans = {"r1": "203.0.113.1", "r2": "198.51.100.1"}
    for own, (node, other) in enumerate((("r1", "r2"), ("r2", "r1")), start=1):
        stanza = GRE.format(own=own, local=wans[node], remote=wans[other])
        lab.exec(node, ["tee", "/etc/network/interfaces.d/gre1"], stdin=stanza.encode(), check=True)
        lab.exec(node, ["ifup", "gre1"], check=True)
    assert reaches(lab, "r1", "172.16.0.2")

    lab.exec("r1", ["mkdir", "-p", "/var/lib/mcastcfg"], check=True)
    lab.exec("r1", ["touch", "/var/lib/mcastcfg/kept", "/tmp/gone", "/run/gone"], check=True)  # noqa: S108 - the node's
    lab.exec("r1", ["tee", "/etc/sysctl.d/90-test.conf"], stdin=b"net.ipv4.ip_forward = 1\n", check=True)
    lab.exec("r1", ["ip", "link", "add", "volatile", "type", "dummy"], check=True)
    lab.exec("r1", ["nft", "add", "table", "inet", "volatile"], check=True)
    sleeper = lab.start("r1", ["sleep", "4713"])
    first = lab.status().nodes["r1"].pid

    said = lab.reboot("r1")

    assert "Configuring network interfaces" in said
    assert lab.status().nodes["r1"].pid != first
    assert sleeper.poll(wait=10).exit_code == -9
    assert lab.exec("r1", ["ls", "/var/lib/mcastcfg"]).text == "kept"
    assert lab.exec("r1", ["ls", "/tmp/gone"]).exit_code == 2  # noqa: S108 - the node's
    assert lab.exec("r1", ["sysctl", "-n", "net.ipv4.ip_forward"]).text == "1"
    assert "volatile" not in lab.exec("r1", ["ip", "-br", "link"]).text
    assert lab.exec("r1", ["nft", "list", "tables"], check=True).text == ""
    await_true(lambda: reaches(lab, "r1", "172.16.0.2"), "the tunnel is back")
    assert reaches(lab, "r2", "203.0.113.1"), "the neighbour kept its address"


def test_esp_works_between_the_routers(lab: RunningLab) -> None:
    keys = ["enc", "cbc(aes)", "0x" + "01" * 16, "auth", "hmac(sha256)", "0x" + "02" * 32]
    ends = ["src", "203.0.113.1", "dst", "198.51.100.1"]
    state = ["proto", "esp", "spi", "0x100", "mode", "transport", *keys]
    for node, direction in (("r1", "out"), ("r2", "in")):
        lab.exec(node, ["ip", "xfrm", "state", "add", *ends, *state], check=True)
        policy = [*ends, "proto", "icmp", "dir", direction, "tmpl", *ends, "proto", "esp", "mode", "transport"]
        lab.exec(node, ["ip", "xfrm", "policy", "add", *policy], check=True)
    capture = lab.start("isp", ["tcpdump", "-lni", "p1"])
    capture.wait_for("listening on")
    try:
        assert reaches(lab, "r1", "198.51.100.1")
        capture.wait_for("ESP(spi=0x00000100")
    finally:
        capture.stop()
        for node in ("r1", "r2"):
            lab.exec(node, ["ip", "xfrm", "policy", "flush"], check=True)
            lab.exec(node, ["ip", "xfrm", "state", "flush"], check=True)
