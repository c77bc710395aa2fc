"""Findings for people and for machines; this only shapes them, the command line prints.

Text comes as pieces with a style each, so that whoever prints decides about colour.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, TypeAlias

from mcastcfg.errors import Problem, dotted
from mcastcfg.lint.base import Finding
from mcastcfg.lint.run import LintResult

Style: TypeAlias = Literal["plain", "place", "error", "warning", "rule", "faint"]
"""What a piece of text is; the printer knows its colour."""
Line: TypeAlias = tuple[tuple[str, Style], ...]
"""One line as (text, style) pieces."""
Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
"""A JSON value."""

JSON_VERSION = 1
"""Goes up when a key of the JSON output is renamed or goes away; new keys may come at any time."""


def text(result: LintResult) -> Iterator[Line]:
    """Yield the lines of a report in the style of a compiler: place, severity, code, message, then the details."""
    for finding in result.findings:
        yield from _finding(finding)
    for waived in result.waived:
        finding = waived.finding
        yield ((f"{finding.place}: ", "faint"), (f"waived {finding.code} {finding.slug}: {waived.reason}", "faint"))
    yield (_summary(result),)


def json(result: LintResult) -> Json:
    """Return the report as one JSON document."""
    return {
        "version": JSON_VERSION,
        "readable": True,
        "problems": [],
        "findings": [_as_json(finding) for finding in result.findings],
        "waived": [{"finding": _as_json(each.finding), "reason": each.reason} for each in result.waived],
        "summary": {
            "errors": result.count("error"),
            "warnings": result.count("warning"),
            "waived": len(result.waived),
        },
    }


def unreadable_json(problems: Sequence[Problem]) -> Json:
    """Return the report on an inventory that cannot be read, as the same kind of document."""
    return {
        "version": JSON_VERSION,
        "readable": False,
        "problems": [
            {
                "path": dotted(problem.path),
                "file": problem.place.file if problem.place else None,
                "line": problem.place.line if problem.place else None,
                "column": problem.place.column if problem.place else None,
                "message": problem.message,
                "fix": problem.fix,
            }
            for problem in problems
        ],
        "findings": [],
        "waived": [],
        "summary": {"errors": 0, "warnings": 0, "waived": 0},
    }


def _finding(finding: Finding) -> Iterator[Line]:
    yield (
        (f"{finding.place}: ", "place"),
        (finding.severity, finding.severity),
        (f" {finding.code} {finding.slug}", "rule"),
        (f": {finding.at}: {finding.message}", "plain"),
    )
    yield (("    why: ", "faint"), (finding.why, "plain"))
    yield (("    fix: ", "faint"), (finding.fix, "plain"))
    yield (("    see: ", "faint"), ("; ".join(finding.references), "faint"))


def _as_json(finding: Finding) -> dict[str, Json]:
    return {
        "code": finding.code,
        "slug": finding.slug,
        "severity": finding.severity,
        "path": finding.at,
        "file": finding.place.file,
        "line": finding.place.line,
        "column": finding.place.column,
        "message": finding.message,
        "why": finding.why,
        "fix": finding.fix,
        "references": list(finding.references),
    }


def _summary(result: LintResult) -> tuple[str, Style]:
    errors, warnings = result.count("error"), result.count("warning")
    if not errors and not warnings:
        waived = f" ({len(result.waived)} waived)" if result.waived else ""
        return f"no findings{waived}", "plain"
    counts = [_many(errors, "error"), _many(warnings, "warning"), f"{len(result.waived)} waived"]
    return ", ".join(count for count in counts if not count.startswith("0 ")), "error" if errors else "warning"


def _many(number: int, word: str) -> str:
    return f"{number} {word}" + ("" if number == 1 else "s")
