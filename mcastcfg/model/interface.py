"""Interfaces a router has before mcastcfg comes: WAN, LAN, links between routers, and loopback."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mcastcfg.model.addresses import GroupRange, LinkAddress, UnicastAddress
from mcastcfg.model.base import Name, Node, Text, Whole
from mcastcfg.model.bfd import Bfd
from mcastcfg.model.igmp import Igmp
from mcastcfg.model.ospf import OspfInterface
from mcastcfg.model.pim import PimInterface


class Interface(Node):
    """One interface with its role; addresses of loopbacks are rendered, all others are the site's own."""

    role: Literal["wan", "lan", "core", "loopback", "mdt"]
    """wan: towards the provider, carries no multicast in clear; lan: towards hosts; core: a link to routers of any
    site; loopback: the router itself; mdt: a link within a provider edge router that has no MDTs of its own and
    emulates them (RFC 6037), made by mcastcfg, its other address their source."""
    addresses: tuple[LinkAddress, ...] = Field(min_length=1)
    """Addresses with prefix length; the first is used as tunnel source or RP."""
    gateway: UnicastAddress | None = None
    """Next hop of the default route, on wan interfaces."""
    mtu: Whole = Field(default=1500, ge=576, le=9216)
    """Largest IP packet in bytes."""
    description: Text = ""
    """What stands at the other end."""
    pim: PimInterface = PimInterface()
    """PIM here; on by default on lan, core and loopback, never on wan; in a VRF where
    that has a PIM domain."""
    igmp: Igmp = Igmp()
    """IGMP here; on by default on lan, never elsewhere; in a VRF where that has a PIM domain."""
    boundary: tuple[GroupRange, ...] = ()
    """Groups that neither enter nor leave here (administrative scope, RFC 2365 section 5); on lan interfaces."""
    ospf: OspfInterface = OspfInterface()
    """OSPF here."""
    bfd: Bfd | None = None
    """BFD towards other routers here; the neighbours of PIM and of routing protocols follow it."""
    vrf: Name | None = None
    """The VRF it stands in, on lan and core interfaces; left out, in the router's own table."""

    @property
    def runs_pim(self) -> bool:
        """Whether PIM is on."""
        return self.pim.enabled and self.role != "wan"

    @property
    def runs_igmp(self) -> bool:
        """Whether IGMP is on, in a VRF only where that has a PIM domain."""
        return self.igmp.enabled and self.role == "lan"
