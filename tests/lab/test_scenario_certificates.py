"""Two offices by certificates: what is good comes up, what was revoked or has ended does not, and nothing leaks then.

Each test leaves the offices as it found them, by issuing what they need and deploying it, and by nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from scenario import ScenarioLab, failures, scenario_lab, troubles, until, verdicts

from mcastcfg.cli.main import main
from mcastcfg.lab.faults import CertificateEnded
from mcastcfg.lab.faults.book import injected
from mcastcfg.lab.traffic import TrafficResult
from mcastcfg.verify.outcome import Outcome

pytestmark = [pytest.mark.lab, pytest.mark.timeout(900)]

ROUTERS = ("main-r1", "remote-r1")


@pytest.fixture(scope="module")
def offices(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ScenarioLab]:
    with scenario_lab(repository / "inventory" / "certificates", tmp_path_factory) as running:
        yield running


def pki(offices: ScenarioLab, verb: str, *arguments: str) -> None:
    assert main(["pki", verb, str(offices.inventory), *arguments]) == 0


def established(offices: ScenarioLab) -> bool:
    """Whether a child SA stands at both ends."""
    return all("INSTALLED" in offices.shell(router, "swanctl --list-sas") for router in ROUTERS)


def certificates(outcomes: list[Outcome]) -> dict[tuple[str, str], str]:
    return {(o.router, o.subject): o.status for o in outcomes if o.check == "certificate"}


def cut_off(offices: ScenarioLab) -> TrafficResult:
    """Send all streams without a tunnel: the source's own office hears them, the other nothing, the wire nothing."""
    until(lambda: not established(offices), "the SAs gone", lambda: offices.shell("main-r1", "swanctl --list-sas"))
    result = offices.traffic(settle=10)
    assert verdicts(result) == {
        ("town-hall", "main-desk"): "delivered",
        ("town-hall", "remote-desk"): "lost",
        ("rehearsal", "main-desk"): "delivered",
        ("rehearsal", "remote-desk"): "quiet",
    }
    assert [count.gre_clear + count.multicast + count.esp for count in result.wire.counts] == [0, 0]
    assert not established(offices)
    return result


def test_the_streams_arrive_and_the_wire_is_clean(offices: ScenarioLab) -> None:
    result = offices.assert_proven()
    assert verdicts(result) == {
        ("town-hall", "main-desk"): "delivered",
        ("town-hall", "remote-desk"): "delivered",
        ("rehearsal", "main-desk"): "delivered",
        ("rehearsal", "remote-desk"): "quiet",
    }
    assert all(count.esp >= count.esp_expected for count in result.wire.counts)
    assert sum(count.esp_expected for count in result.wire.counts) > 100
    assert "remote public key authentication" in offices.shell("main-r1", "swanctl --list-conns")


def test_keys_are_private_and_shown_to_nobody(offices: ScenarioLab, capfd: pytest.CaptureFixture[str]) -> None:
    key = offices.inventory / "secrets" / "remote-r1.key"
    lines = [line for line in key.read_text().splitlines() if not line.startswith("-----")]
    on_router = "/etc/swanctl/private/mcastcfg.pem"
    assert offices.shell("remote-r1", f"stat -c %a {on_router}").strip() == "600"
    assert offices.shell("remote-r1", f"cat {on_router}").strip() == key.read_text().strip()
    # The next key, and the one it replaces, in everything a dry run says.
    pki(offices, "issue", "remote-r1", "--new-key")
    lines += [line for line in key.read_text().splitlines() if not line.startswith("-----")]
    assert main(["deploy", str(offices.inventory), "--dry-run"]) == 0
    said = capfd.readouterr()
    assert f"change {on_router}" in said.out
    assert not [line for line in lines if line in said.out + said.err]
    assert offices.deploy(offices.reopened()) == {"main-r1": "unchanged", "remote-r1": "changed"}
    assert not troubles(offices.verify())


def test_what_ends_soon_is_a_warning_and_stops_nobody(offices: ScenarioLab) -> None:
    pki(offices, "issue", "remote-r1", "--days", "9")
    assert offices.deploy(offices.reopened()) == {"main-r1": "unchanged", "remote-r1": "changed"}
    outcomes = offices.verify()
    assert not troubles(outcomes)
    assert certificates(outcomes)["remote-r1", "remote-r1"] == "warned"
    assert main(["verify", str(offices.inventory)]) == 0
    pki(offices, "issue", "remote-r1")
    assert offices.deploy(offices.reopened()) == {"main-r1": "unchanged", "remote-r1": "changed"}
    assert set(certificates(offices.verify()).values()) == {"passed"}


def test_a_revoked_peer_is_out_at_once_and_a_new_certificate_lets_it_in(offices: ScenarioLab) -> None:
    pki(offices, "revoke", "remote-r1")
    assert offices.deploy(offices.reopened()) == dict.fromkeys(ROUTERS, "changed")
    cut_off(offices)
    found = offices.verify(settle=0)
    assert {(router, check) for router in ROUTERS for check in ("ike-sa", "child-sa")} <= failures(found)
    assert certificates(found)["remote-r1", "remote-r1"] == "failed"
    assert certificates(found)["main-r1", "office list"] == "passed"
    pki(offices, "issue", "remote-r1")
    assert offices.deploy(offices.reopened()) == {"main-r1": "unchanged", "remote-r1": "changed"}
    assert not troubles(offices.verify())


def test_a_certificate_that_has_ended_does_not_come_up(offices: ScenarioLab) -> None:
    with injected(offices.lab, CertificateEnded(node="remote-r1")):
        cut_off(offices)
        found = offices.verify(settle=0)
        assert certificates(found)["remote-r1", "remote-r1"] == "failed"
        assert {(router, check) for router in ROUTERS for check in ("ike-sa", "child-sa")} <= failures(found)
        # Somebody renews it where it belongs, and it comes back by the deploy alone.
        pki(offices, "issue", "remote-r1")
        assert offices.deploy(offices.reopened()) == {"main-r1": "unchanged", "remote-r1": "changed"}
        assert not troubles(offices.verify())
        offices.shell("remote-r1", "rm /var/lib/mcastcfg-lab.certificate /var/lib/mcastcfg-lab.private-key")
    offices.assert_proven()
