"""A stream's packets are larger than a link on their way.

Why: Routers send no ICMP for multicast, so path MTU discovery does not work: packets with "don't fragment" set, which
Linux senders set, disappear without a word, and the others cost every receiver twice the packets.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.fabric import Attachment
from mcastcfg.analysis.overhead import stream_packet
from mcastcfg.analysis.tree_parts import Tree
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject

CODE = "STREAM003"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 1112 section 7.2", "RFC 1812 section 4.3.2.7", "RFC 8085 section 3.2")
BAD = changed(TWO_OFFICES, ("receivers: [remote]", "receivers: [remote], packet_size: 1400"))
GOOD = changed(BAD, ("packet_size: 1400", "packet_size: 1316"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each stream that does not fit the narrowest link of its trees."""
    for tree in subject.trees:
        size = stream_packet(subject.network.streams[tree.stream].packet_size)
        narrow = _narrowest(subject, tree)
        if narrow is not None and narrow.mtu < size:
            yield Violation(
                ("streams", tree.stream, "packet_size"),
                f"its IP packets have {size} bytes, {narrow.interface} of {narrow.router} carries {narrow.mtu}",
                f"send at most {narrow.mtu - stream_packet(0)} bytes of payload, or give the link a larger mtu",
            )


def _narrowest(subject: Subject, tree: Tree) -> Attachment | None:
    links = [
        subject.fabric.attachment(state.router, interface)
        for state in (*tree.shared, *tree.shortest)
        for interface in state.outgoing_interfaces
    ]
    return min(links, key=lambda link: (link.mtu, link.router, link.interface), default=None)
