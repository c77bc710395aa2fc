"""A stream's TTL runs out before its farthest receiver.

Why: Every router on the way takes 1 from the TTL and drops the packet instead of sending it with 0. A tunnel counts as
one hop, however many routers the provider has. Many programs send with TTL 1 unless told otherwise.

The longer of the two trees counts: packets come over the rendezvous point first, and a last hop that never hears one
never switches to the source's own tree.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject

CODE = "STREAM002"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 1112 section 6.1", "RFC 1812 section 5.3.1")
BAD = changed(TWO_OFFICES, ("receivers: [remote]", "receivers: [remote], ttl: 1"))
GOOD = changed(BAD, ("ttl: 1}", "ttl: 16}"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each stream with a receiver too far away."""
    for tree in subject.trees:
        ttl = subject.network.streams[tree.stream].ttl
        far = max(tree.deliveries, key=lambda delivery: delivery.routers, default=None)
        if far is not None and far.routers >= ttl:
            yield Violation(
                ("streams", tree.stream, "ttl"),
                f"TTL {ttl} does not reach {far.site}, {far.routers} routers away",
                f"send with a TTL of {far.routers + 1} or more, and write it here",
            )
