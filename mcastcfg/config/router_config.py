"""RouterConfig and its parts: frozen, nothing left to decide, no vendor's words.

`origin` is the path in the inventory that decided a part; findings, comments and explanations lead back by it.
Interface keys are the router's own names for physical interfaces and the tunnel's name for tunnels; a platform
turns a tunnel's number into its own interface name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mcastcfg.config.certificate import CertificatesConfig
from mcastcfg.config.ospf import OspfConfig, OspfInterfaceConfig
from mcastcfg.config.rp_discovery import AutoRpConfig, BsrConfig
from mcastcfg.errors import NodePath
from mcastcfg.model.base import Address, InterfaceAddress, Prefix
from mcastcfg.model.ipsec import AuthMethod, EspSuite, IkeSuite
from mcastcfg.model.pim_mode import PimMode
from mcastcfg.model.secret import SecretRef

if TYPE_CHECKING:
    from mcastcfg.config.bgp import BgpConfig
    from mcastcfg.config.ldp import LdpConfig
    from mcastcfg.config.mdt import MdtLinkConfig
    from mcastcfg.config.msdp import MsdpConfig
    from mcastcfg.config.vpn import VpnConfig, VrfConfig

Role = Literal["wan", "lan", "core", "loopback", "mdt", "pmsi"]
"""As in the model; pmsi is what analysis calls the link between the edges of a multicast VPN (RFC 6513)."""


@dataclass(frozen=True, slots=True)
class PimInterfaceConfig:
    """PIM on one interface; times in seconds (RFC 7761 section 4.3)."""

    hello_interval: int
    hello_holdtime: int
    dr_priority: int
    mode: PimMode = "sm"
    bsr_border: bool = False
    """Whether bootstrap messages are neither sent nor taken here (RFC 5059 section 1)."""
    neighbor_filter: tuple[Prefix, ...] = ()
    """Who may become a neighbour; empty for everyone."""
    passive: bool = False
    bsr_border_written: bool = False
    """Whether the inventory itself asks for the border, and not only that another domain begins here."""

    def hears(self, address: Address) -> bool:
        """Return whether hellos from an address are taken."""
        allowed = not self.neighbor_filter or any(address in prefix for prefix in self.neighbor_filter)
        return allowed and not self.passive


@dataclass(frozen=True, slots=True)
class IgmpGroupConfig:
    """A group, or one source of it, that stands on an interface without a host that asks."""

    group: Address
    source_address: Address | None


@dataclass(frozen=True, slots=True)
class BfdConfig:
    """BFD on one interface (RFC 5880); the interval in milliseconds."""

    min_interval: int
    multiplier: int


@dataclass(frozen=True, slots=True)
class DaemonRestartConfig:
    """How soon a routing daemon that died is started anew; seconds."""

    check_interval: int
    min_interval: int
    max_interval: int


@dataclass(frozen=True, slots=True)
class IgmpConfig:
    """The IGMP querier on one interface; times in seconds (RFC 3376 section 8)."""

    version: Literal[2, 3]
    query_interval: int
    query_max_response_time: int
    robustness_variable: int
    denied_groups: tuple[Prefix, ...] = ()
    """Groups hosts here must never receive: streams that name this site under `never`."""
    static_groups: tuple[IgmpGroupConfig, ...] = ()
    join_groups: tuple[IgmpGroupConfig, ...] = ()
    access_groups: tuple[Prefix, ...] = ()
    """Groups hosts here may ask for; empty for all."""
    immediate_leave: bool = False
    max_groups: int | None = None
    max_sources: int | None = None

    def refuses(self, group: Address) -> bool:
        """Return whether reports of a group are ignored."""
        if any(group in prefix for prefix in self.denied_groups):
            return True
        return bool(self.access_groups) and not any(group in prefix for prefix in self.access_groups)


@dataclass(frozen=True, slots=True)
class InterfaceConfig:
    """A physical interface or loopback; only a loopback's addresses are configured by mcastcfg."""

    name: str
    role: Role
    description: str
    addresses: tuple[InterfaceAddress, ...]
    mtu: int
    pim: PimInterfaceConfig | None
    igmp: IgmpConfig | None
    origin: NodePath
    boundary: tuple[Prefix, ...] = ()
    """Groups that neither enter nor leave here."""
    bfd: BfdConfig | None = None
    ospf: OspfInterfaceConfig | None = None
    vrf: str | None = None
    """The VRF it stands in; None in the router's own table."""


@dataclass(frozen=True, slots=True)
class IpsecConfig:
    """IKEv2 and ESP in transport mode around one tunnel (RFC 7296, RFC 4303); times in seconds."""

    profile: str
    local_id: str
    remote_id: str
    pre_shared_key: SecretRef | None
    """None with digital_signature."""
    ike: IkeSuite
    esp: EspSuite
    dpd_delay: int
    origin: NodePath
    auth_method: AuthMethod = "pre_shared"
    certificate_authority: str | None = None
    """Who must have signed the peer's certificate; None with pre_shared."""


@dataclass(frozen=True, slots=True)
class TunnelConfig:
    """One end of a GRE tunnel (RFC 2784, RFC 2890)."""

    name: str
    number: int
    description: str
    source: Address
    source_interface: str
    destination: Address
    address: InterfaceAddress
    peer_address: Address
    peer_router: str
    peer_site: str
    key: int | None
    ttl: int
    mtu: int
    mss: int | None
    ipsec: IpsecConfig | None
    pim: PimInterfaceConfig | None
    origin: NodePath
    boundary: tuple[Prefix, ...] = ()
    """Groups that neither enter nor leave here."""
    bfd: BfdConfig | None = None
    ospf: OspfInterfaceConfig | None = None


@dataclass(frozen=True, slots=True)
class StaticRouteConfig:
    """A route over a tunnel, so that RPF looks into it.

    `multicast_only` routes answer RPF and carry no unicast.
    """

    prefix: Prefix
    next_hop: Address
    tunnel: str
    multicast_only: bool
    reason: str
    origin: NodePath


@dataclass(frozen=True, slots=True)
class KnownRoute:
    """A unicast route the router has from elsewhere; reckoned with, never configured."""

    prefix: Prefix
    next_hop: Address
    origin: NodePath


@dataclass(frozen=True, slots=True)
class RpConfig:
    """A rendezvous point this router is told about (RFC 7761 section 3.7)."""

    name: str
    rp_address: Address
    groups: tuple[Prefix, ...]
    origin: NodePath
    passes_registers: bool = False
    """Whether the routers that share the address pass Registers on to each other (RFC 4610)."""
    anycast_rp_set: tuple[Address, ...] = ()
    """With that: the addresses that each of them alone has (RFC 4610 section 3)."""


@dataclass(frozen=True, slots=True)
class SsmMappingConfig:
    """The source that is joined for hosts that ask for source-specific groups by IGMPv2."""

    groups: tuple[Prefix, ...]
    source_address: Address


@dataclass(frozen=True, slots=True)
class PimConfig:
    """What the router knows of its PIM domain."""

    domain: str
    rps: tuple[RpConfig, ...]
    ssm_range: tuple[Prefix, ...]
    origin: NodePath
    dense_groups: tuple[Prefix, ...] = ()
    """Groups that interfaces of mode dm and sm_dm flood; empty for all that are not sparse or source-specific."""
    join_prune_interval: int | None = None
    """Seconds; None leaves it to what serves best on the platform."""
    keepalive_timer: int | None = None
    """Seconds; None leaves it to the router."""
    bsr: BsrConfig | None = None
    """The router's part in finding out RPs by bootstrap routers; None where the domain has none."""
    spt_never: tuple[Prefix, ...] = ()
    """Groups whose last hops stay on the shared tree."""
    register_sources: tuple[Prefix, ...] = ()
    """Sources whose Registers the router takes where it is a rendezvous point; empty for all."""
    route_limit: int | None = None
    ssm_map: tuple[SsmMappingConfig, ...] = ()
    auto_rp: AutoRpConfig | None = None
    """The router's part in finding out RPs by Auto-RP; None where the domain does not."""


@dataclass(frozen=True, slots=True)
class RouterConfig:
    """Everything one router is meant to do, sorted and ready to print."""

    name: str
    site: str
    platform: str
    description: str
    interfaces: tuple[InterfaceConfig, ...]
    tunnels: tuple[TunnelConfig, ...]
    static_routes: tuple[StaticRouteConfig, ...]
    known_routes: tuple[KnownRoute, ...]
    pim: PimConfig
    origin: NodePath
    msdp: MsdpConfig | None = None
    bgp: BgpConfig | None = None
    certificates: CertificatesConfig | None = None
    """None where no tunnel authenticates by certificates."""
    daemon_restart: DaemonRestartConfig | None = None
    ospf: OspfConfig | None = None
    ldp: LdpConfig | None = None
    vpn: VpnConfig | None = None
    vrfs: tuple[VrfConfig, ...] = ()
    mdt_link: MdtLinkConfig | None = None
    """None where the router has MDTs of its own, or none at all."""

    def interface(self, name: str) -> InterfaceConfig | None:
        """Return a physical interface by name."""
        return next((interface for interface in self.interfaces if interface.name == name), None)

    def tunnel(self, name: str) -> TunnelConfig | None:
        """Return a tunnel end by the tunnel's name."""
        return next((tunnel for tunnel in self.tunnels if tunnel.name == name), None)
