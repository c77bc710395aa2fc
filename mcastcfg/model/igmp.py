"""IGMP towards the hosts of one LAN."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from mcastcfg.model.base import Flag, Node, Whole


class Igmp(Node):
    """The IGMP querier on one LAN interface (RFC 3376)."""

    enabled: Flag = True
    """Whether the router asks and hears the hosts of this LAN."""
    version: Literal[2, 3] = 3
    """3 is needed for SSM (RFC 3376); 2 for hosts that know nothing newer (RFC 2236)."""
    query_interval: Whole = Field(default=125, ge=1, le=1800)
    """Seconds between general queries (RFC 3376 section 8.2)."""
    query_max_response_time: Whole = Field(default=10, ge=1, le=25)
    """Seconds a host may wait before it answers (RFC 3376 section 8.3)."""
    robustness_variable: Whole = Field(default=2, ge=1, le=7)
    """How many lost reports are survived (RFC 3376 section 8.1)."""

    @model_validator(mode="after")
    def _response_within_interval(self) -> Self:
        if self.query_max_response_time >= self.query_interval:
            raise ValueError(
                f"query_max_response_time {self.query_max_response_time} must be less than "
                f"query_interval {self.query_interval} (RFC 3376 section 8.3)"
            )
        return self
