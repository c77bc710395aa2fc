"""GRE tunnels between two routers."""

from __future__ import annotations

from typing import Literal, TypeAlias

from pydantic import Field

from mcastcfg.model.addresses import GroupRange, LinkAddress
from mcastcfg.model.base import InterfaceName, Name, Node, Text, Whole
from mcastcfg.model.bfd import Bfd
from mcastcfg.model.bgp import TunnelBgp
from mcastcfg.model.ospf import OspfLink
from mcastcfg.model.pim import PimInterface
from mcastcfg.model.secret import SecretRef

Rpf: TypeAlias = Literal["static", "static_multicast", "ospf", "bgp", "external"]


class TunnelEnd(Node):
    """One end; what it sets here differs from the tunnel's own value."""

    router: Name
    """The router at this end."""
    interface: InterfaceName
    """The interface whose first address is the tunnel's source."""
    address: LinkAddress | None = None
    """Address inside the tunnel; left out, it comes from the pool."""
    mtu: Whole | None = Field(default=None, ge=576, le=9216)
    """Largest IP packet inside the tunnel, in bytes, where this end differs."""
    ttl: Whole | None = Field(default=None, ge=1, le=255)
    """TTL of the outer packets, where this end differs."""
    mss: Whole | None = Field(default=None, ge=500, le=9000)
    """Largest TCP segment let through, in bytes, where this end differs."""
    key: Whole | None = Field(default=None, ge=0, le=4294967295)
    """GRE key, where this end differs (it must not)."""
    ipsec: Name | None = None
    """IPsec profile, or `none`, where this end differs (it must not)."""
    pim: PimInterface | None = None
    """PIM, where this end differs."""


class TunnelSettings(Node):
    """What both ends of a tunnel share, unless one says otherwise."""

    ipsec: Name
    """Name of an IPsec profile, or `none` to send in clear."""
    pre_shared_key: SecretRef | None = None
    """Reference to this tunnel's own key, where it differs from the profile's."""
    key: Whole | None = Field(default=None, ge=0, le=4294967295)
    """GRE key (RFC 2890 section 2.1); adds 4 bytes."""
    ttl: Whole = Field(default=64, ge=1, le=255)
    """TTL of the outer packets; never inherited, because PIM hellos carry TTL 1."""
    mtu: Whole = Field(default=1400, ge=576, le=9216)
    """Largest IP packet inside the tunnel, in bytes."""
    mss: Whole | None = Field(default=1360, ge=500, le=9000)
    """Largest TCP segment let through, in bytes; null leaves it alone."""
    rpf: Rpf = "static"
    """How RPF is pointed into the tunnel: `static` unicast routes, `static_multicast` routes that only RPF uses,
    `ospf` over the tunnel, `bgp` a session between two autonomous systems, or `external` where the network's own
    routing already does."""
    boundary: tuple[GroupRange, ...] = ()
    """Groups that do not cross the tunnel, in either direction (administrative scope, RFC 2365 section 5)."""
    bgp: TunnelBgp | None = None
    """The BGP session over the tunnel, with `rpf: bgp`."""
    pim: PimInterface = PimInterface()
    """PIM on the tunnel."""
    ospf: OspfLink = OspfLink()
    """OSPF on the tunnel, with `rpf: ospf`."""
    bfd: Bfd | None = None
    """BFD between the two ends; the neighbours of PIM, and of the routing that runs over the tunnel, follow it."""


class Tunnel(TunnelSettings):
    """A GRE tunnel (RFC 2784, RFC 2890) between two routers."""

    description: Text = ""
    """What it joins."""
    ends: tuple[TunnelEnd, TunnelEnd]
    """The two ends; the first gets the lower address."""
