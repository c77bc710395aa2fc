"""Multicast VPNs: how a customer's multicast crosses the provider's core (RFC 6513, RFC 6514, RFC 6037)."""

from __future__ import annotations

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from mcastcfg.model.addresses import GROUPS, GroupRange, UnicastAddress, WrittenAddress
from mcastcfg.model.base import Address, Node, Whole

PmsiTunnel: TypeAlias = Literal["mldp_p2mp", "mldp_mp2mp", "rsvp_te_p2mp", "ingress_replication"]
"""Types of a provider tunnel (RFC 6514 section 5), those that carry labels."""


def _group(address: Address) -> Address:
    if address not in GROUPS:
        raise ValueError(f"is outside {GROUPS}, the range of group addresses (RFC 5771)")
    return address


class DataMdt(Node):
    """Groups of the core for streams that not every provider edge router needs (RFC 6037 section 7)."""

    groups: GroupRange
    """Range of core groups to take them from."""
    threshold: Whole = Field(default=0, ge=0, le=4294967)
    """Rate in kbit/s above which a stream moves to a data MDT; 0 moves every stream."""


class DraftRosen(Node):
    """PIM in the VRF over a tree of the core's own multicast, the MDT (RFC 6037)."""

    default_mdt: Annotated[WrittenAddress, AfterValidator(_group)]
    """Group of the core that joins all provider edge routers of this VRF (RFC 6037 section 3)."""
    data_mdt: DataMdt | None = None
    """Data MDTs, where streams are to leave the default MDT."""


class SPmsi(Node):
    """Provider tunnels for single streams (RFC 6513 section 2.1.2)."""

    tunnel_type: PmsiTunnel
    """Type of the tunnel."""
    threshold: Whole = Field(default=0, ge=0, le=4294967)
    """Rate in kbit/s above which a stream gets a tunnel of its own; 0 gives every stream one."""


class NgMvpn(Node):
    """Customer joins in BGP, customer packets in labelled tunnels (RFC 6514)."""

    i_pmsi: PmsiTunnel
    """Type of the tunnel that joins all provider edge routers of this VRF (RFC 6513 section 2.1.2)."""
    root: UnicastAddress | None = None
    """Root of the tree with mldp_mp2mp (RFC 6388 section 3)."""
    s_pmsi: SPmsi | None = None
    """Tunnels for single streams, where streams are to leave the inclusive one."""

    @model_validator(mode="after")
    def _root_where_there_is_one(self) -> Self:
        if (self.root is not None) != (self.i_pmsi == "mldp_mp2mp"):
            wanted = "needs a root" if self.root is None else "has no root of its own; remove it"
            raise ValueError(f"i_pmsi {self.i_pmsi} {wanted} (RFC 6388 section 3)")
        return self


class Mvpn(Node):
    """One of the two ways."""

    draft_rosen: DraftRosen | None = None
    """Over the core's own multicast."""
    ng_mvpn: NgMvpn | None = None
    """Over labels, signalled by BGP."""

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        if (self.draft_rosen is None) == (self.ng_mvpn is None):
            raise ValueError("needs exactly one of `draft_rosen` and `ng_mvpn`")
        return self
