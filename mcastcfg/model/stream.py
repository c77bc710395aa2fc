"""Streams: what the network is for."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from mcastcfg.model.addresses import WrittenAddress
from mcastcfg.model.base import Name, Node, Text, Whole


class Source(Node):
    """Who sends: a host, or any host of a site."""

    host: Name | None = None
    """A host by name."""
    site: Name | None = None
    """A site; its first host sends."""

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.host is None) == (self.site is None):
            raise ValueError("needs exactly one of `host` and `site`")
        return self


class Stream(Node):
    """One flow of UDP packets to a group address: who sends, who receives, who must never hear it."""

    description: Text = ""
    """What it carries."""
    group: WrittenAddress
    """Destination group address (RFC 5771)."""
    port: Whole = Field(ge=1, le=65535)
    """UDP destination port."""
    mode: Literal["asm", "ssm"] = "asm"
    """asm: receivers join the group (*,G); ssm: receivers join source and group (S,G) (RFC 4607)."""
    source: Source
    """Who sends."""
    receivers: tuple[Name, ...] = Field(min_length=1)
    """Sites whose hosts receive it."""
    never: tuple[Name, ...] = ()
    """Sites that must never receive it, even when a host there asks for it."""
    packet_rate: Whole = Field(default=20, ge=1, le=1000000)
    """Packets a second."""
    packet_size: Whole = Field(default=1316, ge=16, le=65507)
    """Bytes of UDP payload in each packet (1316 holds seven MPEG transport stream packets)."""
    ttl: Whole = Field(default=64, ge=1, le=255)
    """IP TTL the source sends with; many programs send 1 unless told."""
