"""scenario.yaml: what it may ask, and where a mistake in it is said to be."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mcastcfg.cli.main import main
from mcastcfg.errors import InventoryError
from mcastcfg.lab.scenario import Cells, FaultCase, Scenario, scenario_of
from mcastcfg.lab.survive import security_cases
from mcastcfg.platforms.design import Design, open_design


@pytest.fixture
def inventory(repository: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "two-office"
    shutil.copytree(
        repository / "inventory" / "two-office", folder, ignore=shutil.ignore_patterns(".mcastcfg", "secrets")
    )
    return folder


def asked(inventory: Path, text: str) -> tuple[Design, Scenario]:
    (inventory / "scenario.yaml").write_text(text)
    design = open_design(inventory)
    return design, scenario_of(design)


@pytest.mark.parametrize(
    "name", [path.parent.name for path in (Path(__file__).parents[3] / "inventory").glob("*/sites")]
)
def test_every_shipped_scenario_can_be_read(repository: Path, name: str) -> None:
    scenario_of(open_design(repository / "inventory" / name))


def test_no_file_asks_for_nothing(inventory: Path) -> None:
    (inventory / "scenario.yaml").unlink()
    assert scenario_of(open_design(inventory)) == Scenario()


def test_a_case(inventory: Path) -> None:
    text = """\
settle: 100
faults:
  line-cut:
    make: [{fault: link, link: remote-r1-wan0}]
    lost: [{streams: [door-alarm]}]
    undecided: [{hosts: [sensor]}]
"""
    _, scenario = asked(inventory, text)
    case = scenario.faults["line-cut"]
    assert (scenario.settle, case.make[0].text) == (100, "link remote-r1-wan0 is cut")
    pairs = [("door-alarm", "camera"), ("price-feed", "sensor"), ("price-feed", "remote-desk")]
    assert case.lost[0].of(pairs) == {("door-alarm", "camera")}
    assert case.undecided[0].of(pairs) == {("price-feed", "sensor")}
    assert Cells().of(pairs) == set(pairs)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "    make: [{fault: link, link: wan9}]",
            "scenario.yaml:3:12: the lab has no link 'wan9'; its links: main-r1-lan0",
        ),
        ("    make: [{fault: power, node: r9}]", "scenario.yaml:3:12: the lab has no node 'r9'"),
        ("    make: []", "scenario.yaml:3:5: faults.one.make: must not be empty"),
        ("    make: [{fault: flood}]", "scenario.yaml:3:12: faults.one.make[0]: input tag 'flood'"),
        ("    make: [{fault: power, node: camera}]\n    lost: [{streams: [nine]}]", "there is no stream 'nine'"),
        ("    make: [{fault: power, node: camera}]\n    lost: [{hosts: [nine]}]", "there is no host 'nine'"),
        ("    hold: 5", "scenario.yaml:2:3: faults.one.make: is missing"),
        (
            "    make: [{fault: power, node: camera}]\n    hodl: 5",
            "scenario.yaml:4:5: faults.one.hodl: is not a known key (did you mean 'hold'?)",
        ),
        (
            "    make: [{fault: partition, between: [main-r1]}]",
            "scenario.yaml:3:12: faults.one.make[0].partition.a: is missing",
        ),
    ],
)
def test_a_mistake_is_said_with_its_place(inventory: Path, line: str, said: str) -> None:
    with pytest.raises(InventoryError) as caught:
        asked(inventory, f"faults:\n  one:\n{line}\n")
    assert said in str(caught.value)


def test_a_list_is_refused(inventory: Path) -> None:
    with pytest.raises(InventoryError, match="must hold a mapping"):
        asked(inventory, "- faults\n")


def test_ipsec_brings_its_own_faults(repository: Path) -> None:
    cases = security_cases(open_design(repository / "inventory" / "two-office"))
    assert list(cases) == ["no-charon", "wrong-key"]
    assert all(case.undecided == (Cells(),) for case in cases.values()), "it is the wire that counts"
    by_certificate = security_cases(open_design(repository / "inventory" / "certificates"))
    assert list(by_certificate) == ["no-charon", "ended-certificate"], "there is no key to be wrong"


def test_a_case_needs_a_fault() -> None:
    with pytest.raises(ValueError, match="at least 1 item"):
        FaultCase(make=())


def test_a_scenario_that_cannot_start_has_failed_and_the_others_still_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "network.yaml").write_text("name: broken\nsides: {}\n")
    assert main(["lab", "test", str(tmp_path / "one"), str(tmp_path / "two")]) == 1
    said = capsys.readouterr()
    assert said.out.splitlines()[-1] == "scenarios 0 passed, 2 failed"
    assert said.err.count("is not a known key") == 2
    assert said.err.count("FAILED:") == 2
