"""Faults as values, and the book of those that stand, against a lab that nobody answers for."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from mcastcfg.errors import LabError
from mcastcfg.lab.client import AgentClient
from mcastcfg.lab.faults import DaemonKilled, Fault, LinkDown, LinkLoss, Partition, PowerCut
from mcastcfg.lab.faults.book import Standing, heal, inject, standing
from mcastcfg.lab.ports import unused_port
from mcastcfg.lab.process import ProcessRef
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.state import LabState, folder_of
from mcastcfg.lab.topology import Link, Nic, Node, Topology

FAULT: TypeAdapter[Fault] = TypeAdapter(Fault)
NODE = Node("r1", "router", (Nic("eth0", ("10.0.0.1/24",), 1500, "lan"),))


@pytest.fixture
def lab(tmp_path: Path) -> RunningLab:
    folder = folder_of(tmp_path)
    folder.path.mkdir(parents=True)
    topology = Topology("t", (NODE,), (Link("lan"),))
    gone = ProcessRef(pid=1, started=-1, boot="an earlier one")
    port = unused_port()
    return RunningLab(folder, LabState("running", "vm", gone, gone, port, 512, topology), AgentClient(port, b"key"))


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ({"fault": "link", "link": "wan"}, "link wan is cut"),
        ({"fault": "link", "node": "r1", "interface": "gre1"}, "r1 has shut down gre1"),
        (
            {"fault": "loss", "link": "wan", "percent": 5, "delay": 20},
            "link wan loses 5% in each direction, 20 ms later",
        ),
        ({"fault": "kill", "node": "r1", "daemon": "pimd"}, "pimd on r1 was killed"),
        ({"fault": "kill", "node": "r1", "daemon": "pimd", "stay_dead": True}, "pimd on r1 was killed and stays dead"),
        ({"fault": "partition", "a": ["r1"], "b": ["r2", "r3"]}, "the provider carries nothing between r1 and r2, r3"),
        ({"fault": "power", "node": "r1"}, "r1 has no power"),
        ({"fault": "key", "node": "r1"}, "r1 has wrong pre-shared keys"),
        ({"fault": "certificate", "node": "r1"}, "the certificate of r1 has ended"),
    ],
)
def test_each_kind_is_read_and_said(written: dict[str, object], text: str) -> None:
    read = FAULT.validate_python(written)
    assert read.text == text
    assert FAULT.validate_json(FAULT.dump_json(read)) == read


@pytest.mark.parametrize(
    "written",
    [
        {"fault": "link"},
        {"fault": "link", "link": "wan", "node": "r1", "interface": "eth0"},
        {"fault": "link", "node": "r1"},
        {"fault": "loss", "link": "wan", "percent": 101},
        {"fault": "partition", "a": [], "b": ["r1"]},
        {"fault": "flood"},
        {"fault": "power", "node": "r1", "more": 1},
    ],
)
def test_nonsense_is_refused(written: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        FAULT.validate_python(written)


def test_one_target_is_broken_once() -> None:
    """What the one heals, the other would need broken."""
    assert LinkLoss(link="wan", percent=1).target == LinkLoss(link="wan", percent=9).target
    assert LinkDown(link="wan").target != LinkLoss(link="wan").target
    assert DaemonKilled(node="r1", daemon="pimd").target != DaemonKilled(node="r2", daemon="pimd").target
    assert Partition(a=("r1",), b=("r2",)).target != Partition(a=("r1",), b=("r3",)).target


def test_a_fault_that_could_not_be_made_does_not_stand(lab: RunningLab) -> None:
    with pytest.raises(LabError, match="agent does not answer"):
        inject(lab, PowerCut(node="r1"))
    assert standing(lab) == ()


def test_a_fault_that_could_not_be_undone_still_stands(lab: RunningLab) -> None:
    written = [{"number": 3, "fault": {"fault": "power", "node": "r1"}}]
    lab.folder.faults.write_text(json.dumps(written))
    assert standing(lab) == (Standing(3, PowerCut(node="r1")),)
    with pytest.raises(LabError, match="agent does not answer"):
        heal(lab)
    assert [one.number for one in standing(lab)] == [3]
    with pytest.raises(LabError, match="no fault 4 stands; there are: 3"):
        heal(lab, [4])
    with pytest.raises(LabError, match="fault 3 stands there already: r1 has no power"):
        inject(lab, PowerCut(node="r1"))


def test_the_book_is_private_and_an_unreadable_one_is_said(lab: RunningLab) -> None:
    with pytest.raises(LabError):
        inject(lab, PowerCut(node="r1"))
    assert stat.S_IMODE(lab.folder.faults.stat().st_mode) == 0o600
    lab.folder.faults.write_text("[{]")
    with pytest.raises(LabError, match="cannot be read"):
        standing(lab)
