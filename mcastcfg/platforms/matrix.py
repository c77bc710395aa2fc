"""The matrix of features: what each platform renders, and what it refuses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mcastcfg.platforms.base import Feature, Platform
from mcastcfg.platforms.feature_titles import TITLES
from mcastcfg.platforms.refusal import Refusal, refusal


@dataclass(frozen=True, slots=True)
class Row:
    """One feature on every platform asked for."""

    feature: Feature
    title: str
    answers: Mapping[str, Refusal | None]
    """Platform -> why it is refused, or None where it is rendered."""


def rows(platforms: Iterable[Platform]) -> Iterator[Row]:
    """Yield every feature with the answers of these platforms."""
    asked = list(platforms)
    for feature, title in TITLES.items():
        yield Row(feature, title, {platform.NAME: refusal(platform, feature) for platform in asked})
