"""inventory/dense on a real kernel: flood, prune and graft over encrypted tunnels."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from late_host import LateHost, join_late
from scenario import ScenarioLab, scenario_lab, until, verdicts

from mcastcfg.lab.traffic import run_traffic

pytestmark = pytest.mark.lab

GRAFTED = "239.1.1.77"
"""A group no test before has flooded: what routers remember of one is theirs for minutes."""


@pytest.fixture(scope="module")
def scenario(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScenarioLab]:
    with scenario_lab(repository / "inventory" / "dense", tmp_path_factory) as running:
        yield running


def test_flooded_and_pruned_as_predicted(scenario: ScenarioLab) -> None:
    result = scenario.assert_proven()
    assert verdicts(result) == {
        ("speech", "east-desk"): "delivered",
        ("speech", "east-screen"): "delivered",
        ("speech", "west-desk"): "quiet",
        ("questions", "stage"): "delivered",
        ("questions", "hall-desk"): "delivered",
        ("questions", "west-desk"): "delivered",
        ("rehearsal", "hall-desk"): "delivered",
        ("rehearsal", "east-desk"): "quiet",
        ("rehearsal", "east-screen"): "quiet",
        ("rehearsal", "west-desk"): "quiet",
        ("clock", "east-desk"): "quiet",
        ("clock", "east-screen"): "quiet",
        ("clock", "west-desk"): "delivered",
    }


def test_a_late_host_is_grafted_and_hears_at_once(scenario: ScenarioLab) -> None:
    """The tree that was pruned grows again by a Graft, long before the prune would have expired (210 s)."""
    streams = scenario.inventory / "streams.yaml"
    streams.write_text(streams.read_text().replace("239.1.1.1\n", f"{GRAFTED}\n"))
    design = scenario.reopened()
    late: list[LateHost] = []

    def join() -> None:
        until(
            lambda: GRAFTED in scenario.vtysh("west-r1", "show ip pim upstream"),
            "the flood at west-r1",
            lambda: scenario.vtysh("west-r1", "show ip pim upstream"),
        )
        assert GRAFTED not in scenario.vtysh("west-r1", "show ip mroute"), "west-r1 has pruned, and forwards nothing"
        late.append(join_late(scenario.lab, "west-desk", "10.3.0.10", GRAFTED, 5001, 10))

    result = run_traffic(scenario.lab, design, while_flowing=join)
    (heard,) = late
    assert heard.first is not None and heard.first < 8, heard
    assert heard.packets > 20, heard
    assert result.matrix.cell("speech", "east-desk").verdict == "delivered", "the others did not notice"
    assert result.matrix.cell("speech", "west-desk").verdict == "leaked", "seen on the LAN, which is not declared"
    assert result.wire.faults == ()
