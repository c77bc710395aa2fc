"""How routers learn their rendezvous points from each other: bootstrap routers (RFC 5059), or Auto-RP.

Auto-RP has no RFC; it was described by Cisco. Announcements go to 224.0.1.39, discoveries to 224.0.1.40 (IANA). FRR
needs a configured rendezvous point for these two groups; IOS-XE floods them.
"""

from __future__ import annotations

from pydantic import Field

from mcastcfg.model.addresses import GroupRange
from mcastcfg.model.base import Name, Node, Whole


class CandidateBsr(Node):
    """A router that may become the domain's bootstrap router; it speaks from its first loopback (RFC 5059)."""

    router: Name
    """A router of the domain."""
    priority: Whole = Field(default=64, ge=0, le=255)
    """The highest is elected, among equals the highest address (RFC 5059 section 3.1)."""
    hash_mask_length: Whole = Field(default=30, ge=0, le=32)
    """Bits of a group address that the hash looks at, so that neighbouring groups share an RP (RFC 5059 4.1)."""


class BsrCandidateRp(Node):
    """A router that offers itself to the bootstrap router as rendezvous point (RFC 5059 section 3.2)."""

    router: Name
    """A router of the domain; its first loopback becomes the RP address."""
    groups: tuple[GroupRange, ...] = Field(min_length=1)
    """Group ranges it offers to serve; the longest match wins (RFC 7761 section 4.7.1)."""
    priority: Whole = Field(default=192, ge=0, le=255)
    """The lowest wins; equals share the range by a hash (RFC 7761 section 4.7.2)."""
    interval: Whole = Field(default=60, ge=1, le=16383)
    """Seconds between advertisements; they hold 2.5 times as long, and at least 150 s (RFC 5059 section 5)."""


class Bsr(Node):
    """Rendezvous points found out by an elected bootstrap router (RFC 5059)."""

    candidate_bsrs: dict[Name, CandidateBsr] = Field(min_length=1)
    """Candidate bootstrap routers by name."""
    candidate_rps: dict[Name, BsrCandidateRp] = Field(min_length=1)
    """Candidate rendezvous points by name."""


class MappingAgent(Node):
    """A router that gathers announcements and tells everybody who serves which range."""

    router: Name
    """A router of the domain; it speaks from its first loopback, and the highest address is heard."""
    scope: Whole = Field(default=31, ge=1, le=255)
    """IP TTL of its discovery messages."""
    interval: Whole = Field(default=60, ge=1, le=16383)
    """Seconds between discovery messages."""
    holdtime: Whole | None = Field(default=None, ge=1, le=65535)
    """Seconds that routers believe one; left out, three intervals."""


class AutoRpCandidate(Node):
    """A router that announces itself to the mapping agents as rendezvous point."""

    router: Name
    """A router of the domain; its first loopback becomes the RP address, and the highest address wins a range."""
    groups: tuple[GroupRange, ...] = Field(min_length=1)
    """Group ranges it offers to serve."""
    scope: Whole = Field(default=31, ge=1, le=255)
    """IP TTL of its announcements."""
    interval: Whole = Field(default=60, ge=1, le=16383)
    """Seconds between announcements."""
    holdtime: Whole | None = Field(default=None, ge=1, le=65535)
    """Seconds that mapping agents believe one; left out, three intervals."""


class AutoRp(Node):
    """Rendezvous points found out by mapping agents (Auto-RP)."""

    mapping_agents: dict[Name, MappingAgent] = Field(min_length=1)
    """Mapping agents by name."""
    candidate_rps: dict[Name, AutoRpCandidate] = Field(min_length=1)
    """Candidate rendezvous points by name."""
