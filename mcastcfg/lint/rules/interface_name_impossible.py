"""A router of this make cannot have an interface of this name.

Why: The configuration would be refused, or would create something else than was meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject
from mcastcfg.platforms.features import interface_faults
from mcastcfg.platforms.registry import PLATFORMS

CODE = "PLAT002"
SEVERITY: Severity = "error"
REFERENCES = ("mcastcfg/platforms: interface_fault of each platform",)
BAD = changed(
    TWO_OFFICES,
    ("lan0: {role: lan, addresses: [10.2.0.1/24]}", "a-name-longer-than-15: {role: lan, addresses: [10.2.0.1/24]}"),
)
GOOD = TWO_OFFICES


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each impossible name."""
    for config in subject.configs.values():
        for name, why, origin in interface_faults(config, PLATFORMS[config.platform]):
            yield Violation(
                origin, f"{config.name} cannot have an interface {name}: {why}", "write the router's own name"
            )
