"""A router is asked for something its platform cannot do.

Why: The configuration cannot be rendered; nothing is left out silently.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject
from mcastcfg.platforms.features import refused
from mcastcfg.platforms.registry import PLATFORMS

CODE = "PLAT001"
SEVERITY: Severity = "error"
REFERENCES = ("docs/reference/features.md",)
BAD = changed(
    TWO_OFFICES,
    (
        "          lo: {role: loopback, addresses: [10.255.0.1/32]}\n",
        "          lo: {role: loopback, addresses: [10.255.0.1/32]}\n"
        "          lo1: {role: loopback, addresses: [10.255.1.1/32]}\n",
    ),
)
GOOD = changed(
    BAD,
    ("          lo1: {role: loopback, addresses: [10.255.1.1/32]}\n", ""),
    ("addresses: [10.255.0.1/32]", "addresses: [10.255.0.1/32, 10.255.1.1/32]"),
)


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each feature a router's platform refuses, at what asks for it first."""
    for config in subject.configs.values():
        for feature, why, origin in refused(config, PLATFORMS[config.platform]):
            yield Violation(
                origin,
                f"{config.platform} on {config.name} cannot do {feature}: {why.reason}",
                why.way_round or "do without it here, or choose another platform",
            )
