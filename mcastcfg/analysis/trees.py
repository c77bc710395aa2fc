"""The trees a stream will use: (*,G) to the rendezvous point, (S,G) to the source, and the Registers that start it.

This predicts the settled state, as FRR and IOS-XE reach it by default: traffic flows, and every last hop has switched
to the source's tree with the first packet (RFC 7761 section 4.2.1 leaves the moment open; both do it at once). Then

- (*,G) stands on every router from the last hops up to the RP;
- (S,G) stands on the union of the paths from the last hops to the source. The RP is on it only where it lies on such a
  path: a last hop whose two trees part prunes the source off the shared one (RFC 7761 section 4.5.6), and an RP left
  with no one to send to prunes itself off. FRR may keep an idle (S,G) at such an RP; it carries nothing;
- the first hop has (S,G) as soon as the source sends, receivers or not;
- where receivers wait at another RP than the one the source registers with (two domains, or one address on several
  routers), that RP has heard of it by MSDP, joined the source until its receivers switched, and pruned itself off;
- hosts on the source's own LAN hear it from the switch. The router's membership there makes it join (*,G), and the LAN
  is the incoming interface of (S,G), so it is no outgoing one;
- a group that the first hop floods (RFC 3973) has neither (*,G) nor Registers; once everyone has pruned, (S,G) stands
  where it stands in sparse mode, and with nothing outgoing on every other router the flood reached;
- a last hop whose domain never switches the group stays on the shared tree: the RP joins the source for it, and what
  (S,G) brings to a router goes on to its (*,G) branches (inherited_olist, RFC 7761 section 4.1.6);
- streams of one group share its routes: a last hop that joined the group for one of them gets the others as well, so
  each tree holds the last hops of all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mcastcfg.analysis.endpoints import Origin, ReceivingLan, origin_of, receiving_lans, sharing
from mcastcfg.analysis.fabric import Attachment, Fabric
from mcastcfg.analysis.flood import flooded_states
from mcastcfg.analysis.joins import Growing
from mcastcfg.analysis.modes import carriage
from mcastcfg.analysis.register import register_path, register_refused, registering_rp
from mcastcfg.analysis.rp_map import RpMapping, is_forwardable, is_ssm, rp_for_group
from mcastcfg.analysis.sa_breaks import sa_break
from mcastcfg.analysis.spt import inheriting, stays
from mcastcfg.analysis.standing import named, standing_lans
from mcastcfg.analysis.tree_parts import Break, Delivery, MulticastState, RegisterPath, Tree
from mcastcfg.model.base import Address
from mcastcfg.model.stream import Stream


def trees(fabric: Fabric) -> Iterator[Tree]:
    """Yield the prediction for every stream, in the order written."""
    for name, stream in fabric.network.streams.items():
        yield tree_of(fabric, name, stream)


def tree_of(fabric: Fabric, name: str, stream: Stream) -> Tree:
    """Return the prediction for one stream."""
    lans = receiving_lans(fabric, name, stream)
    growth = _Growth(fabric, name, stream, lans)
    if growth.breaks and growth.breaks[0].kind == "not_forwardable":
        return growth.tree()
    for lan in lans:
        problem = growth.receive(lan)
        # The switch of the source's own LAN delivers there whatever the router makes of it.
        if problem is not None and lan.link != growth.origin.link:
            growth.breaks.append(problem)
    declared = {lan.link for lan in lans}
    for other, its_stream in sharing(fabric, name, stream):
        for lan in receiving_lans(fabric, other, its_stream):
            if lan.link not in declared:
                growth.overhear(lan)
    for lan in standing_lans(fabric, stream, growth.origin.address):
        if lan.link not in declared:
            growth.overhear(lan)
    growth.send()
    return growth.tree()


def states_by_router(predictions: Iterable[Tree]) -> dict[str, tuple[MulticastState, ...]]:
    """Return router -> its multicast routes for all the streams, each route once, (*,G) before (S,G)."""
    found: dict[str, dict[MulticastState, None]] = {}
    for tree in predictions:
        for state in (*tree.shared, *tree.shortest, *tree.flooded):
            found.setdefault(state.router, {})[state] = None
    return {router: tuple(sorted(states, key=_route_order)) for router, states in found.items()}


def _route_order(state: MulticastState) -> tuple[int, int]:
    return int(state.group), int(state.source_address) if state.source_address is not None else 0


class _Growth:
    """One stream's trees while they grow."""

    def __init__(self, fabric: Fabric, name: str, stream: Stream, lans: Sequence[ReceivingLan]) -> None:
        self.fabric, self.name, self.stream = fabric, name, stream
        self.origin = origin_of(fabric, stream)
        self.first_hop = self.origin.first_hop
        self.shared: dict[Address, Growing] = {}
        self.dense = self.first_hop is not None and carriage(fabric, self.first_hop, stream.group) == "flooded"
        self.shortest = Growing(fabric, stream.group, self.origin.address, "shortest", self.dense)
        self.deliveries: list[Delivery] = []
        self.register: RegisterPath | None = None
        self.staying = False
        self.overheard: list[Delivery] = []
        self.breaks: list[Break] = list(_before_any_tree(name, stream, self.origin, lans))

    def receive(self, lan: ReceivingLan) -> Break | None:
        """Join from a receiving LAN, first to the RP, then to the source; return what keeps the stream away."""
        return self._receive(lan, self.deliveries)

    def overhear(self, lan: ReceivingLan) -> None:
        """Join from a LAN that asks for the same route on behalf of another stream; its troubles are that stream's."""
        self._receive(lan, self.overheard)

    def _receive(self, lan: ReceivingLan, deliveries: list[Delivery]) -> Break | None:
        direct = lan.link == self.origin.link
        if direct:
            deliveries.append(Delivery(lan.site, lan.link[1], None, None, 0))
        here = _last_hop(self.fabric, self.stream, lan, self.origin.address)
        if isinstance(here, Break):
            return here
        problem = self.shortest.passes(here)
        if problem is None and self.first_hop is not None and not direct:
            problem = self.shortest.passes(self.first_hop)
        if problem is not None:
            return problem
        passed = self._join_rp(here) if self.stream.mode == "asm" and not self.dense else 0
        if isinstance(passed, Break) or direct:
            return passed if isinstance(passed, Break) else None
        if self.stream.mode == "asm" and not self.dense and stays(self.fabric.configs[here.router], self.stream.group):
            root, above = self._shared_above(here)
            problem = self.shortest.join(root, None)
            self.staying = True
        else:
            root, above = None, 0
            problem = self.shortest.join(here.router, here.interface)
        if problem is not None:
            return problem
        if root is not None:
            passed = above + self.shortest.distance[root] - 1
        passed = max(passed, self.shortest.distance.get(here.router, 0))
        deliveries.append(Delivery(lan.site, lan.link[1], here.router, here.interface, passed))
        return None

    def send(self) -> None:
        """Let the source send: the first hop keeps (S,G) and tells the RP where somebody waits there."""
        if self.first_hop is None:
            return
        self.shortest.join(self.first_hop.router, None)
        waiting = any(delivery.router is not None for delivery in (*self.deliveries, *self.overheard))
        told = rp_for_group(self.fabric, self.first_hop.router, self.stream.group)
        if self.shared and waiting and told is not None:
            found = register_path(self.fabric, self.first_hop, told.rp_address)
            if isinstance(found, Break):
                self.breaks.append(found)
            elif found is not None and (refused := register_refused(self.fabric, found, self.origin.address)):
                self.breaks.append(refused)
            else:
                self.register = found

    def tree(self) -> Tree:
        """Return what has grown."""
        return Tree(
            stream=self.name,
            group=self.stream.group,
            source_address=self.origin.address,
            mode=self.stream.mode,
            first_hop=self.first_hop.router if self.first_hop is not None else None,
            rp_address=next(iter(self.shared), None),
            shared=tuple(state for growing in self.shared.values() for state in growing.states()),
            shortest=tuple(inheriting(self.shortest.states(), self.shared.values(), self.staying)),
            register=self.register,
            deliveries=tuple(self.deliveries),
            overheard=tuple(self.overheard),
            breaks=tuple(dict.fromkeys(self.breaks)),
            flooded=flooded_states(self.fabric, self.shortest, self.first_hop) if self.dense else (),
            dense=self.dense,
        )

    def _join_rp(self, here: Attachment) -> int | Break:
        """Join (*,G); return how many routers stand between the RP and the receiver, both counted."""
        config = self.fabric.configs[here.router]
        rp = rp_for_group(self.fabric, here.router, self.stream.group)
        if rp is None:
            message = f"{here.router} knows no rendezvous point for {self.stream.group}"
            return Break("no_rp", here.router, None, message, config.pim.origin)
        new = Growing(self.fabric, self.stream.group, rp.rp_address, "shared")
        growing = self.shared.setdefault(rp.rp_address, new)
        problem = growing.join(here.router, here.interface)
        if problem is not None:
            return problem
        before = self._meet(growing.end[here.router], rp)
        return before if isinstance(before, Break) else before + growing.distance[here.router]

    def _shared_above(self, here: Attachment) -> tuple[str, int]:
        """Return the root of the shared tree that a last hop has joined, and the routers up to it, both counted."""
        rp = rp_for_group(self.fabric, here.router, self.stream.group)
        if rp is None:
            raise LookupError(f"{here.router} has joined no shared tree of {self.stream.group}")
        growing = self.shared[rp.rp_address]
        return growing.end[here.router], growing.distance[here.router]

    def _meet(self, waiting: str, rp: RpMapping) -> int | Break:
        """Let the RP where receivers wait learn of the source; return how many routers its packets pass before it."""
        if self.first_hop is None:
            return 0
        registered = registering_rp(self.fabric, self.first_hop, self.stream.group)
        if registered == waiting:
            return 0
        if isinstance(registered, Break):
            # Registers that get lost are told once, when the source sends.
            return registered if registered.kind != "register_lost" else 0
        first = self.first_hop.router
        told = rp_for_group(self.fabric, first, self.stream.group)
        if told is not None and told.rp_address != rp.rp_address and self.fabric.configs[registered].msdp is None:
            message = f"{first} registers the source with {told.rp_address}, receivers wait at {rp.rp_address}"
            return Break("rp_disagrees", first, None, message, told.origin, rp.rp_address)
        problem = sa_break(self.fabric, registered, waiting, self.origin.address, self.stream.group, rp)
        if problem is not None:
            return problem
        # The RP joins the source as if it were a last hop, until those who wait behind it have their own way.
        probe = Growing(self.fabric, self.stream.group, self.origin.address, "shortest")
        problem = probe.join(waiting, None)
        return problem if problem is not None else probe.distance[waiting] - 1


def _before_any_tree(name: str, stream: Stream, origin: Origin, receiving: Sequence[ReceivingLan]) -> Iterator[Break]:
    """Yield what is wrong with the stream itself."""
    at = ("streams", name)
    if not is_forwardable(stream.group):
        yield Break("not_forwardable", "", None, f"routers do not forward {stream.group}", (*at, "group"))
        return
    if origin.first_hop is None:
        member = origin.members[0]
        message = f"PIM is off on {member.interface} of {member.router}, the LAN of the source {origin.host}"
        yield Break("rpf_without_pim", member.router, member.interface, message, member.origin, origin.address)
    sites = {lan.site for lan in receiving}
    for index, site in enumerate(stream.receivers):
        if site not in sites:
            yield Break("no_lan", "", None, f"the site {site} has no LAN to receive on", (*at, "receivers", index))


def _last_hop(fabric: Fabric, stream: Stream, lan: ReceivingLan, source: Address) -> Attachment | Break:
    """Return the attachment that takes up the reports of a receiving LAN, or why none does."""
    here = lan.last_hop
    if here is None:
        member = lan.members[0]
        message = f"PIM is off on {member.interface} of {member.router}, the receiving LAN {lan.link[1]}"
        return Break("rpf_without_pim", member.router, member.interface, message, member.origin)
    if here.igmp is None:
        message = f"IGMP is off on {here.interface} of {here.router}, the receiving LAN {lan.link[1]}"
        return Break("no_igmp", here.router, here.interface, message, here.origin)
    if here.igmp.refuses(stream.group) and not any(stream.group in prefix for prefix in here.igmp.denied_groups):
        message = f"{here.interface} of {here.router} takes no reports for {stream.group}"
        return Break("not_allowed", here.router, here.interface, message, here.origin)
    if here.igmp.refuses(stream.group):
        message = f"{here.interface} of {here.router} refuses {stream.group}, because a stream of that group says never"
        return Break("denied", here.router, here.interface, message, lan.origin)
    if stream.mode == "ssm" and here.igmp.version < 3 and not named(fabric, here, stream, source):
        message = f"hosts on {here.interface} of {here.router} speak IGMPv2 and cannot name the source"
        return Break("igmp_version", here.router, here.interface, message, here.origin)
    if stream.mode == "asm" and is_ssm(fabric.configs[here.router], stream.group):
        message = f"{here.router} takes {stream.group} for source-specific and ignores joins to the group alone"
        return Break("ssm_range", here.router, None, message, fabric.configs[here.router].pim.origin)
    return here
