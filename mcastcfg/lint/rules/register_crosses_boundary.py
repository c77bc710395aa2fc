"""Registers carry a group across a boundary of its scope.

Why: A Register is unicast, and a packet of the source is inside. A boundary holds back joins and packets of the group,
not Registers: the rendezvous point beyond it learns of the source and sends the packets on to whoever asks there.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.endpoints import origin_of
from mcastcfg.analysis.fabric import Attachment, Fabric
from mcastcfg.analysis.register import register_path
from mcastcfg.analysis.routes import unicast_hop
from mcastcfg.analysis.rp_map import rp_for_group
from mcastcfg.analysis.tree_parts import RegisterPath
from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject, listed
from mcastcfg.model.base import Address

CODE = "RP011"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 2365 section 5", "RFC 7761 section 4.4")
BAD = changed(
    TWO_OFFICES,
    ("ipsec: wan\n", "ipsec: wan\n    boundary: [239.1.0.0/16]\n"),
    ("source: {host: camera}, receivers: [remote]", "source: {host: desk}, receivers: [remote]"),
)
GOOD = changed(BAD, ("boundary: [239.1.0.0/16]", "boundary: [239.255.0.0/16]"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each boundary that Registers of a stream cross, once for all streams."""
    found: dict[NodePath, tuple[str, list[str]]] = {}
    for tree in subject.trees:
        if tree.mode == "ssm" or tree.dense or tree.first_hop is None:
            continue
        told = rp_for_group(subject.fabric, tree.first_hop, tree.group)
        first_hop = origin_of(subject.fabric, subject.network.streams[tree.stream]).first_hop
        if told is None or first_hop is None or first_hop.bounds(tree.group):
            continue
        path = register_path(subject.fabric, first_hop, told.rp_address)
        if isinstance(path, RegisterPath):
            for end in _ends(subject.fabric, path, told.rp_address):
                if end.bounds(tree.group):
                    message = f"Registers to {told.rp_address} take {tree.group} across {end.interface} of {end.router}"
                    found.setdefault((*end.origin, "boundary"), (message, []))[1].append(tree.stream)
    for place, (message, streams) in found.items():
        fix = "give the group a rendezvous point inside its scope"
        yield Violation(place, f"{message}, a boundary of its scope ({listed(streams)})", fix)


def _ends(fabric: Fabric, path: RegisterPath, rp_address: Address) -> Iterator[Attachment]:
    """Yield both ends of every link that Registers cross."""
    for router in path.routers[:-1]:
        hop = unicast_hop(fabric, router, rp_address)
        if hop is not None:
            here = fabric.attachment(router, hop.interface)
            there = fabric.across(here, hop.next_hop or rp_address)
            yield from (end for end in (here, there) if end is not None)
