"""Dense mode on recorded answers: what the flood leaves on each router, and what would be wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from mcastcfg.platforms.design import Design, open_design
from mcastcfg.verify.checks import flood_pruned, igmp_membership, source_tree
from mcastcfg.verify.facts import Facts, read
from mcastcfg.verify.outcome import Outcome
from mcastcfg.verify.run import judge_once
from mcastcfg.verify.scope import Scope
from sessions.transcript import Recorded, recorded
from unit.verify.test_checks import changed, failures

ROUTERS = ("hall-r1", "east-r1", "west-r1")
LOOKED_AT = (flood_pruned, igmp_membership, source_tree)
"""The checks of what a flood leaves; all others are looked at in the two offices."""


def outcomes(design: Design, answers: Mapping[str, Recorded], *, flow: bool) -> list[Outcome]:
    scope = Scope(design, tuple(design.configs), flow)
    expectations = [(check.NAME, expectation) for check in LOOKED_AT for expectation in check.expect(scope)]
    facts: dict[tuple[str, str], object] = {}
    for _, expectation in expectations:
        for router, question in expectation.needs:
            facts.update(read(answers[router], [question]))
    return [outcome for outcome in judge_once(scope, Facts(facts)) if outcome.check in {c.NAME for c in LOOKED_AT}]


@pytest.fixture(scope="module")
def design(repository: Path) -> Design:
    return open_design(repository / "inventory" / "dense")


@pytest.fixture
def flowing() -> dict[str, Recorded]:
    return {router: recorded(f"dense-flowing-{router}", router) for router in ROUTERS}


def test_all_pass_while_streams_flow(design: Design, flowing: dict[str, Recorded]) -> None:
    found = outcomes(design, flowing, flow=True)
    assert {outcome.status for outcome in found} == {"passed"}
    pruned = {(o.router, o.subject.split()[0], o.expected) for o in found if o.check == "flood-pruned"}
    assert pruned == {
        ("west-r1", "speech", "gre2 > nobody"),
        ("east-r1", "rehearsal", "gre1 > nobody"),
        ("west-r1", "rehearsal", "gre2 > nobody"),
    }


def test_without_being_told_routers_with_receivers_are_skipped(design: Design, flowing: dict[str, Recorded]) -> None:
    found = [o for o in outcomes(design, flowing, flow=False) if o.check == "flood-pruned"]
    assert {(o.router, o.subject.split()[0]): o.status for o in found} == {
        ("east-r1", "speech"): "skipped",
        ("west-r1", "speech"): "passed",
        ("hall-r1", "questions"): "skipped",
        ("west-r1", "questions"): "skipped",
        ("east-r1", "rehearsal"): "passed",
        ("west-r1", "rehearsal"): "passed",
    }


@pytest.mark.parametrize(
    ("check", "router", "word", "old", "new", "reason"),
    [
        ("flood-pruned", "west-r1", "upstream-rpf", "239.1.1.1", "239.9.9.9", "has not reached west-r1"),
        ("flood-pruned", "west-r1", "upstream-rpf", '"gre2"', '"wan0"', "is expected from wan0"),
        ("source-tree", "hall-r1", "mroute", '"gre1":{', '"gre2":{', "does not go out of gre1"),
        ("source-tree", "hall-r1", "mroute", '"flags":"SFT"', '"flags":"FTD"', "is flooded and should be joined"),
    ],
)
def test_one_changed_word_fails(
    design: Design, flowing: dict[str, Recorded], check: str, router: str, word: str, old: str, new: str, reason: str
) -> None:
    flowing[router] = changed(flowing[router], word, old, new)
    found = outcomes(design, flowing, flow=True)
    assert (router, check) in failures(found)
    assert any(reason in outcome.reason for outcome in found if outcome.status == "failed"), found


def test_a_router_that_sends_on_what_it_should_have_pruned_is_found(
    design: Design, flowing: dict[str, Recorded]
) -> None:
    """The route of west-r1's own stream, made into the one that it should have pruned."""
    west = flowing["west-r1"]
    for old, new in (("239.1.1.2", "239.1.1.1"), ("10.2.0.10", "10.1.0.10")):
        west = changed(west, "mroute", old, new)
    flowing["west-r1"] = west
    found = outcomes(design, flowing, flow=True)
    reasons = [o.reason for o in found if (o.router, o.check) == ("west-r1", "flood-pruned")]
    assert any("goes out of lan0, where nobody should receive it" in reason for reason in reasons)


def test_what_a_router_has_forgotten_is_skipped_unless_it_must_be_there(
    design: Design, flowing: dict[str, Recorded]
) -> None:
    flowing["west-r1"] = changed(flowing["west-r1"], "upstream-rpf", "239.1.1.1", "239.9.9.9")
    (outcome,) = [
        o
        for o in outcomes(design, flowing, flow=False)
        if (o.router, o.check) == ("west-r1", "flood-pruned") and o.subject.startswith("speech")
    ]
    assert (outcome.status, outcome.reason) == ("skipped", "west-r1 has forgotten (10.1.0.10,239.1.1.1)")
