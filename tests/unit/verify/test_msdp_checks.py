"""The checks of BGP and MSDP against what the routers of three systems said, and against what they should not say."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcastcfg.platforms.design import Design, open_design
from mcastcfg.platforms.frr_show import SHOW
from mcastcfg.verify.checks import bgp_session, msdp_peer, msdp_sa
from mcastcfg.verify.facts import Facts, read
from mcastcfg.verify.outcome import Judgement
from mcastcfg.verify.scope import Scope
from sessions.transcript import Recorded, recorded

ROUTERS = ("north-r1", "centre-r1", "south-r1")


@pytest.fixture(scope="module")
def design(repository: Path) -> Design:
    return open_design(repository / "inventory" / "inter-as")


def judged(design: Design, edits: dict[tuple[str, str], tuple[str, str]]) -> dict[tuple[str, str], Judgement]:
    """Return (router, subject) -> judgement, each answer of `edits` changed in one place."""
    scope = Scope(design, ROUTERS, streams_flow=True)
    questions = (SHOW.msdp_peers, SHOW.sa_cache, SHOW.bgp_sessions, SHOW.multicast_routes)
    answers: dict[tuple[str, str], object] = {}
    for router in ROUTERS:
        session = recorded(f"inter-as-{router}", router)
        changed = dict(session.answers)
        for (name, command), (old, new) in edits.items():
            if name == router:
                text = changed[command].output
                assert old in text
                changed[command] = type(changed[command])(command, text.replace(old, new), 0)
        answers.update(read(Recorded(router, changed), questions))
    facts = Facts(answers)
    return {
        (expectation.router, f"{check.NAME} {expectation.subject}"): expectation.judge(facts)
        for check in (bgp_session, msdp_peer, msdp_sa)
        for expectation in check.expect(scope)
        if {router for router, _ in expectation.needs} <= set(ROUTERS)
    }


def failed(found: dict[tuple[str, str], Judgement]) -> dict[tuple[str, str], str]:
    return {key: judgement.reason for key, judgement in found.items() if judgement.status != "passed"}


def test_all_pass_while_streams_flow(design: Design) -> None:
    found = judged(design, {})
    assert len(found) > 15
    assert failed(found) == {}


def test_a_lost_peer_and_a_wrong_group(design: Design) -> None:
    edits = {("south-r1", SHOW.msdp_peers.command): ('"state":"established"', '"state":"connecting"')}
    reasons = failed(judged(design, edits))
    assert list(reasons) == [("south-r1", "msdp-peer centre-r1")]
    assert "connecting" in reasons["south-r1", "msdp-peer centre-r1"]
    edits = {("south-r1", SHOW.msdp_peers.command): ('"state":', '"meshGroupName":"other","state":')}
    assert list(failed(judged(design, edits))) == [("south-r1", "msdp-peer centre-r1")]


def test_a_source_that_is_missing_or_should_be_unknown(design: Design) -> None:
    edits = {("south-r1", SHOW.sa_cache.command): ("239.1.1.1", "239.255.1.1")}
    reasons = failed(judged(design, edits))
    assert set(reasons) == {
        ("south-r1", "msdp-sa world-news (10.1.0.10,239.1.1.1)"),
        ("south-r1", "msdp-sa staff-meeting (10.1.0.10,239.255.1.1)"),
    }


def test_a_family_that_brings_too_little(design: Design) -> None:
    edits = {("south-r1", SHOW.bgp_sessions.command): ('"pfxRcd":6', '"pfxRcd":5')}
    assert list(failed(judged(design, edits))) == [("south-r1", "bgp-session centre-r1 multicast")]
