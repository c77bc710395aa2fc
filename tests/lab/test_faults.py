"""Faults on real nodes: what is broken is broken, and what is healed is as it was."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator

import pytest

from mcastcfg.cli.main import main
from mcastcfg.errors import LabError
from mcastcfg.lab.faults import DaemonKilled, LinkDown, LinkLoss, Partition, PowerCut
from mcastcfg.lab.faults.book import heal, inject, injected, standing
from mcastcfg.lab.running import RunningLab

pytestmark = pytest.mark.lab

FAR = "198.51.100.1"
"""r2's WAN address, two links and the provider away from r1."""


@pytest.fixture(autouse=True)
def nothing_stays_broken(lab: RunningLab) -> Iterator[None]:
    yield
    heal(lab)
    until(lambda: reaches(lab, "r1", FAR), "r1 reaches r2 again")


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, f"never: {what}"
        time.sleep(0.2)


def reaches(lab: RunningLab, node: str, address: str) -> bool:
    return lab.exec(node, ["ping", "-c", "1", "-W", "2", address]).exit_code == 0


def carrier(lab: RunningLab, node: str, interface: str) -> bool:
    (shown,) = json.loads(lab.exec(node, ["ip", "-json", "link", "show", "dev", interface], check=True).text)
    return "LOWER_UP" in shown["flags"]


def test_a_cut_link_takes_the_carrier_away_and_keeps_the_providers_routes(lab: RunningLab) -> None:
    with injected(lab, LinkDown(link="wan2")):
        until(lambda: not carrier(lab, "r2", "wan"), "r2 loses its carrier")
        assert not reaches(lab, "r1", FAR)
    until(lambda: carrier(lab, "r2", "wan"), "r2 has its carrier again")


def test_a_cut_switch_is_cut_for_everyone(lab: RunningLab) -> None:
    with injected(lab, LinkDown(link="lan1")):
        until(lambda: not any(carrier(lab, node, nic) for node, nic in [("h1", "eth0"), ("r1", "lan")]), "all without")
        assert not reaches(lab, "h1", "10.1.0.11")
    until(lambda: reaches(lab, "h1", "10.1.0.11"), "the switch switches again")


def test_a_host_whose_interface_was_shut_down_has_its_default_route_again(lab: RunningLab) -> None:
    before = lab.exec("h2", ["ip", "route"], check=True).text
    with injected(lab, LinkDown(node="h2", interface="eth0")):
        assert "default" not in lab.exec("h2", ["ip", "route"], check=True).text
    until(lambda: lab.exec("h2", ["ip", "route"], check=True).text == before, "the same routes as before")


def test_a_lossy_link_loses_about_what_it_is_told_and_delays(lab: RunningLab) -> None:
    def lost() -> float:
        shown = lab.exec("r1", ["ping", "-q", "-c", "200", "-i", "0.02", "-W", "2", FAR], timeout=120).text
        return float(shown.split("% packet loss")[0].split()[-1])

    with injected(lab, LinkLoss(link="wan1", percent=30)):
        # Both ways pass the link: 1 - 0.7 * 0.7 = 51%; 200 pings stray by less than 18 points (5 sigma).
        assert 33 < lost() < 69
    with injected(lab, LinkLoss(link="wan1", percent=0, delay=150)):
        shown = lab.exec("r1", ["ping", "-q", "-c", "5", FAR], check=True, timeout=60).text
        assert float(shown.rsplit("= ", 1)[1].split("/")[0]) >= 300, shown
    assert lost() == 0


def test_a_partition_drops_between_its_sides_only(lab: RunningLab) -> None:
    with injected(lab, Partition(a=("r1",), b=("r2",))):
        assert not reaches(lab, "r1", FAR)
        assert not reaches(lab, "r2", "203.0.113.1")
        assert reaches(lab, "r1", "203.0.113.2"), "the provider itself is still there"
        assert carrier(lab, "r1", "wan")
    assert reaches(lab, "r1", FAR)


def test_a_node_without_power_boots_again_when_healed(lab: RunningLab) -> None:
    lab.exec("r2", ["touch", "/var/lib/kept", "/run/forgotten"], check=True)
    with injected(lab, PowerCut(node="r2")):
        assert not carrier(lab, "isp", "p2")
        with pytest.raises(LabError, match="node r2 is not running"):
            lab.exec("r2", ["true"])
        assert lab.status().nodes["r2"].daemons == ()
    assert lab.exec("r2", ["ls", "/var/lib/kept"]).exit_code == 0
    assert lab.exec("r2", ["ls", "/run/forgotten"]).exit_code != 0
    until(lambda: reaches(lab, "r1", FAR), "r2 routes again")


def test_a_killed_daemon_stays_dead_only_when_told(lab: RunningLab) -> None:
    def runs() -> bool:
        # Not a zombie that init has yet to see.
        return lab.exec("r1", ["pgrep", "-r", "D,R,S", "-x", "staticd"]).exit_code == 0

    with injected(lab, DaemonKilled(node="r1", daemon="staticd")):
        until(runs, "watchfrr starts staticd again")
    with injected(lab, DaemonKilled(node="r1", daemon="staticd", stay_dead=True)):
        shown = lab.exec("r1", ["ps", "-o", "stat=", "-C", "watchfrr"], check=True).text
        assert shown.startswith("T"), "who would start it again is stopped"
        assert not runs()
    assert runs()


def test_charon_comes_back_only_when_healed(lab: RunningLab) -> None:
    with injected(lab, DaemonKilled(node="r2", daemon="charon", flush=True)):
        assert lab.exec("r2", ["pgrep", "-x", "charon-systemd"]).exit_code == 1
    assert lab.exec("r2", ["swanctl", "--stats"]).exit_code == 0


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (DaemonKilled(node="r1", daemon="bgpd"), "no bgpd runs on r1; there: .*staticd"),
        (PowerCut(node="r9"), "the lab has no node 'r9'; its nodes: r1"),
        (LinkDown(link="wan9"), "the lab has no link 'wan9'; its links: lan1"),
        (LinkDown(node="r1", interface="gre7"), "r1 has no interface 'gre7'; it has: .*wan"),
        (Partition(a=("r1",), b=("r1",)), "r1 stands on both sides"),
        (Partition(a=("r1",), b=("h2",)), "h2: no WAN address"),
    ],
)
def test_what_cannot_be_broken_leaves_nothing_behind(lab: RunningLab, fault: LinkDown, reason: str) -> None:
    with pytest.raises(LabError, match=reason):
        inject(lab, fault)
    assert standing(lab) == ()


def test_the_commands(lab: RunningLab, capsys: pytest.CaptureFixture[str]) -> None:
    of = ["-i", str(lab.folder.inventory)]
    assert main(["lab", "fault", "loss", "wan1", "5", "--delay", "10", *of]) == 0
    assert main(["lab", "fault", "link", "r2", "lan", *of]) == 0
    assert main(["lab", "fault", "loss", "wan1", "7", *of]) == 4
    said = capsys.readouterr().err
    assert "fault 1: link wan1 loses 5% in each direction, 10 ms later; undo it with: mcastcfg lab heal 1" in said
    assert "fault 1 stands there already" in said
    assert main(["lab", "status", str(lab.folder.inventory), "--format", "json"]) == 0
    faults = json.loads(capsys.readouterr().out)["faults"]
    assert [(fault["number"], fault["fault"]) for fault in faults] == [(1, "loss"), (2, "link")]
    assert main(["lab", "status", str(lab.folder.inventory)]) == 0
    assert "fault 2: r2 has shut down lan" in capsys.readouterr().out
    assert main(["lab", "heal", *of]) == 2, "which of the two?"
    assert main(["lab", "heal", "2", *of]) == 0
    assert "no fault 2" not in capsys.readouterr().err
    assert main(["lab", "heal", *of]) == 0
    assert "fault 1 is undone" in capsys.readouterr().err
    assert main(["lab", "heal", "--all", *of]) == 0
    assert "no fault stands" in capsys.readouterr().err
