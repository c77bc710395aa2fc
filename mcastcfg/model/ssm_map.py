"""SSM mapping: the sources meant by hosts that cannot name them."""

from __future__ import annotations

from pydantic import Field

from mcastcfg.model.addresses import GroupRange, UnicastAddress
from mcastcfg.model.base import Node


class SsmMapping(Node):
    """What a router adds to IGMPv2 reports for source-specific groups (RFC 8652 section 2.3, ssm-map)."""

    groups: tuple[GroupRange, ...] = Field(min_length=1)
    """Groups it stands for."""
    source_address: UnicastAddress
    """The source that is joined for them."""
