"""Sender and receiver as real programs, over the loopback interface of this machine."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import cast

import pytest

from mcastcfg.lab import programs

FOLDER = Path(programs.__file__).parent


def start(program: str, plan: dict[str, object]) -> subprocess.Popen[str]:
    text = (FOLDER / f"{program}.py").read_text()
    return subprocess.Popen(
        [sys.executable, "-S", "-c", text, json.dumps(plan)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


def report(process: subprocess.Popen[str]) -> dict[str, dict[str, dict[str, int]]]:
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=30)
    assert process.returncode == 0, errors
    found: dict[str, dict[str, dict[str, int]]] = json.loads(out.splitlines()[-1])
    return found


def stream(name: str, group: str, port: int, **more: object) -> dict[str, object]:
    return {"name": name, "group": group, "port": port, **more}


@pytest.fixture(scope="module")
def reports(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[dict[str, dict[str, dict[str, int]]], dict[str, dict[str, dict[str, int]]]]:
    here = "127.0.0.1"
    left = tmp_path_factory.mktemp("host") / "left"
    listen: dict[str, object] = {"from": here, "join": True, "watch": False}
    receiver = start("receiver", {
        "run": 7, "address": here, "interface": "lo", "quiet_ns": 200_000_000,
        "left": str(left), "forget_ns": 0,
        "streams": [
            stream("asm", "239.255.77.1", 45001, source=None, **listen),
            stream("ssm", "232.255.77.1", 45002, source=here, **listen),
            stream("wrong-source", "232.255.77.1", 45003, source="127.0.0.9", **listen),
            stream("silent", "239.255.77.9", 45001, source=None, **listen),
        ],
    })  # fmt: skip
    assert said(receiver).startswith("joined ")
    send = {"rate": 400, "size": 64, "ttl": 1}
    sender = start("sender", {
        "run": 7, "address": here,
        "streams": [
            stream("asm", "239.255.77.1", 45001, **send),
            stream("ssm", "232.255.77.1", 45002, **send),
            stream("wrong-source", "232.255.77.1", 45003, **send),
            stream("too-big", "239.255.77.1", 45004, **{**send, "size": 65507, "rate": 10}),
        ],
    })  # fmt: skip
    assert said(sender).startswith("sending ")
    other = start("sender", {"run": 8, "address": here, "streams": [stream("asm", "239.255.77.1", 45001, **send)]})
    assert said(other).startswith("sending ")
    told = said(receiver).split()
    assert (told[0], len(told)) == ("heard", 5), "one count for each stream asked for"
    assert any(int(count) for count in told[1:])
    sender.send_signal(signal.SIGUSR1)
    sent = report(sender)
    report(other)
    return sent, report(receiver)


def test_a_host_asks_again_only_when_the_routers_have_forgotten_it(tmp_path: Path) -> None:
    plan: dict[str, object] = {
        "run": 7, "address": "127.0.0.1", "interface": "lo", "quiet_ns": 0, "left": str(tmp_path / "left"),
        "forget_ns": 700_000_000, "streams": [
            stream("asm", "239.255.77.2", 45011, source=None, join=True, watch=False, **{"from": "127.0.0.1"})
        ],
    }  # fmt: skip
    joined = []
    for _ in range(2):
        process = start("receiver", plan)
        assert said(process).startswith("joined ")
        joined.append(cast("int", cast("object", report(process)["joined"])))
    left = int((tmp_path / "left").read_text())
    assert joined[0] + 700_000_000 <= joined[1] < left


def test_all_that_was_sent_arrived(
    reports: tuple[dict[str, dict[str, int]], dict[str, dict[str, dict[str, int]]]],
) -> None:
    sent, received = reports
    for name in ("asm", "ssm"):
        tally = received["tallies"][name]
        assert sent[name]["sent"] > 0
        assert (tally["received"], tally["duplicated"], tally["lowest"]) == (sent[name]["sent"], 0, 0)
        assert 0 < tally["delay_min"] <= tally["delay_max"]


def test_a_mark_names_the_next_packet_of_each_stream(
    reports: tuple[dict[str, dict[str, int]], dict[str, dict[str, dict[str, int]]]],
) -> None:
    sent, received = reports
    for name in ("asm", "ssm"):
        (mark,) = cast("dict[str, list[int]]", sent[name])["marks"]
        assert 0 < mark <= sent[name]["sent"]
        assert sent[name]["first"] < sent[name]["last"]
        assert received["tallies"][name]["gaps"] == []
        assert received["tallies"][name]["highest_sent"] == sent[name]["last"]


def test_another_source_another_group_and_another_run_do_not_count(
    reports: tuple[dict[str, dict[str, int]], dict[str, dict[str, dict[str, int]]]],
) -> None:
    _, received = reports
    assert received["tallies"]["wrong-source"]["received"] == 0
    assert received["tallies"]["silent"]["received"] == 0
    assert received["tallies"]["asm"]["strangers"] > 0
