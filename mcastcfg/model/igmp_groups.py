"""Groups that stand on an interface by configuration: what IGMP would say if a host asked for them."""

from __future__ import annotations

from pydantic import Field, field_validator

from mcastcfg.model.addresses import GROUPS, UnicastAddress, WrittenAddress
from mcastcfg.model.base import Address, Node


class IgmpGroup(Node):
    """A group, or one source of it, that an interface has without a host that asks (RFC 8652 section 2.3)."""

    group: WrittenAddress
    """The group address (RFC 5771)."""
    source_address: UnicastAddress | None = Field(default=None)
    """Only this source of it (RFC 3376 section 3.1); left out, any."""

    @field_validator("group")
    @classmethod
    def _is_group(cls, group: Address) -> Address:
        if group not in GROUPS:
            raise ValueError(f"is outside {GROUPS}, the range of group addresses (RFC 5771)")
        return group
