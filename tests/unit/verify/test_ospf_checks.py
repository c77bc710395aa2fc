"""The checks of OSPF neighbours and BFD sessions, on what FRR said: all well, the peer dead, the daemons dead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mcastcfg.model.load import loads
from mcastcfg.platforms.design import design_of
from mcastcfg.platforms.show import Question
from mcastcfg.transport.session import Answer
from mcastcfg.verify.checks import CHECKS
from mcastcfg.verify.facts import Facts, read
from mcastcfg.verify.outcome import Outcome
from mcastcfg.verify.run import judge_once
from mcastcfg.verify.scope import Scope
from sessions.transcript import Recorded, recorded

INVENTORY = """\
name: pair
ospf: {hello_interval: 2, dead_interval: 8}
pim_domains: {one: {}}
sites:
  left:
    pim_domain: one
    routers:
      b:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [192.0.2.1/30], gateway: 192.0.2.2}
          lo: {role: loopback, addresses: [10.255.0.1/32]}
  right:
    pim_domain: one
    routers:
      c:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [192.0.2.5/30], gateway: 192.0.2.6}
          lo: {role: loopback, addresses: [10.255.0.2/32]}
tunnels:
  b-c:
    ends:
      - {router: b, interface: wan0, address: 172.31.0.1/30}
      - {router: c, interface: wan0, address: 172.31.0.2/30}
    ipsec: none
    rpf: ospf
    bfd: {min_interval: 500, multiplier: 4}
"""
OF_OSPF = ("ospf-neighbor", "bfd-session")


def judged(session: Recorded) -> dict[str, Outcome]:
    """Judge one router; the tunnel has another number than in the recording, so its name is put in."""
    inventory = loads(INVENTORY)
    number = inventory.allocations.tunnels["b-c"]
    scope = Scope(design_of(inventory), ("b",))
    found: dict[str, Outcome] = {}
    for name in OF_OSPF:
        check = next(check for check in CHECKS if name == check.NAME)
        asked: dict[str, Question[object]] = {}
        for expectation in check.expect(scope):
            asked.update({question.command: question for _, question in expectation.needs})
        answers = {
            command: replace(answer, output=answer.output.replace("gre1", f"gre{number}"))
            for command, answer in session.answers.items()
        }
        facts = Facts(dict(read(Recorded("b", answers), asked.values())))
        found[name] = next(outcome for outcome in judge_once(scope, facts) if outcome.check == name)
    return found


def changed(old: str, new: str) -> Recorded:
    session = recorded("ospf-up", "b")
    assert any(old in answer.output for answer in session.answers.values())
    answers = {c: replace(a, output=a.output.replace(old, new)) for c, a in session.answers.items()}
    return Recorded("b", answers)


def test_both_pass_when_the_neighbor_is_there() -> None:
    found = judged(recorded("ospf-up", "b"))
    assert {outcome.status for outcome in found.values()} == {"passed"}
    assert "172.31.0.2 full on" in found["ospf-neighbor"].actual
    assert "every 500 ms, 4 missed" in found["bfd-session"].actual


@pytest.mark.parametrize(
    ("check", "old", "new", "reason"),
    [
        ("ospf-neighbor", "Full", "ExStart", "172.31.0.2 stays at exstart"),
        ("ospf-neighbor", "Full", "2-Way", "172.31.0.2 stays at 2-way"),
        ("ospf-neighbor", "172.31.0.2", "172.31.0.9", "no hello from 172.31.0.2"),
        ("bfd-session", '"status":"up"', '"status":"init"', "172.31.0.2 does not answer"),
        ("bfd-session", '"transmit-interval":500', '"transmit-interval":300', "differs from what is intended"),
        ("bfd-session", '"detect-multiplier":4', '"detect-multiplier":3', "differs from what is intended"),
        ("bfd-session", '"peer":"172.31.0.2"', '"peer":"172.31.0.9"', "nothing watches 172.31.0.2"),
    ],
)
def test_one_changed_word_fails(check: str, old: str, new: str, reason: str) -> None:
    outcome = judged(changed(old, new))[check]
    assert outcome.status == "failed"
    assert reason in outcome.reason


def test_a_dead_peer_fails_both() -> None:
    found = judged(recorded("ospf-peer-dead", "b"))
    assert {outcome.status for outcome in found.values()} == {"failed"}


@pytest.mark.parametrize("said", [None, "", "{", "[{}]", "garbage", '{"neighbors":{"x":[{}]}}'])
def test_what_cannot_be_read_fails(said: str | None) -> None:
    session = recorded("ospf-daemons-dead", "b")
    if said is not None:
        session = Recorded("b", {command: Answer(command, said, 0) for command in session.answers})
    assert {outcome.status for outcome in judged(session).values()} == {"failed"}
