"""What a prediction consists of: multicast routes, deliveries, the register path, and where it breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from mcastcfg.errors import NodePath
from mcastcfg.model.base import Address, Prefix

BreakKind: TypeAlias = Literal[
    "not_forwardable",  # the group is no multicast group that routers forward
    "ssm_range",  # an ASM group that the routers take for source-specific
    "no_lan",  # a receiving site has no LAN
    "no_igmp",  # the router that serves a receiving LAN does not listen to its hosts
    "denied",  # the receiving LAN refuses the group because of another stream
    "not_allowed",  # the receiving LAN lets its hosts ask for other groups only
    "igmp_version",  # hosts of the LAN cannot name a source
    "no_rp",  # no rendezvous point for the group
    "rp_disagrees",  # the next router towards the RP, or the first hop, knows another one
    "rp_nowhere",  # nobody has the RP's address
    "rp_without_pim",  # the router with the RP's address does not run PIM on it
    "no_route",  # no route to the root of the tree
    "rpf_without_pim",  # RPF points out of an interface where PIM is off and could be on
    "rpf_off_pim",  # RPF points where PIM never runs, or to someone who is no router of the network
    "neighbor_without_pim",  # the RPF neighbour does not run PIM on the common link
    "neighbor_filtered",  # one of the two does not take the other for a neighbour, or is passive
    "register_refused",  # the rendezvous point takes no Registers of the source
    "loop",  # joins would go in a circle
    "mode_disagrees",  # one interface of the way floods the group, another waits for joins
    "boundary",  # the way crosses a boundary of the group's scope
    "sa_lost",  # the RP of the receivers is not told about the source, because no MSDP leads there
    "sa_filtered",  # a filter of source-active messages keeps the source from the receivers' RP
    "sa_limit",  # more sources are told than a limit lets in
    "peer_rpf",  # a router takes no source-active messages of this RP from this peer
    "register_lost",  # Register or Register-Stop packets find no route or no router
]
"""How a tree can fail to be built."""


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that keeps a branch of a tree from being built."""

    kind: BreakKind
    router: str
    interface: str | None
    message: str
    origin: NodePath
    """What in the inventory decided it."""
    root: Address | None = None
    """The address the branch was built towards: source or RP."""


@dataclass(frozen=True, slots=True)
class MulticastState:
    """One multicast route of one router; `source_address` is None for (*,G).

    Interfaces are named as in RouterConfig. The router's own register interface (`pimreg` on FRR) and an outgoing
    interface equal to the incoming one are never listed. At the RP, the incoming interface of (*,G) is the one that
    bears the RP's address.
    """

    router: str
    group: Address
    source_address: Address | None
    incoming_interface: str
    rpf_neighbor: Address | None
    """Whom joins go to; None at the root of the tree."""
    outgoing_interfaces: tuple[str, ...]
    distance: int
    """Routers between the root and here, this one counted."""

    @property
    def key(self) -> str:
        """Return the route as people write it: (*,G) or (S,G)."""
        return f"({self.source_address or '*'},{self.group})"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A LAN that receives the stream."""

    site: str
    prefix: Prefix
    router: str | None
    """The last-hop router; None for the source's own LAN, where the switch delivers without a router."""
    interface: str | None
    routers: int
    """Routers a packet passes on its way, each of which takes 1 from the TTL: the longer of the shared and the
    shortest-path tree, because a packet that dies on the first never starts the second."""


@dataclass(frozen=True, slots=True)
class RegisterPath:
    """How the first hop's Registers reach the RP: the routers passed (RFC 7761 section 4.4).

    The path ends before the RP where Registers are left to the provider.
    """

    first_hop: str
    rp_router: str
    routers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """The prediction for one stream, once traffic flows and every last hop has switched to the source's tree."""

    stream: str
    group: Address
    source_address: Address
    mode: Literal["asm", "ssm"]
    first_hop: str | None
    """The designated router of the source's LAN."""
    rp_address: Address | None
    shared: tuple[MulticastState, ...]
    """(*,G) on every router of the shared tree; empty for SSM."""
    shortest: tuple[MulticastState, ...]
    """(S,G) on every router of the source's tree; the first hop is always there, with nothing outgoing where nobody
    beyond the source's LAN receives."""
    register: RegisterPath | None
    """None for SSM, where the first hop is the RP, and where nothing needs it."""
    deliveries: tuple[Delivery, ...]
    overheard: tuple[Delivery, ...]
    """LANs that get it without being declared, because they joined its group for another stream."""
    breaks: tuple[Break, ...]
    flooded: tuple[MulticastState, ...] = ()
    """(S,G) on every router that the flood reaches and nobody behind it receives, so that it has pruned itself off
    (RFC 3973 section 4.4); empty where the tree is joined."""
    dense: bool = False
    """Whether the first hop floods the group (RFC 3973): then there is no shared tree and no Register."""
