"""Further cases of each rule: cases/<slug>.yaml lists changes to an example and what they give."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from mcastcfg.lint.base import slug_of
from mcastcfg.lint.example_systems import THREE_RPS, TWO_SYSTEMS
from mcastcfg.lint.examples import TWO_HUBS, TWO_OFFICES, UNNUMBERED, changed, example_design
from mcastcfg.lint.provider_example import MULTICAST_VPN, PROVIDER_CORE
from mcastcfg.lint.registry import RULES
from mcastcfg.lint.run import lint

EXAMPLES = {
    "two-offices": TWO_OFFICES,
    "two-systems": TWO_SYSTEMS,
    "three-rps": THREE_RPS,
    "two-hubs": TWO_HUBS,
    "provider-core": PROVIDER_CORE,
    "multicast-vpn": MULTICAST_VPN,
}
CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


def _cases():
    for file in CASES:
        for case in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield pytest.param(case, id=f"{file.stem}: {case['name']}")


def test_every_rule_has_cases_both_ways():
    assert {file.stem for file in CASES} == {slug_of(rule) for rule in RULES}
    for file in CASES:
        cases = yaml.safe_load(file.read_text(encoding="utf-8"))
        assert any(case["findings"] for case in cases), file.name
        assert any(not case["findings"] for case in cases), file.name


@pytest.mark.parametrize("case", list(_cases()))
def test_case(case):
    example = EXAMPLES[case.get("example", "two-offices")]
    text = changed(example, *((change["old"], change["new"]) for change in case.get("changes", ())))
    first_line = UNNUMBERED if case.get("unnumbered") else ""
    result = lint(example_design(first_line + text + case.get("added", "")))
    found = [f"{finding.place.line}:{finding.place.column} {finding.code} {finding.at}" for finding in result.findings]
    assert found == case["findings"], [finding.message for finding in result.findings]
    if "message" in case:
        assert case["message"] in result.findings[0].message
