"""What a router says about itself, in the same words for every platform: small frozen values.

They stand here and not in verify because platforms make them. Interfaces are named as the router names them.
Algorithms are spelled as in `mcastcfg.model.ipsec`; one the model does not know keeps the router's own spelling.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from mcastcfg.model.base import Address, InterfaceAddress, Prefix

if TYPE_CHECKING:
    from cryptography import x509

RpSource: TypeAlias = Literal["static", "bsr", "auto_rp"]
"""How a router learnt about a rendezvous point."""


@dataclass(frozen=True, slots=True)
class TunnelState:
    """A GRE tunnel interface as it runs."""

    interface: str
    up: bool
    addresses: tuple[InterfaceAddress, ...]
    source: Address | None
    destination: Address | None
    ttl: int | None
    """TTL of the outer packets; None where it is taken from the packet inside."""
    key: int | None
    mtu: int
    """In bytes."""


@dataclass(frozen=True, slots=True)
class ChildSaState:
    """A child SA (RFC 7296 section 1.3)."""

    state: str
    """`installed` when packets can use it."""
    mode: str
    protocol: str
    local_selectors: tuple[str, ...]
    remote_selectors: tuple[str, ...]
    encr_alg: str
    intr_alg: str | None
    dh_group: int | None
    """None for the first one of an IKE SA, whose keys come from that (RFC 7296 section 1.2), until it is renewed."""
    packets_in: int
    packets_out: int


@dataclass(frozen=True, slots=True)
class IkeSaState:
    """An IKE SA with its child SAs (RFC 7296); algorithms are None while it is being negotiated."""

    name: str
    state: str
    """`established` when the peers have authenticated each other."""
    local_address: Address | None
    remote_address: Address | None
    encr_alg: str | None
    intr_alg: str | None
    prf_alg: str | None
    dh_group: int | None
    child_sas: tuple[ChildSaState, ...]


@dataclass(frozen=True, slots=True)
class ChildSaPolicy:
    """What a router would ask for when it makes or renews a child SA."""

    local_address: Address | None
    remote_address: Address | None
    dh_groups: tuple[int, ...]
    """Diffie-Hellman groups of its proposals; empty without perfect forward secrecy."""


@dataclass(frozen=True, slots=True)
class LoadedCertificate:
    """A certificate that a router has: its own, an authority's, or one that a peer has shown."""

    certificate: x509.Certificate
    has_private_key: bool
    is_authority: bool


@dataclass(frozen=True, slots=True)
class CertificatesState:
    """The certificates and revocation lists that a router has (RFC 5280)."""

    certificates: tuple[LoadedCertificate, ...]
    revocation_lists: tuple[x509.CertificateRevocationList, ...]


@dataclass(frozen=True, slots=True)
class GuardState:
    """A filter that drops GRE in clear between two addresses, in one direction."""

    direction: Literal["in", "out"]
    local: Address
    remote: Address
    packets: int
    """Packets dropped so far."""


@dataclass(frozen=True, slots=True)
class PimNeighborState:
    """A PIM neighbour (RFC 7761 section 4.3); hold time in seconds."""

    interface: str
    address: Address
    holdtime: int
    dr_priority: int


@dataclass(frozen=True, slots=True)
class RpState:
    """A mapping of groups to a rendezvous point."""

    rp_address: Address
    groups: Prefix
    is_self: bool
    """Whether the router takes itself for this rendezvous point."""
    source: RpSource = "static"
    """How the router knows it."""


@dataclass(frozen=True, slots=True)
class AutoRpState:
    """What a router has learnt by Auto-RP, and whether it speaks as mapping agent right now."""

    listens: bool
    learnt: tuple[tuple[Prefix, Address], ...]
    """Each range with its rendezvous point."""
    is_active_agent: bool


@dataclass(frozen=True, slots=True)
class BsrState:
    """The bootstrap router that a router obeys (RFC 5059); without one, address and priority are None."""

    address: Address | None
    priority: int | None
    is_self: bool
    """Whether the router was elected itself."""


@dataclass(frozen=True, slots=True)
class RpfState:
    """The reverse path towards one address; the interface is None where there is none."""

    address: Address
    interface: str | None
    neighbor: Address | None


@dataclass(frozen=True, slots=True)
class IgmpMembershipState:
    """A group that hosts on an interface have asked for; `source_address` is None where any source will do."""

    interface: str
    group: Address
    source_address: Address | None
    forwarded: bool
    """Whether the router acts on it: the designated router does."""


@dataclass(frozen=True, slots=True)
class MulticastRouteState:
    """A multicast route; `source_address` is None for (*,G). The router's own register interface is left out."""

    group: Address
    source_address: Address | None
    incoming_interface: str | None
    outgoing_interfaces: tuple[str, ...]
    installed: bool
    """Whether the forwarding plane has it."""
    packets: int
    idle_seconds: int | None
    """Seconds since the last packet; None where the router keeps no count."""
    flooded: bool = False
    """Whether the router says that it floods it. FRR says so only of routes that began with a flood: no is no news."""


@dataclass(frozen=True, slots=True)
class PimUpstreamState:
    """A route that PIM knows, in the forwarding plane or not (RFC 7761 section 4.5.5, RFC 3973 section 4.4.1)."""

    group: Address
    source_address: Address | None
    interface: str | None
    """The RPF interface; None where there is none."""


@dataclass(frozen=True, slots=True)
class MsdpPeerState:
    """An MSDP peer (RFC 3618 section 11)."""

    address: Address
    state: str
    """`established` when source-active messages can pass."""
    mesh_group: str | None


@dataclass(frozen=True, slots=True)
class SaState:
    """An entry of the source-active cache (RFC 3618 section 5)."""

    source_address: Address
    group: Address
    rp_address: Address | None
    """The RP named in the message; None for a source that registered with the router itself."""
    local: bool
    """Whether the source registered with the router itself."""


@dataclass(frozen=True, slots=True)
class BgpSessionState:
    """A BGP session as one address family sees it (RFC 4271 section 8)."""

    address: Address
    family: Literal["unicast", "multicast"]
    state: str
    """`established` when routes can pass."""
    prefixes: int
    """Prefixes taken from the neighbour."""


@dataclass(frozen=True, slots=True)
class OspfNeighborState:
    """An OSPF neighbour (RFC 2328 section 10.1)."""

    interface: str
    address: Address
    router_id: Address
    state: str
    """`full` when routes are exchanged."""


@dataclass(frozen=True, slots=True)
class BfdSessionState:
    """A BFD session over one hop (RFC 5881); the interval in milliseconds, as the router itself sends."""

    interface: str
    peer: Address
    up: bool
    min_interval: int
    multiplier: int


@dataclass(frozen=True, slots=True)
class LdpNeighborState:
    """An LDP session (RFC 5036 section 2.5.4), by the neighbour's LDP identifier."""

    router_id: Address
    operational: bool
    """Whether labels are exchanged."""


@dataclass(frozen=True, slots=True)
class VpnSessionState:
    """A BGP session that carries VPN routes (RFC 4364 section 4.3.2)."""

    address: Address
    state: str
    """`Established` when routes are exchanged (RFC 4271 section 8.2.2)."""


@dataclass(frozen=True, slots=True)
class VrfRouteState:
    """A unicast route of a VRF that packets take."""

    prefix: Prefix
    protocol: Literal["vpn", "connected", "static", "other"]
    next_hop: Address | None
    """None on a connected network; of a VPN route, the address that names the other provider edge router."""
    labels: tuple[int, ...]
    """Labels that packets leave with, the outer one first."""
