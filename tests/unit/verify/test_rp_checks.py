"""The checks of what routers find out, on recorded answers: four routers in a row, by BSR and by Auto-RP."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address as A
from types import ModuleType

import pytest
from test_checks import changed

from mcastcfg.model.base import Prefix
from mcastcfg.model.load import loads
from mcastcfg.platforms.design import Design, design_of
from mcastcfg.platforms.frr_show_rp import AUTO_RP, BSR, RPS
from mcastcfg.platforms.show import Question, Unreadable
from mcastcfg.platforms.state import AutoRpState, BsrState, RpState
from mcastcfg.verify.checks import auto_rp, bsr, rp_mapping, rp_set
from mcastcfg.verify.facts import Facts, read
from mcastcfg.verify.outcome import Judgement
from mcastcfg.verify.scope import Scope
from sessions.transcript import Recorded, recorded

_BSR = """\
    bsr:
      candidate_bsrs:
        second: {router: r2, priority: 100}
        third: {router: r3, priority: 50}
      candidate_rps:
        first: {router: r1, groups: [239.1.0.0/16, 239.3.0.0/16], interval: 5}
        fourth: {router: r4, groups: [239.2.0.0/16, 239.3.0.0/16], interval: 5}
"""
_AUTO_RP = """\
    static_rps:
      own: {rp_address: 10.255.0.3, groups: [224.0.1.39/32, 224.0.1.40/32]}
    auto_rp:
      mapping_agents:
        second: {router: r2, interval: 5}
        third: {router: r3, interval: 5}
      candidate_rps:
        first: {router: r1, groups: [239.1.0.0/16], interval: 5}
        fourth: {router: r4, groups: [239.2.0.0/16, 239.3.0.0/16], interval: 5}
"""
ROUTERS = ("r1", "r2", "r3", "r4")


def row(discovery: str) -> Design:
    lines = ["name: row", "pim_domains:", "  row:", discovery.rstrip("\n"), "sites:"]
    for n in range(1, 5):
        interfaces = [
            f"          wan0: {{role: wan, addresses: [203.0.113.{4 * n + 1}/30], gateway: 203.0.113.{4 * n + 2}}}",
            f"          lo: {{role: loopback, addresses: [10.255.0.{n}/32]}}",
        ]
        lines += [f"  s{n}:", "    pim_domain: row", "    routers:", f"      r{n}:", "        platform: frr"]
        lines += ["        interfaces:", *interfaces]
    lines.append("tunnels:")
    for n in range(1, 4):
        ends = f"[{{router: r{n}, interface: wan0}}, {{router: r{n + 1}, interface: wan0}}]"
        lines.append(f"  t{n}: {{ends: {ends}, ipsec: none}}")
    return design_of(loads("\n".join(lines) + "\n"))


def judged(design: Design, check: ModuleType, answers: Mapping[str, Recorded]) -> dict[str, list[Judgement]]:
    found: dict[str, list[Judgement]] = {}
    for expectation in check.expect(Scope(design, ROUTERS)):
        questions: list[Question[object]] = [question for _, question in expectation.needs]
        facts = Facts(read(answers[expectation.router], questions))
        found.setdefault(expectation.router, []).append(expectation.judge(facts))
    return found


def sessions(case: str) -> dict[str, Recorded]:
    return {router: recorded(f"{case}-{router}", router) for router in ROUTERS}


def test_what_a_listener_says_of_the_bsr() -> None:
    answer = recorded("bsr-r4", "r4").run(BSR.command)
    assert BSR.parse(answer.output, answer.exit_code) == BsrState(A("10.255.0.2"), 100, is_self=False)
    answer = recorded("bsr-r2", "r2").run(BSR.command)
    assert BSR.parse(answer.output, answer.exit_code) == BsrState(A("10.255.0.2"), 100, is_self=True)
    answer = recorded("auto-rp-r1", "r1").run(BSR.command)
    assert BSR.parse(answer.output, answer.exit_code) == BsrState(None, None, is_self=False)


def test_a_mapping_says_how_it_was_learnt() -> None:
    answer = recorded("bsr-r1", "r1").run(RPS.command)
    assert RpState(A("10.255.0.1"), Prefix("239.3.0.0/16"), True, "bsr") in RPS.parse(answer.output, 0)
    answer = recorded("auto-rp-r1", "r1").run(RPS.command)
    learnt = {rp.groups: rp.source for rp in RPS.parse(answer.output, 0)}
    assert learnt == {
        Prefix("224.0.1.39/32"): "static",
        Prefix("224.0.1.40/32"): "static",
        Prefix("239.1.0.0/16"): "auto_rp",
    }, "several ranges of one candidate are told by `show ip pim autorp`"


def test_what_was_learnt_by_auto_rp() -> None:
    ranges = (
        (Prefix("239.1.0.0/16"), A("10.255.0.1")),
        (Prefix("239.2.0.0/16"), A("10.255.0.4")),
        (Prefix("239.3.0.0/16"), A("10.255.0.4")),
    )
    answer = recorded("auto-rp-r3", "r3").run(AUTO_RP.command)
    assert AUTO_RP.parse(answer.output, 0) == AutoRpState(listens=True, learnt=ranges, is_active_agent=True)
    answer = recorded("auto-rp-r2", "r2").run(AUTO_RP.command)
    assert not AUTO_RP.parse(answer.output, 0).is_active_agent, "the lower address has fallen silent"
    answer = recorded("bsr-r1", "r1").run(AUTO_RP.command)
    assert AUTO_RP.parse(answer.output, 0) == AutoRpState(listens=False, learnt=(), is_active_agent=False)


@pytest.mark.parametrize("question", [RPS, BSR, AUTO_RP])
@pytest.mark.parametrize(("said", "exit_code"), [("", 0), ("pimd is not running\n", 0), ("{", 0), ("[]", 0), ("{}", 1)])
def test_half_an_answer_is_none(question: Question[object], said: str, exit_code: int) -> None:
    with pytest.raises(Unreadable):
        question.parse(said, exit_code)


def test_routers_that_agree_pass() -> None:
    design = row(_BSR)
    for check in (bsr, rp_mapping, rp_set):
        found = judged(design, check, sessions("bsr"))
        assert set(found) == set(ROUTERS)
        assert {judgement.status for judgements in found.values() for judgement in judgements} == {"passed"}
    design = row(_AUTO_RP)
    for check in (auto_rp, rp_mapping, rp_set):
        found = judged(design, check, sessions("auto-rp"))
        assert {judgement.status for judgements in found.values() for judgement in judgements} == {"passed"}


FAULTS = [
    ("bsr", bsr, "pim bsr json", '"bsr":"10.255.0.2"', '"bsr":"10.255.0.9"', "obeys 10.255.0.9 instead"),
    ("bsr", bsr, "pim bsr json", '"bsr":"10.255.0.2"', '"bsr":"0.0.0.0"', "hears no bootstrap router"),
    ("bsr", bsr, "pim bsr json", '"priority":100', '"priority":7', "says priority 7"),
    ("bsr", bsr, "pim bsr json", "ACCEPT_PREFERRED", "BSR_ELECTED", "takes itself"),
    ("bsr", rp_set, "rp-info", "239.2.0.0/16", "239.9.0.0/16", "has learnt 239.9.0.0/16 at 10.255.0.4"),
    ("bsr", rp_set, "rp-info", '"source":"BSR"', '"source":"Static"', "has not learnt"),
    ("bsr", rp_mapping, "rp-info", '"source":"BSR"', '"source":"AutoRP"', "mapped in another way"),
    ("bsr", rp_mapping, "rp-info", '"source":"BSR"', '"source":"Static"', "mapped in another way"),
    ("auto-rp", auto_rp, "autorp", "239.3.0.0/16", "239.9.0.0/16", "has not learnt 239.3.0.0/16"),
    ("auto-rp", auto_rp, "autorp", '"enabled":true', '"enabled":false', "does not listen"),
    ("auto-rp", auto_rp, "autorp", '"active":true', '"active":false', "does not speak as mapping agent"),
]


@pytest.mark.parametrize(("case", "check", "word", "old", "new", "reason"), FAULTS)
def test_one_changed_word_fails_the_check(
    case: str, check: ModuleType, word: str, old: str, new: str, reason: str
) -> None:
    answers = sessions(case)
    router = "r3"
    answers[router] = changed(answers[router], word, old, new)
    found = judged(row(_BSR if case == "bsr" else _AUTO_RP), check, answers)
    failed = [judgement.reason for judgement in found[router] if judgement.status == "failed"]
    assert any(reason in one for one in failed), failed
    assert {judgement.status for name in ROUTERS if name != router for judgement in found[name]} == {"passed"}
