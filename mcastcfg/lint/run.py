"""Run the rules over a design: place every violation, set aside what is waived, and report waivers nothing needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mcastcfg.errors import UsageError, dotted
from mcastcfg.lint.base import Finding, Rule, Severity, rule_text, slug_of
from mcastcfg.lint.registry import RULES
from mcastcfg.lint.rules import unused_waiver
from mcastcfg.lint.subject import Subject
from mcastcfg.model.network import Waiver
from mcastcfg.platforms.design import Design


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding the team lives with, and why."""

    finding: Finding
    reason: str


@dataclass(frozen=True, slots=True)
class LintResult:
    """What the linter says, both lists in the order of the files."""

    findings: tuple[Finding, ...]
    waived: tuple[Waived, ...]

    def count(self, severity: Severity) -> int:
        """Return how many findings have a severity."""
        return sum(finding.severity == severity for finding in self.findings)


def lint(design: Design, rules: Sequence[Rule] = RULES) -> LintResult:
    """Return every finding. A rule that raises is a bug of mcastcfg and is not caught here."""
    subject = Subject(design)
    waivers = design.network.waivers
    known = {name for rule in rules for name in (rule.CODE, slug_of(rule))}
    used: set[int] = set()
    findings: list[Finding] = []
    waived: list[Waived] = []
    for finding in _found(rules, subject):
        index = next((i for i, waiver in enumerate(waivers) if covers(waiver, finding)), None)
        if index is None:
            findings.append(finding)
        else:
            # Every waiver that covers it counts as used, so that two overlapping ones are not played off.
            used.update(i for i, waiver in enumerate(waivers) if covers(waiver, finding))
            waived.append(Waived(finding, waivers[index].reason))
    if unused_waiver in rules:
        everything = known >= {rule.CODE for rule in RULES}
        unused = tuple(
            (index, waiver)
            for index, waiver in enumerate(waivers)
            # With only some rules run, a waiver of another rule has had no chance to be used.
            if index not in used and (everything or waiver.rule in known)
        )
        findings.extend(_found((unused_waiver,), replace(subject, unused_waivers=unused)))
    return LintResult(_in_order(findings), tuple(sorted(waived, key=lambda each: _order(each.finding))))


def covers(waiver: Waiver, finding: Finding) -> bool:
    """Return whether a waiver names a finding's rule and its place or a parent of it."""
    if waiver.rule not in {finding.code, finding.slug}:
        return False
    at = finding.at
    return at == waiver.at or at.startswith((f"{waiver.at}.", f"{waiver.at}["))


def chosen(names: Sequence[str]) -> tuple[Rule, ...]:
    """Return the rules with these codes or slugs, all of them for no name; raises UsageError for a name unknown."""
    by_name = {name.lower(): rule for rule in RULES for name in (rule.CODE, slug_of(rule))}
    for name in names:
        if name.lower() not in by_name:
            raise UsageError(f"there is no lint rule {name!r}; mcastcfg lint --list-rules names them all")
    wanted = {by_name[name.lower()].CODE for name in names}
    return tuple(rule for rule in RULES if not names or rule.CODE in wanted)


def _found(rules: Sequence[Rule], subject: Subject) -> Iterator[Finding]:
    place = subject.design.inventory.place
    for rule in rules:
        text = rule_text(rule)
        for violation in dict.fromkeys(rule.check(subject)):
            yield Finding(
                code=text.code,
                slug=text.slug,
                severity=text.severity,
                path=violation.path,
                place=place(violation.path),
                message=violation.message,
                why=text.why,
                fix=violation.fix,
                references=text.references,
            )


def _in_order(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=_order))


def _order(finding: Finding) -> tuple[object, ...]:
    return (finding.place, finding.code, dotted(finding.path), finding.message)
