"""Labels and VPN routes on recorded answers of a provider edge router: what is there, and what would be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcastcfg.platforms.design import Design, open_design
from mcastcfg.platforms.frr_show_vpn import LDP_NEIGHBORS, VPN_SESSIONS, vrf_routes
from mcastcfg.platforms.show import Unreadable
from mcastcfg.verify.checks import ldp_neighbor, vpn_route, vpn_session
from mcastcfg.verify.facts import Facts, read
from mcastcfg.verify.outcome import Judgement
from mcastcfg.verify.scope import Scope
from sessions.transcript import Recorded, recorded
from unit.verify.test_checks import changed

LOOKED_AT = (ldp_neighbor, vpn_session, vpn_route)


@pytest.fixture(scope="module")
def design(repository: Path) -> Design:
    return open_design(repository / "tests/golden/l3vpn-edges")


def judged(design: Design, answers: Recorded) -> dict[tuple[str, str], Judgement]:
    scope = Scope(design, ("pe1",))
    expectations = [(check.NAME, each) for check in LOOKED_AT for each in check.expect(scope)]
    facts: dict[tuple[str, str], object] = {}
    for _, expectation in expectations:
        facts.update(read(answers, [question for _, question in expectation.needs]))
    return {(name, each.subject): each.judge(Facts(facts)) for name, each in expectations}


def test_all_pass(design: Design) -> None:
    found = judged(design, recorded("vpn-pe1", "pe1"))
    assert {judgement.status for judgement in found.values()} == {"passed"}
    assert set(found) == {
        ("ldp-neighbor", "pe2"),
        ("vpn-session", "pe2"),
        ("vpn-route", "10.2.0.0/24 in red"),
    }


@pytest.mark.parametrize(
    ("word", "old", "new", "failed"),
    [
        ("ldp neighbor", "OPERATIONAL", "OPENSENT", {("ldp-neighbor", "pe2")}),
        ("ldp neighbor", '"neighborId":"10.255.0.2"', '"neighborId":"10.255.0.8"', {("ldp-neighbor", "pe2")}),
        ("vpn summary", '"10.255.0.2":', '"10.255.0.22":', {("vpn-session", "pe2")}),
        ("vpn summary", '"state":"Established"', '"state":"Connect"', {("vpn-session", "pe2")}),
        ("route vrf", "10.2.0.0/24", "10.4.0.0/24", {("vpn-route", "10.2.0.0/24 in red")}),
        ("route vrf", '"labels"', '"nothing"', {("vpn-route", "10.2.0.0/24 in red")}),
        ("route vrf", '"ip":"10.255.0.2"', '"ip":"10.255.0.7"', {("vpn-route", "10.2.0.0/24 in red")}),
    ],
)
def test_what_is_missing_is_told(design: Design, word: str, old: str, new: str, failed: set[tuple[str, str]]) -> None:
    found = judged(design, changed(recorded("vpn-pe1", "pe1"), word, old, new))
    assert {key for key, judgement in found.items() if judgement.status == "failed"} == failed


@pytest.mark.parametrize("question", [LDP_NEIGHBORS, VPN_SESSIONS, vrf_routes("red")], ids=lambda q: q.command)
@pytest.mark.parametrize(
    ("output", "exit_code"),
    [("", 0), ("{", 0), ("[1]", 0), ("% VRF red not found", 0), ("Exiting: failed to connect to any daemons.", 1)],
)
def test_what_is_no_answer_is_unreadable(question, output: str, exit_code: int) -> None:
    with pytest.raises(Unreadable):
        question.parse(output, exit_code)
