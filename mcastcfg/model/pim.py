"""PIM: domains with their rendezvous points, and what one interface says differently."""

from __future__ import annotations

from pydantic import Field

from mcastcfg.model.addresses import GroupRange, UnicastAddress, WrittenPrefix
from mcastcfg.model.anycast import AnycastRp
from mcastcfg.model.base import Flag, Name, Node, Prefix, Text, Whole
from mcastcfg.model.pim_mode import PimMode
from mcastcfg.model.rp_discovery import AutoRp, Bsr
from mcastcfg.model.spt_switch import SptSwitch
from mcastcfg.model.ssm_map import SsmMapping


class StaticRp(Node):
    """A rendezvous point that every router of the domain is told by configuration (RFC 7761 section 3.7)."""

    rp_address: UnicastAddress
    """Address of the rendezvous point; it stands on a loopback of one of the domain's routers."""
    groups: tuple[GroupRange, ...] = Field(min_length=1)
    """Group ranges it serves; the longest match wins."""


class PimDomain(Node):
    """Routers that share their PIM modes and one mapping of groups to rendezvous points."""

    description: Text = ""
    """What the domain is for."""
    pim_mode: PimMode = "sm"
    """Mode of its interfaces: sm joins trees (RFC 7761), dm floods and prunes (RFC 3973), sm_dm does the first for
    groups with a rendezvous point and the second for the dense groups."""
    dense_groups: tuple[GroupRange, ...] = ()
    """Groups that dm and sm_dm interfaces flood (RFC 3973); left out, every group that is not source-specific and, on
    sm_dm interfaces, has no rendezvous point."""
    static_rps: dict[Name, StaticRp] = Field(default_factory=dict)
    """Rendezvous points by name (RFC 7761 section 3.7)."""
    anycast_rps: dict[Name, AnycastRp] = Field(default_factory=dict)
    """Rendezvous points that several routers are at once, by name (RFC 3446)."""
    bsr: Bsr | None = None
    """Rendezvous points found out by bootstrap routers (RFC 5059)."""
    auto_rp: AutoRp | None = None
    """Rendezvous points found out by mapping agents (Auto-RP); FRR needs a static RP for 224.0.1.39/32 and .40/32."""
    ssm_range: tuple[GroupRange, ...] = (Prefix("232.0.0.0/8"),)
    """Groups joined by source, without an RP (RFC 4607 section 1)."""
    hello_interval: Whole = Field(default=30, ge=1, le=180)
    """Seconds between PIM hellos; neighbours hold for 3.5 times as long (RFC 7761 section 4.3.1)."""
    join_prune_interval: Whole | None = Field(default=None, ge=5, le=600)
    """Seconds between the Joins that keep a tree alive (t_periodic, RFC 7761 section 4.11); left out, 10 on FRR, whose
    neighbours of a restarted PIM send the next Join only then, and the router's own 60 elsewhere."""
    keepalive_timer: Whole | None = Field(default=None, ge=31, le=60000)
    """Seconds (S,G) outlives its last packet (Keepalive_Period, RFC 7761 section 4.11); left out, the router's own."""
    spt_switch: SptSwitch = SptSwitch()
    """When last hops change over to the source's own tree (RFC 7761 section 4.2.1)."""
    register_sources: tuple[WrittenPrefix, ...] = ()
    """Sources whose Registers a rendezvous point of the domain takes; left out, all (RFC 7761 section 4.4.2)."""
    route_limit: Whole | None = Field(default=None, ge=1, le=2147483647)
    """Most multicast routes a router of the domain keeps; left out, as many as it can."""
    ssm_map: tuple[SsmMapping, ...] = ()
    """Sources that a host means which asks for a source-specific group by IGMPv2; each group has one."""


class PimInterface(Node):
    """PIM on one interface; what is left out comes from the domain."""

    enabled: Flag = True
    """Whether PIM runs here."""
    dr_priority: Whole = Field(default=1, ge=0, le=4294967295)
    """The highest becomes designated router of the link (RFC 7761 section 4.3.2)."""
    hello_interval: Whole | None = Field(default=None, ge=1, le=180)
    """Seconds between PIM hellos, where it differs from the domain's."""
    pim_mode: PimMode | None = None
    """Mode here, where it differs from the domain's."""
    bsr_border: Flag | None = None
    """Whether bootstrap messages stop here (RFC 5059 section 1); left out, they do on tunnels to another PIM domain."""
    neighbor_filter: tuple[WrittenPrefix, ...] = ()
    """Addresses that may become neighbours here; left out, every router that says hello (RFC 9128 section 5.4)."""
    passive: Flag = False
    """Whether PIM serves the hosts here and speaks to no other router: no hellos sent, none taken."""
