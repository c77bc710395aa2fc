"""Checks of VRFs and MDTs on what edges printed in the lab while the streams of inventory/mvpn flowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcastcfg.model.base import Address
from mcastcfg.platforms.design import Design, open_design
from mcastcfg.platforms.frr_show import SHOW
from mcastcfg.platforms.show import Unreadable
from mcastcfg.platforms.state import RpfState
from mcastcfg.verify.checks import mdt_tree, pim_neighbor, rp_mapping, rpf, source_tree, vpn_route
from mcastcfg.verify.facts import Facts, read
from mcastcfg.verify.outcome import Judgement
from mcastcfg.verify.scope import Scope
from sessions.transcript import Recorded, recorded
from unit.verify.test_checks import changed

LOOKED_AT = (pim_neighbor, rp_mapping, rpf, source_tree, vpn_route, mdt_tree)
RED = SHOW.in_vrf("red")
ASKED = [RED.pim_neighbors, RED.rps, RED.igmp_memberships, RED.multicast_routes, RED.rpf(Address("10.1.0.1"))]


@pytest.fixture(scope="module")
def design(repository: Path) -> Design:
    return open_design(repository / "inventory/mvpn")


def judged(design: Design, answers: Recorded) -> dict[tuple[str, str, str], Judgement]:
    scope = Scope(design, (answers.router,), streams_flow=True)
    expectations = [(check.NAME, each) for check in LOOKED_AT for each in check.expect(scope)]
    facts: dict[tuple[str, str], object] = {}
    for _, expectation in expectations:
        mine = [question for name, question in expectation.needs if name.partition(":")[0] == answers.router]
        facts.update(read(answers, mine))
    return {(name, each.router, each.subject): each.judge(Facts(facts)) for name, each in expectations}


@pytest.mark.parametrize("router", ["p", "pe1", "pe3"])
def test_all_pass(design: Design, router: str) -> None:
    found = judged(design, recorded(f"mvpn-{router}", router))
    assert {judgement.status for judgement in found.values()} == {"passed"}
    if router == "pe1":
        assert ("pim-neighbor", "pe1:blue", "pe2:blue") in found
        assert ("source-tree", "pe1:red", "red-camera (10.1.0.10,239.1.1.1)") in found
        assert ("mdt-tree", "pe1", "red (10.255.100.10,239.192.0.1)") in found


@pytest.mark.parametrize(
    ("word", "old", "new", "failed"),
    [
        ("pim vrf red neighbor", "10.255.0.2", "10.255.0.8", {("pim-neighbor", "pe1:red")}),
        ("pim vrf blue neighbor", '"mdt2"', '"mdt1"', {("pim-neighbor", "pe1:blue")}),
        ("vrf blue rp-info", "10.1.0.1", "10.1.0.2", {("rp-mapping", "pe1:blue")}),
        ("vrf blue nexthop-lookup 10.1.0.10", "Interface mdt2", "Interface blue0", {("rpf", "pe1:blue")}),
        ("mroute vrf red json", '"mdt1":{', '"mdt9":{', {("source-tree", "pe1:red")}),
        ("route vrf vpn1", '"labels"', '"nothing"', {("vpn-route", "pe1")}),
        ("'show ip mroute json'", "239.192.0.2", "239.192.0.9", {("mdt-tree", "pe1")}),
    ],
)
def test_what_is_wrong_is_told(design: Design, word: str, old: str, new: str, failed: set[tuple[str, str]]) -> None:
    found = judged(design, changed(recorded("mvpn-pe1", "pe1"), word, old, new))
    assert {(check, name) for (check, name, _), judgement in found.items() if judgement.status == "failed"} == failed


def test_rpf_of_a_vrf() -> None:
    nowhere = "(10.77.0.1, 0.0.0.0) --- Nexthop Lookup failed, no usable routes returned.\n"
    assert RED.rpf(Address("10.77.0.1")).parse(nowhere, 0) == RpfState(Address("10.77.0.1"), None, None)


def test_the_register_interface_of_a_vrf_is_no_outgoing_one() -> None:
    question = RED.multicast_routes
    answer = recorded("mvpn-pe3", "pe3").run(question.command)
    assert "pimreg1001" in answer.output
    assert not any("pimreg" in name for route in question.parse(answer.output, 0) for name in route.outgoing_interfaces)


@pytest.mark.parametrize("question", ASKED, ids=lambda question: question.command)
@pytest.mark.parametrize(
    ("output", "exit_code"),
    [("", 0), ("{", 0), ("[1]", 0), ("% VRF name red does not exist\n", 0), ("Exiting: failed to connect.", 1)],
)
def test_what_is_no_answer_is_unreadable(question, output: str, exit_code: int) -> None:
    with pytest.raises(Unreadable):
        question.parse(output, exit_code)
