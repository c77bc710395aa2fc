"""The runner: order, waivers, chosen rules."""

from __future__ import annotations

import pytest

from mcastcfg.errors import UsageError
from mcastcfg.lint import run
from mcastcfg.lint.base import rule_text, slug_of
from mcastcfg.lint.examples import TWO_OFFICES, changed, example_design
from mcastcfg.lint.registry import RULES
from mcastcfg.lint.run import chosen, lint
from mcastcfg.lint.subject import listed

IN_CLEAR = changed(TWO_OFFICES, ("ipsec: wan\n", "ipsec: none\n"))
REASON = "the provider encrypts the line"


def waived(text, *waivers):
    listed_waivers = "".join(f"  - {{rule: {rule}, at: '{at}', reason: {REASON}}}\n" for rule, at in waivers)
    return lint(example_design(text + "waivers:\n" + listed_waivers))


@pytest.mark.parametrize("rule", ["tunnel-without-ipsec", "GRE003"])
@pytest.mark.parametrize("at", ["tunnels.main-remote.ipsec", "tunnels.main-remote", "tunnels"])
def test_waiver_covers_its_place_and_below(rule, at):
    result = waived(IN_CLEAR, (rule, at))
    assert result.findings == ()
    assert [(each.finding.code, each.reason) for each in result.waived] == [("GRE003", REASON)]


@pytest.mark.parametrize(
    ("rule", "at"),
    [
        ("GRE003", "tunnels.main"),
        ("GRE003", "tunnels.main-remote.ipsec.more"),
        ("GRE001", "tunnels"),
        ("GRE003", "sites"),
    ],
)
def test_waiver_elsewhere_is_unused(rule, at):
    assert [finding.code for finding in waived(IN_CLEAR, (rule, at)).findings] == ["GRE003", "LINT001"]


def test_waiver_of_a_list_item():
    text = changed(TWO_OFFICES, ("router: remote-r1, interface: wan0}", "router: remote-r1, interface: wan0, ttl: 1}"))
    assert waived(text, ("tunnel-ttl-too-small", "tunnels.main-remote.ends")).findings == ()
    assert waived(text, ("tunnel-ttl-too-small", "tunnels.main-remote.ends[1]")).findings == ()
    assert len(waived(text, ("tunnel-ttl-too-small", "tunnels.main-remote.ends[0]")).findings) == 2


def test_overlapping_waivers_are_both_used():
    assert waived(IN_CLEAR, ("GRE003", "tunnels"), ("tunnel-without-ipsec", "tunnels.main-remote")).findings == ()


def test_unused_waiver_cannot_be_waived():
    codes = [finding.code for finding in waived(TWO_OFFICES, ("GRE003", "tunnels"), ("LINT001", "waivers")).findings]
    assert codes == ["LINT001", "LINT001"]


def test_only_the_chosen_rules_run():
    text = IN_CLEAR + "waivers:\n  - {rule: ttl-too-small, at: streams, reason: its rule does not run here}\n"
    rules = chosen(["GRE003", "unused-waiver"])
    assert [finding.code for finding in lint(example_design(text), rules).findings] == ["GRE003"]
    assert [finding.code for finding in lint(example_design(text), chosen(["ttl-too-small"])).findings] == []
    assert [finding.code for finding in lint(example_design(text)).findings] == ["GRE003", "LINT001"]


def test_names_of_rules_in_any_case():
    assert [rule.CODE for rule in chosen(["gre001", "RP-MISSING"])] == ["GRE001", "RP001"]
    assert chosen([]) == RULES
    with pytest.raises(UsageError, match="no lint rule 'GRE999'"):
        chosen(["GRE999"])


def test_findings_stand_in_the_order_of_the_file():
    text = changed(
        IN_CLEAR,
        ("receivers: [remote]", "receivers: [remote], ttl: 1"),
        ("[10.2.0.1/24]}", "[10.2.0.1/24], mtu: 1000}"),
        ("interface: wan0}\n    ipsec", "interface: wan0, ttl: 1}\n    ipsec"),
    )
    places = [finding.place for finding in lint(example_design(text)).findings]
    assert len(places) == 4
    assert places == sorted(places)


def test_a_rule_that_crashes_is_a_bug_and_no_pass(monkeypatch):
    broken = chosen(["GRE001"])[0]

    def crash(_subject):
        raise ZeroDivisionError

    monkeypatch.setattr(broken, "check", crash)
    with pytest.raises(ZeroDivisionError):
        lint(example_design(TWO_OFFICES))


def test_rule_without_reason_is_refused(monkeypatch):
    broken = chosen(["GRE001"])[0]
    monkeypatch.setattr(broken, "__doc__", "A title and nothing more.")
    with pytest.raises(ValueError, match="tunnel-ends-disagree: the docstring needs"):
        rule_text(broken)


def test_unused_waiver_is_last():
    assert slug_of(RULES[-1]) == "unused-waiver"
    assert run.unused_waiver is RULES[-1]


def test_listing_names():
    assert listed(["a", "b", "a"]) == "a, b"
    assert listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
