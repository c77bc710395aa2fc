"""What a lint rule is: a module that holds its own documentation, an example of the fault and of its repair.

A rule never prints, and knows neither the place nor the severity of what it finds; the runner adds them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from mcastcfg.errors import NodePath, Place, dotted
from mcastcfg.lint.subject import Subject

Severity: TypeAlias = Literal["error", "warning"]
"""An error means that something declared will not work; a warning, that it works and should not stay so."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One fault a rule sees: which value of the inventory decides it, what is wrong, how to mend it."""

    path: NodePath
    message: str
    fix: str


class Rule(Protocol):
    """A module of `lint/rules`; its docstring is a title line, then a paragraph that starts with `Why:`."""

    CODE: str
    """Area and number, such as GRE001; never given to another rule."""
    SEVERITY: Severity
    """How bad a finding is."""

    @property
    def REFERENCES(self) -> tuple[str, ...]:  # noqa: N802 # a module's constant; a property takes tuples of any length
        """RFCs with their sections, or a vendor's page."""
        ...

    BAD: str
    """A small inventory with exactly this fault."""
    GOOD: str
    """The same inventory, mended."""

    def check(self, subject: Subject) -> Iterator[Violation]:
        """Yield what is wrong."""
        ...


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule in words, taken from its module."""

    code: str
    slug: str
    severity: Severity
    title: str
    why: str
    notes: tuple[str, ...]
    """Further paragraphs: what the rule leaves to others, and the like."""
    references: tuple[str, ...]
    bad: str
    good: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A violation with everything a reader needs."""

    code: str
    slug: str
    severity: Severity
    path: NodePath
    place: Place
    message: str
    why: str
    fix: str
    references: tuple[str, ...]

    @property
    def at(self) -> str:
        """Return the key path, as a waiver names it."""
        return dotted(self.path)


def rule_text(rule: Rule) -> RuleText:
    """Return a rule's own words; raises ValueError where its docstring has no title or no reason."""
    title, _, body = _module_word(rule, "__doc__").strip().partition("\n")
    paragraphs = [" ".join(paragraph.split()) for paragraph in body.split("\n\n") if paragraph.strip()]
    why = next((paragraph for paragraph in paragraphs if paragraph.startswith("Why: ")), None)
    if not title or why is None:
        raise ValueError(f"{slug_of(rule)}: the docstring needs a title line and a paragraph that starts with 'Why: '")
    return RuleText(
        code=rule.CODE,
        slug=slug_of(rule),
        severity=rule.SEVERITY,
        title=title.rstrip("."),
        why=why.removeprefix("Why: "),
        notes=tuple(paragraph for paragraph in paragraphs if paragraph is not why),
        references=rule.REFERENCES,
        bad=rule.BAD,
        good=rule.GOOD,
    )


def slug_of(rule: Rule) -> str:
    """Return the file's name with dashes; it names the bad thing."""
    return _module_word(rule, "__name__").rpartition(".")[2].replace("_", "-")


def _module_word(rule: Rule, name: str) -> str:
    """Return a module's name or docstring, which a protocol cannot ask a module for."""
    return str(vars(rule).get(name) or "")
