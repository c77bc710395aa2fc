"""Why a platform does not render a feature."""

from __future__ import annotations

from dataclasses import dataclass

from mcastcfg.platforms.base import SUPPORTED, Feature, Platform

_NOT_KNOWN = "it is not known whether this platform can"


@dataclass(frozen=True, slots=True)
class Refusal:
    """The reason, and what to do instead where there is a way round."""

    reason: str
    way_round: str | None

    @property
    def sentence(self) -> str:
        """Return both as one sentence."""
        return self.reason if self.way_round is None else f"{self.reason}; {self.way_round}"


def refusal(platform: Platform, feature: Feature) -> Refusal | None:
    """Return why a platform refuses a feature, or None; in FEATURES, what follows the semicolon is the way round."""
    answer = platform.FEATURES.get(feature, _NOT_KNOWN)
    if answer is SUPPORTED:
        return None
    reason, _, way_round = str(answer).partition("; ")
    return Refusal(reason, way_round or None)
