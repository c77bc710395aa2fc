"""BGP between autonomous systems, as far as multicast needs it: routes to sources, RPs and MSDP peers."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from mcastcfg.model.base import Flag, Node, Whole
from mcastcfg.model.secret import SecretRef


class TunnelBgp(Node):
    """The session over one tunnel with `rpf: bgp`."""

    password: SecretRef | None = None
    """Reference to the key that protects the TCP connection (RFC 4271 section 6.1, RFC 2385)."""


class Bgp(Node):
    """What all sessions share; each runs over a tunnel with `rpf: bgp` between two autonomous systems."""

    multicast: Flag = True
    """Whether the sessions also carry routes that only RPF uses (SAFI 2, RFC 4760 section 6)."""
    keepalive_interval: Whole = Field(default=10, ge=1, le=21845)
    """Seconds between keepalives (RFC 4271 section 4.4)."""
    hold_time: Whole = Field(default=30, ge=3, le=65535)
    """Seconds of silence after which a peer counts as lost (RFC 4271 section 4.2)."""
    connect_retry_time: Whole = Field(default=10, ge=1, le=65535)
    """Seconds between attempts to reach a peer (RFC 4271 section 8.1.1)."""

    @model_validator(mode="after")
    def _hold_outlasts_keepalive(self) -> Self:
        if self.hold_time < 3 * self.keepalive_interval:
            raise ValueError(
                f"hold_time {self.hold_time} must be at least three times "
                f"keepalive_interval {self.keepalive_interval} (RFC 4271 section 4.4)"
            )
        return self
