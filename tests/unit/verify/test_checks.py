"""Every check on recorded answers: it passes on a healthy network, and one changed word makes it fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from mcastcfg.errors import UnsupportedFeature
from mcastcfg.model.load import loads
from mcastcfg.platforms.design import Design, design_of, open_design
from mcastcfg.platforms.show import Question
from mcastcfg.transport.session import Answer
from mcastcfg.verify.checks import CHECKS
from mcastcfg.verify.facts import Facts, read
from mcastcfg.verify.outcome import Outcome
from mcastcfg.verify.run import judge_once
from mcastcfg.verify.scope import Scope
from sessions.transcript import Recorded, recorded


@pytest.fixture(scope="module")
def design(repository: Path) -> Design:
    return open_design(repository / "inventory" / "two-office")


def sessions(case: str) -> dict[str, Recorded]:
    return {router: recorded(f"{case}-{router}", router) for router in ("main-r1", "remote-r1")}


def outcomes(design: Design, answers: Mapping[str, Recorded], *, flow: bool) -> list[Outcome]:
    scope = Scope(design, tuple(design.configs), flow)
    questions: dict[str, dict[str, Question[object]]] = {}
    for check in CHECKS:
        for expectation in check.expect(scope):
            for router, question in expectation.needs:
                questions.setdefault(router, {})[question.command] = question
    facts: dict[tuple[str, str], object] = {}
    for router, asked in questions.items():
        facts.update(read(answers[router], asked.values()))
    return judge_once(scope, Facts(facts))


def changed(session: Recorded, word: str, old: str, new: str) -> Recorded:
    """Return the session with one text replaced in the answers to the commands that hold `word`."""
    hits = [command for command in session.answers if word in command and old in session.answers[command].output]
    assert hits, f"{old!r} is in no answer to {word!r}"
    answers = dict(session.answers)
    for command in hits:
        answers[command] = replace(answers[command], output=answers[command].output.replace(old, new))
    return Recorded(session.router, answers)


OF_OTHER_INVENTORIES = {
    "mdt-tree",  # test_checks_mvpn.py
    "ldp-neighbor",
    "vpn-route",
    "vpn-session",  # test_checks_vpn.py
    "bsr",  # test_rp_checks.py
    "certificate",  # test_check_certificate.py
    "flood-pruned",  # test_checks_dense.py
    "bgp-session",  # test_msdp_checks.py, as the next two
    "msdp-peer",
    "msdp-sa",
    "auto-rp",
    "bfd-session",  # test_ospf_checks.py
    "ospf-neighbor",  # test_ospf_checks.py
}
"""Checks of what the two offices do not use."""


def failures(found: list[Outcome]) -> set[tuple[str, str]]:
    return {(outcome.router, outcome.check) for outcome in found if outcome.status == "failed"}


def test_all_pass_while_streams_flow(design: Design) -> None:
    found = outcomes(design, sessions("flowing"), flow=True)
    assert {outcome.status for outcome in found} == {"passed"}
    assert {outcome.check for outcome in found} == {check.NAME for check in CHECKS} - OF_OTHER_INVENTORIES


def test_all_pass_while_streams_flow_without_being_told_so(design: Design) -> None:
    found = outcomes(design, sessions("flowing"), flow=False)
    assert {outcome.status for outcome in found} == {"passed"}


def test_without_receivers_stream_state_is_skipped_with_a_reason(design: Design) -> None:
    found = outcomes(design, sessions("idle"), flow=False)
    assert not failures(found)
    skipped = [outcome for outcome in found if outcome.status == "skipped"]
    assert {outcome.check for outcome in skipped} <= {"igmp-membership", "shared-tree", "source-tree"}
    assert {"igmp-membership", "shared-tree"} <= {outcome.check for outcome in skipped}
    assert all(outcome.reason for outcome in skipped)


def test_without_receivers_nothing_is_skipped_when_they_should_be_there(design: Design) -> None:
    found = outcomes(design, sessions("idle"), flow=True)
    assert not [outcome for outcome in found if outcome.status == "skipped"]
    assert ("remote-r1", "igmp-membership") in failures(found)
    assert ("remote-r1", "shared-tree") in failures(found)
    assert ("remote-r1", "source-tree") in failures(found)


FAULTS = [
    ("tunnel-up", "main-r1", "type gre", '"mtu":1400', '"mtu":1476'),
    ("tunnel-up", "main-r1", "type gre", '"ttl":64', '"ttl":0'),
    ("tunnel-up", "main-r1", "type gre", '"remote":"198.51.100.1"', '"remote":"198.51.100.9"'),
    ("tunnel-up", "main-r1", "type gre", '"pmtudisc":true', '"pmtudisc":true,"okey":"0.0.0.7"'),
    ("tunnel-up", "main-r1", "type gre", '"172.31.0.1","prefixlen":30', '"172.31.0.1","prefixlen":29'),
    ("tunnel-up", "main-r1", "type gre", '"UP","LOWER_UP"', '"NO-CARRIER"'),
    ("tunnel-up", "main-r1", "type gre", '"gre1"', '"gre2"'),
    ("ike-sa", "main-r1", "list-sas", "state = ESTABLISHED", "state = DELETING"),
    ("ike-sa", "main-r1", "list-sas", "prf-alg = PRF_HMAC_SHA2_384", "prf-alg = PRF_HMAC_SHA2_256"),
    ("ike-sa", "main-r1", "list-sas", "dh-group = ECP_384", "dh-group = MODP_2048"),
    ("ike-sa", "main-r1", "list-sas", "remote-host = 198.51.100.1", "remote-host = 198.51.100.9"),
    ("child-sa", "main-r1", "list-sas", "mode = TRANSPORT", "mode = TUNNEL"),
    ("child-sa", "main-r1", "list-sas", "state = INSTALLED", "state = REKEYED"),
    ("child-sa", "main-r1", "list-sas", "protocol = ESP", "protocol = AH"),
    ("child-sa", "main-r1", "list-sas", "encr-keysize = 256", "encr-keysize = 128"),
    ("child-sa", "main-r1", "list-conns", "ECP_384", "ECP_256"),
    ("clear-text-guard", "remote-r1", "nft", '"drop"', '"accept"'),
    ("clear-text-guard", "remote-r1", "nft", '"hook": "output"', '"hook": "forward"'),
    ("clear-text-guard", "remote-r1", "nft", '"203.0.113.1"', '"203.0.113.9"'),
    ("pim-neighbor", "main-r1", "pim neighbor", "172.31.0.2", "172.31.0.3"),
    ("pim-neighbor", "main-r1", "pim neighbor", '"gre1"', '"gre2"'),
    ("rp-mapping", "remote-r1", "rp-info", '"group":"239.0.0.0/8"', '"group":"239.1.0.0/16"'),
    ("rp-mapping", "remote-r1", "rp-info", "10.255.0.1", "10.255.0.9"),
    ("rp-mapping", "main-r1", "rp-info", '"iAmRP":true', '"iAmRP":false'),
    ("rp-set", "remote-r1", "rp-info", '"source":"Static"', '"source":"BSR"'),
    ("rpf", "remote-r1", "show ip rpf 10.1.0.10", "Interface gre1", "Interface wan0"),
    ("rpf", "remote-r1", "show ip rpf 10.255.0.1", "Nexthop 172.31.0.1 Interface gre1", "Nexthop Lookup failed, x"),
    ("igmp-membership", "remote-r1", "igmp sources", "239.1.1.1", "239.9.9.9"),
    ("igmp-membership", "remote-r1", "igmp sources", '"source":"10.1.0.10"', '"source":"10.1.0.99"'),
    ("igmp-membership", "remote-r1", "igmp sources", '"forwarded":true', '"forwarded":false'),
    ("shared-tree", "remote-r1", "mroute", '"iif":"gre1"', '"iif":"wan0"'),
    ("shared-tree", "remote-r1", "mroute", '"lan0":{', '"lan9":{'),
    ("shared-tree", "main-r1", "mroute", '"installed":1', '"installed":0'),
    ("source-tree", "remote-r1", "mroute", '"iif":"gre1"', '"iif":"wan0"'),
    ("source-tree", "main-r1", "mroute", '"gre1":{', '"wan0":{'),
    ("source-tree", "main-r1", "mroute", "239.1.1.2", "239.9.9.9"),
    ("denied-stream", "remote-r1", "mroute", "239.1.1.1", "239.1.1.2"),
]


@pytest.mark.parametrize(("check", "router", "word", "old", "new"), FAULTS)
def test_one_changed_word_fails_the_check(
    design: Design, check: str, router: str, word: str, old: str, new: str
) -> None:
    answers = sessions("flowing")
    answers[router] = changed(answers[router], word, old, new)
    found = outcomes(design, answers, flow=True)
    assert (router, check) in failures(found)
    wrong = [outcome for outcome in found if outcome.status == "failed"]
    assert all(outcome.reason and outcome.actual for outcome in wrong)


def test_every_check_has_a_fault_above() -> None:
    assert {fault[0] for fault in FAULTS} == {check.NAME for check in CHECKS} - OF_OTHER_INVENTORIES


@pytest.mark.parametrize("said", ["", "pimd is not running\n", "{", "garbage"])
def test_what_cannot_be_read_is_failed_never_passed(design: Design, said: str) -> None:
    answers = sessions("flowing")
    for router, session in answers.items():
        answers[router] = Recorded(router, {command: Answer(command, said, 0) for command in session.answers})
    for flow in (True, False):
        found = outcomes(design, answers, flow=flow)
        assert {outcome.status for outcome in found} == {"failed"}
        assert all("cannot read the answer to" in outcome.reason for outcome in found)


def test_a_table_that_is_gone_fails_the_guard(design: Design) -> None:
    answers = sessions("flowing")
    gone = recorded("before-deploy", "main-r1").answers
    answers["main-r1"] = Recorded("main-r1", {**answers["main-r1"].answers, **gone})
    assert failures(outcomes(design, answers, flow=True)) == {("main-r1", "clear-text-guard")}


def test_a_renewed_child_sa_is_judged_by_its_own_group(design: Design) -> None:
    answers = sessions("flowing")
    renewed = recorded("rekeyed-main-r1", "main-r1").answers
    answers["main-r1"] = Recorded("main-r1", {**answers["main-r1"].answers, **renewed})
    assert not failures(outcomes(design, answers, flow=True))
    answers["main-r1"] = changed(answers["main-r1"], "list-sas", "dh-group = ECP_384", "dh-group = ECP_256")
    assert ("main-r1", "child-sa") in failures(outcomes(design, answers, flow=True))


@pytest.mark.parametrize("case", ["wrong-key", "connecting"])
def test_without_agreement_there_is_no_sa(design: Design, case: str) -> None:
    answers = sessions("flowing")
    answers["main-r1"] = Recorded(
        "main-r1", {**answers["main-r1"].answers, **recorded(f"{case}-main-r1", "main-r1").answers}
    )
    found = failures(outcomes(design, answers, flow=True))
    assert found == {("main-r1", "ike-sa"), ("main-r1", "child-sa")}


def test_the_prediction_follows_who_has_asked(design: Design) -> None:
    """With nobody in the remote office asking, main-r1 must not send there, and does: that is a fault."""
    answers = sessions("flowing")
    answers["remote-r1"] = changed(answers["remote-r1"], "igmp sources", "239.1.1.1", "239.9.9.9")
    found = outcomes(design, answers, flow=False)
    assert ("main-r1", "source-tree") in failures(found)
    reasons = [o.reason for o in found if o.router == "main-r1" and o.subject.startswith("lobby-camera")]
    assert any("where nobody should receive it" in reason for reason in reasons)


def test_a_platform_that_cannot_be_asked_is_refused_with_the_reason(repository: Path) -> None:
    texts = [path.read_text() for path in sorted((repository / "inventory" / "two-office").rglob("*.yaml"))]
    sites = "\n".join(t.split("---\n")[1].removeprefix("sites:\n") for t in texts if "\nsites:\n" in t)
    rest = "\n".join(t.split("---\n")[1] for t in texts if "\nname: two-office" in t or "\nstreams:" in t)
    one = f"{rest}\nsites:\n{sites}".replace("platform: frr", "platform: cisco_xe")
    other = design_of(loads(one))
    scope = Scope(other, tuple(other.configs))
    with pytest.raises(UnsupportedFeature, match="cisco_xe cannot do verify: "):
        list(CHECKS[0].expect(scope))


def test_a_source_that_fell_silent_is_not_judged_by_what_was_asked_for_then(design: Design) -> None:
    """Routes outlive their packets by minutes, with joins that nobody took back while the tunnel was down."""
    answers = sessions("flowing")
    silent = {
        router: changed(session, "mroute count", '"lastUsed":0,', '"lastUsed":11,')
        for router, session in answers.items()
    }
    trees = [o for o in outcomes(design, silent, flow=False) if o.check == "source-tree" and "239." in o.subject]
    assert {o.status for o in trees} == {"skipped"}
    assert all("lately" in o.reason for o in trees)
    flowing = [o for o in outcomes(design, answers, flow=False) if o.check == "source-tree"]
    assert {o.status for o in flowing} == {"passed"}
