"""MSDP and BGP as FRR tells it, recorded in the scenario of three systems while its streams flowed."""

from __future__ import annotations

from ipaddress import IPv4Address as A

import pytest

from mcastcfg.platforms.frr_show import SHOW
from mcastcfg.platforms.show import Question, Unreadable
from mcastcfg.platforms.state import BgpSessionState, MsdpPeerState, SaState
from sessions.transcript import recorded

CENTRE = "inter-as-centre-r1"


def test_peers() -> None:
    answer = recorded(CENTRE, "r").run(SHOW.msdp_peers.command)
    assert SHOW.msdp_peers.parse(answer.output, answer.exit_code) == (
        MsdpPeerState(A("10.255.1.1"), "established", None),
        MsdpPeerState(A("10.255.3.1"), "established", None),
    )
    in_group = '{"10.255.0.2":{"state":"connecting","meshGroupName":"rps"}}'
    assert SHOW.msdp_peers.parse(in_group, 0) == (MsdpPeerState(A("10.255.0.2"), "connecting", "rps"),)
    assert SHOW.msdp_peers.parse("{}", 0) == ()


def test_sources() -> None:
    answer = recorded(CENTRE, "r").run(SHOW.sa_cache.command)
    found = SHOW.sa_cache.parse(answer.output, answer.exit_code)
    assert SaState(A("10.1.0.10"), A("239.1.1.1"), A("10.255.1.1"), local=False) in found
    assert len(found) == 3
    north = recorded("inter-as-north-r1", "r").run(SHOW.sa_cache.command)
    kept = SaState(A("10.1.0.10"), A("239.255.1.1"), None, local=True)
    assert kept in SHOW.sa_cache.parse(north.output, north.exit_code)


def test_sessions() -> None:
    answer = recorded(CENTRE, "r").run(SHOW.bgp_sessions.command)
    found = SHOW.bgp_sessions.parse(answer.output, answer.exit_code)
    assert BgpSessionState(A("172.31.30.17"), "unicast", "established", 3) in found
    assert BgpSessionState(A("172.31.30.17"), "multicast", "established", 4) in found
    assert SHOW.bgp_sessions.parse("{}\n{}\n", 0) == ()


@pytest.mark.parametrize("question", [SHOW.msdp_peers, SHOW.sa_cache, SHOW.bgp_sessions])
@pytest.mark.parametrize(
    ("output", "exit_code"),
    [
        ("", 0),
        ("pimd is not running\n", 1),
        ("% MSDP is not there\n", 0),
        ('{"10.255.0.2":{"sta', 0),
        ('{"10.255.0.2":{"peers":7}}', 0),
        ('{"nobody":{"state":"established"}}', 0),
    ],
)
def test_what_is_not_understood_is_no_answer(question: Question[object], output: str, exit_code: int) -> None:
    with pytest.raises(Unreadable):
        question.parse(output, exit_code)
