"""How a fault case is judged from what the receivers counted."""

from __future__ import annotations

from mcastcfg.lab.faults import PowerCut
from mcastcfg.lab.matrix import Cell, Matrix, Role, Verdict
from mcastcfg.lab.scenario import FaultCase
from mcastcfg.lab.survive import _judged

CASE = FaultCase(make=(PowerCut(node="r1"),), max_outage=3, max_loss=10)


def cell(
    host: str, role: Role = "receiver", verdict: Verdict = "delivered", lost: int = 0, gap: float | None = 0
) -> Cell:
    return Cell("feed", host, "site", role, verdict, 900, 800, 0, lost, 0, 0, 0, 1.0, None, 0, 200, gap)


def test_what_is_allowed_is_survived() -> None:
    during = Matrix((cell("near", lost=20, gap=2900), cell("far", lost=200, gap=9000)))
    found = _judged("f", CASE, {("feed", "near")}, during, Matrix((cell("near"), cell("far"))), [])
    assert (found.survived, found.outage_seconds, found.lost, found.sent) == (True, 2.9, 20, 200)


def test_a_longer_outage_and_more_loss_are_not() -> None:
    found = _judged("f", CASE, {("feed", "near")}, Matrix((cell("near", lost=22, gap=3100),)), Matrix(()), [])
    assert found.troubles == (
        "near heard nothing of feed for 3.1 s; 3 are allowed",
        "near lost 11.0% of feed; 10% are allowed",
    )


def test_loss_after_healing_and_leaks_are_not() -> None:
    after = Matrix((cell("near", verdict="lost", lost=2), cell("spy", role="forbidden", verdict="leaked")))
    found = _judged("f", CASE, (), Matrix(()), after, [])
    assert found.troubles == (
        "healed: near lost 2 of 200 packets of feed",
        "spy heard feed, which it must not",
    )
    assert found.outage_seconds is None
