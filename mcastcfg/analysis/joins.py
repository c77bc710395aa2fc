"""Joins travel from a last hop to the root of a tree along RPF and leave state at every router they pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from mcastcfg.analysis.adjacency import hears
from mcastcfg.analysis.fabric import Attachment, Fabric
from mcastcfg.analysis.modes import carriage, told
from mcastcfg.analysis.rp_map import rp_for_group
from mcastcfg.analysis.rpf import Rpf, rpf
from mcastcfg.analysis.tree_parts import Break, BreakKind, MulticastState
from mcastcfg.model.base import Address


@dataclass(slots=True)
class Growing:
    """A tree while it grows; `root` is the address that joins travel towards."""

    fabric: Fabric
    group: Address
    root: Address
    kind: Literal["shared", "shortest"]
    dense: bool = False
    """Whether the tree is what a flood leaves once everyone has pruned (RFC 3973)."""
    incoming: dict[str, Rpf] = field(default_factory=dict)
    outgoing: dict[str, set[str]] = field(default_factory=dict)
    distance: dict[str, int] = field(default_factory=dict)
    broken: dict[str, Break] = field(default_factory=dict)
    end: dict[str, str] = field(default_factory=dict)
    """Router -> the router where its joins end; several RPs may share one address."""

    def join(self, router: str, interface: str | None) -> Break | None:
        """Add a receiver behind one router's interface; return what keeps the join from the root, if anything does."""
        path: list[tuple[str, str | None, Rpf]] = []
        passed: set[str] = set()
        here, out = router, interface
        while True:
            if here in self.broken:
                return self._fail([name for name, _, _ in path], self.broken[here])
            if here in self.incoming:
                self._succeed(path, self.distance[here], self.end[here])
                self._add(here, out)
                return None
            step = self._step(here)
            if isinstance(step, Break):
                return self._fail([*passed, here], step)
            answer, upstream = step
            path.append((here, out, answer))
            passed.add(here)
            if upstream is None:
                self._succeed(path, 0, here)
                return None
            if upstream.router in passed:
                problem = self._break("loop", here, answer, f"joins for {self.root} go in a circle")
                return self._fail(list(passed), problem)
            here, out = upstream.router, upstream.interface

    def states(self) -> tuple[MulticastState, ...]:
        """Return the routes of every router on the tree, in the order of the routers' names."""
        source = self.root if self.kind == "shortest" else None
        return tuple(
            MulticastState(
                router=router,
                group=self.group,
                source_address=source,
                incoming_interface=answer.interface,
                rpf_neighbor=answer.neighbor,
                outgoing_interfaces=tuple(sorted(self.outgoing[router] - {answer.interface})),
                distance=self.distance[router],
            )
            for router, answer in sorted(self.incoming.items())
        )

    def _add(self, router: str, interface: str | None) -> None:
        interfaces = self.outgoing.setdefault(router, set())
        if interface is not None:
            interfaces.add(interface)

    def _succeed(self, path: list[tuple[str, str | None, Rpf]], above: int, end: str) -> None:
        for router, out, answer in reversed(path):
            above += 1
            self.incoming[router] = answer
            self.distance[router] = above
            self.end[router] = end
            self._add(router, out)

    def _fail(self, routers: list[str], problem: Break) -> Break:
        for router in routers:
            self.broken[router] = problem
        return problem

    def _break(self, kind: BreakKind, router: str, answer: Rpf | None, message: str) -> Break:
        origin = answer.origin if answer is not None else self.fabric.configs[router].origin
        return Break(kind, router, answer.interface if answer is not None else None, message, origin, self.root)

    def _step(self, router: str) -> tuple[Rpf, Attachment | None] | Break:
        """Return RPF and the upstream router's attachment, or None for it at the root."""
        if self.kind == "shared":
            known = rp_for_group(self.fabric, router, self.group)
            if known is None or known.rp_address != self.root:
                has = f"uses {known.rp_address}" if known is not None else "knows none"
                message = f"{router} {has} as rendezvous point of {self.group}, those below it use {self.root}"
                origin = known.origin if known is not None else self.fabric.configs[router].pim.origin
                return Break("rp_disagrees", router, None, message, origin, self.root)
        answer = rpf(self.fabric, router, self.root)
        if answer is None:
            return self._break("no_route", router, None, f"{router} has no route to {self.root}")
        here = self.fabric.attachment(router, answer.interface)
        if answer.local and self.kind == "shared":
            if here.pim is None:
                message = f"PIM is off on {here.interface} of {router}, which bears the rendezvous point {self.root}"
                return Break("rp_without_pim", router, here.interface, message, here.origin, self.root)
            return answer, None
        return self._upstream(router, answer, here)

    def _upstream(self, router: str, answer: Rpf, here: Attachment) -> tuple[Rpf, Attachment | None] | Break:
        neighbor = answer.neighbor
        if here.kind == "wan" or (here.kind == "loopback" and here.pim is None):
            towards = f" to {neighbor}" if neighbor is not None else ""
            message = f"RPF of {router} for {self.root} leaves through {here.interface}{towards}, where PIM never runs"
            return self._break("rpf_off_pim", router, answer, message)
        if here.pim is None:
            message = f"PIM is off on {here.interface} of {router}, its RPF interface for {self.root}"
            return Break("rpf_without_pim", router, here.interface, message, here.origin, self.root)
        if neighbor is None and self.kind == "shortest":
            return answer, None
        there = self.fabric.across(here, self.root if neighbor is None else neighbor)
        if there is None:
            if neighbor is None:
                message = f"no router has the rendezvous point's address {self.root} on {answer.prefix}"
                return self._break("rp_nowhere", router, answer, message)
            message = f"RPF of {router} for {self.root} points to {neighbor}, which no router has on {here.interface}"
            return self._break("rpf_off_pim", router, answer, message)
        if there.pim is None:
            message = (
                f"PIM is off on {there.interface} of {there.router}, the RPF neighbour of {router} for {self.root}"
            )
            return Break("neighbor_without_pim", there.router, there.interface, message, there.origin, self.root)
        if not (hears(here, there) and hears(there, here)):
            deaf, other = (here, there) if not hears(here, there) else (there, here)
            message = f"{deaf.interface} of {deaf.router} does not take {other.address} for a PIM neighbour"
            if any(end.pim is not None and end.pim.passive for end in (here, there)):
                message = f"PIM is passive on {deaf.interface} between {deaf.router} and {other.router}"
            return Break("neighbor_filtered", deaf.router, deaf.interface, message, deaf.origin, self.root)
        for end in (here, there):
            if (problem := self.passes(end)) is not None:
                return problem
        return answer, there

    def passes(self, end: Attachment) -> Break | None:
        """Return what keeps the group from passing an interface of the tree: its scope, or the interface's mode."""
        where = f"{end.interface} of {end.router}"
        if end.bounds(self.group):
            message = f"{self.group} does not cross {where}, a boundary of its scope"
            return Break("boundary", end.router, end.interface, message, end.origin, self.root)
        how = carriage(self.fabric, end, self.group)
        if how != ("flooded" if self.dense else "joined"):
            rest = "the first hop floods it" if self.dense else "the rest of its tree waits for joins"
            message = f"{self.group} stops at {where}, which {told(how)} while {rest}"
            return Break("mode_disagrees", end.router, end.interface, message, end.origin, self.root)
        return None
