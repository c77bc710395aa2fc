"""What holds for every lint rule, written once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mcastcfg.cli.examples import example, examples
from mcastcfg.lint import rules
from mcastcfg.lint.base import rule_text, slug_of
from mcastcfg.lint.docs import explanation, page
from mcastcfg.lint.examples import example_design
from mcastcfg.lint.registry import RULES
from mcastcfg.lint.run import lint
from mcastcfg.platforms.design import open_design

AREAS = {
    "SITE",
    "ADDR",
    "GRE",
    "IKE",
    "PIM",
    "RP",
    "BSR",
    "MSDP",
    "IGMP",
    "SSM",
    "MVPN",
    "PLAT",
    "STREAM",
    "LINT",
    "OSPF",
    "VPN",
}
every_rule = pytest.mark.parametrize("rule", RULES, ids=slug_of)


def test_every_file_is_registered():
    files = {path.stem.replace("_", "-") for path in Path(rules.__file__).parent.glob("*.py")} - {"--init--"}
    assert files == {slug_of(rule) for rule in RULES}


def test_codes_and_slugs_are_unique():
    assert len({rule.CODE for rule in RULES}) == len({slug_of(rule) for rule in RULES}) == len(RULES)


@every_rule
def test_words(rule):
    text = rule_text(rule)
    area, number = re.fullmatch(r"([A-Z]+)([0-9]{3})", text.code).groups()
    assert area in AREAS
    assert int(number) > 0
    assert text.severity in {"error", "warning"}
    assert len(text.title) > 10
    assert len(text.why) > 40
    assert text.references
    assert "\n".join(explanation(text))


@every_rule
def test_bad_gives_exactly_this_code(rule):
    result = lint(example_design(rule.BAD))
    assert [(finding.code, finding.severity) for finding in result.findings] == [(rule.CODE, rule.SEVERITY)]
    (finding,) = result.findings
    assert finding.message
    assert finding.fix
    assert finding.place.line > 1 or finding.place.column > 1, "a finding at the very start has lost its place"


@every_rule
def test_good_gives_nothing(rule):
    assert rule.GOOD != rule.BAD
    assert lint(example_design(rule.GOOD)).findings == ()


@pytest.mark.parametrize("inventory", sorted(examples()))
def test_shipped_inventories_have_no_findings(inventory):
    assert lint(open_design(example(inventory))).findings == ()


def test_reference_page_is_fresh(repository):
    written = (repository / "docs" / "reference" / "rules.md").read_text(encoding="utf-8")
    assert written == page(), "run: mcastcfg lint --docs > docs/reference/rules.md"
