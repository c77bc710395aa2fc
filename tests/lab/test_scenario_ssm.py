"""inventory/ssm on a real kernel: three sources on one group and one port, each heard only where it was named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from late_host import LateHost, join_late
from scenario import ScenarioLab, scenario_lab, verdicts

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def scenario(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScenarioLab]:
    with scenario_lab(repository / "inventory" / "ssm", tmp_path_factory) as running:
        yield running


def test_each_site_hears_its_own_source_only(scenario: ScenarioLab) -> None:
    result = scenario.assert_proven()
    assert verdicts(result) == {
        ("news", "east-screen"): "delivered",
        ("news", "laptop"): "delivered",
        ("news", "west-screen"): "quiet",
        ("sport", "east-screen"): "quiet",
        ("sport", "laptop"): "quiet",
        ("sport", "west-screen"): "delivered",
        ("imposter", "camera-a"): "delivered",
        ("imposter", "camera-b"): "delivered",
        ("imposter", "west-screen"): "quiet",
    }


def test_a_host_that_names_no_source_brings_none_to_its_lan(scenario: ScenarioLab) -> None:
    """Routers ignore joins to the group alone: the host hears what its LAN has for others, and nothing more comes."""
    late: list[LateHost] = []
    result = scenario.traffic(
        while_flowing=lambda: late.append(join_late(scenario.lab, "laptop", "10.2.0.66", "232.1.1.1", 5001, 5))
    )
    assert late[0].packets > 20, "camera A, which another host on the LAN has named"
    sport = result.matrix.cell("sport", "east-screen")
    assert (sport.verdict, sport.seen_on_lan) == ("quiet", 0)
