"""Label switching in the provider's core: LDP (RFC 5036) on the core links of a router."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from mcastcfg.model.base import Node, Whole


class Mpls(Node):
    """LDP on every core interface of a router that is in no VRF; its first loopback address names the router."""

    hello_interval: Whole = Field(default=5, ge=1, le=65535)
    """Seconds between LDP link hellos (RFC 5036 section 2.5.5)."""
    hello_holdtime: Whole = Field(default=15, ge=1, le=65535)
    """Seconds without a hello after which a neighbour counts as gone (RFC 5036 section 3.5.2)."""

    @model_validator(mode="after")
    def _holds_longer_than_it_waits(self) -> Self:
        if self.hello_holdtime < 2 * self.hello_interval:
            raise ValueError(
                f"hello_holdtime {self.hello_holdtime} must be at least twice hello_interval {self.hello_interval}, "
                "so that one lost hello ends no session"
            )
        return self
