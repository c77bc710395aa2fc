"""MSDP: rendezvous points that tell each other which sources are active (RFC 3618)."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from mcastcfg.model.addresses import GroupRange, UnicastAddress, WrittenPrefix
from mcastcfg.model.base import Flag, Name, Node, Text, Whole
from mcastcfg.model.secret import SecretRef


class SaFilterEntry(Node):
    """One line of a filter of source-active messages; the first line that matches decides, and the end denies."""

    groups: GroupRange
    """Group addresses it speaks about (RFC 3618 section 7)."""
    source: WrittenPrefix | None = None
    """Source addresses it speaks about; left out, any."""
    action: Literal["permit", "deny"]
    """What happens to a source-active entry that matches."""


class MeshGroup(Node):
    """Routers of which each is a peer of each; none passes on what another of them said (RFC 3618 section 10.2)."""

    description: Text = ""
    """What it joins."""
    members: tuple[Name, ...] = Field(min_length=2)
    """Routers, each a peer of all others."""


class PeeringEnd(Node):
    """One router of a peering, and what it takes from the other and tells it."""

    router: Name
    """The router at this end."""
    tcp_connection_source: UnicastAddress | None = None
    """The router's address the TCP connection is made from and to (RFC 3618 section 11); left out, its first loopback
    address that is no other router's as well."""
    sa_filter_in: tuple[SaFilterEntry, ...] | None = None
    """Which of the other's source-active entries are taken (RFC 3618 section 7); left out, all."""
    sa_filter_out: tuple[SaFilterEntry, ...] | None = None
    """Which source-active entries the other is told (RFC 3618 section 7); left out, all."""
    sa_limit: Whole | None = Field(default=None, ge=1, le=4294967294)
    """Most source-active entries kept of this peer (RFC 4611 section 2.8); left out, no limit."""
    default_peer: Flag = False
    """Whether source-active messages of this peer are taken without the peer-RPF check (RFC 3618 section 10.1.3)."""


class Peering(Node):
    """An MSDP peering between two routers, as between two domains (RFC 3618 section 4)."""

    description: Text = ""
    """What it joins."""
    ends: tuple[PeeringEnd, PeeringEnd]
    """The two ends."""
    password: SecretRef | None = None
    """Reference to the key that protects the TCP connection (RFC 3618 section 16, RFC 2385)."""


class Msdp(Node):
    """MSDP in this network."""

    mesh_groups: dict[Name, MeshGroup] = Field(default_factory=dict)
    """Mesh groups by name."""
    peerings: dict[Name, Peering] = Field(default_factory=dict)
    """Peerings by name."""
    originating_rps: dict[Name, UnicastAddress] = Field(default_factory=dict)
    """Router -> the address it names as RP in its source-active messages (RFC 3618 section 12.2.1); left out, the
    address its connections are made from."""
    keepalive_interval: Whole = Field(default=60, ge=1, le=60)
    """Seconds of silence after which a keepalive is sent (RFC 3618 section 5.5)."""
    holdtime_interval: Whole = Field(default=75, ge=3, le=150)
    """Seconds of silence after which a peer counts as lost (RFC 3618 section 5.4)."""
    connect_retry_interval: Whole = Field(default=30, ge=1, le=65535)
    """Seconds between attempts to reach a peer (RFC 3618 section 5.6)."""

    @model_validator(mode="after")
    def _hold_outlasts_keepalive(self) -> Self:
        if self.holdtime_interval <= self.keepalive_interval:
            raise ValueError(
                f"holdtime_interval {self.holdtime_interval} must be more than "
                f"keepalive_interval {self.keepalive_interval} (RFC 3618 section 5.4)"
            )
        return self
