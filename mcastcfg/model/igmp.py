"""IGMP towards the hosts of one LAN."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from mcastcfg.model.addresses import GroupRange
from mcastcfg.model.base import Flag, Node, Whole
from mcastcfg.model.igmp_groups import IgmpGroup


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
    static_groups: tuple[IgmpGroup, ...] = ()
    """Groups sent into the LAN whether a host asks or not (RFC 8652 section 2.3)."""
    join_groups: tuple[IgmpGroup, ...] = ()
    """Groups the router itself joins as a host of the LAN, and answers pings to (RFC 8652 section 2.3)."""
    access_groups: tuple[GroupRange, ...] = ()
    """Groups hosts may ask for; left out, all that no stream forbids here."""
    immediate_leave: Flag = False
    """Whether a leave ends a membership at once; only where a single host stands (RFC 3376 section 6.4)."""
    max_groups: Whole | None = Field(default=None, ge=1, le=64000)
    """Most groups asked for on the LAN at one time; further reports are ignored."""
    max_sources: Whole | None = Field(default=None, ge=1, le=64000)
    """Most sources of one group asked for on the LAN at one time; further ones are ignored."""

    @model_validator(mode="after")
    def _response_within_interval(self) -> Self:
        if self.query_max_response_time >= self.query_interval:
            raise ValueError(
                f"query_max_response_time {self.query_max_response_time} must be less than "
                f"query_interval {self.query_interval} (RFC 3376 section 8.3)"
            )
        return self
