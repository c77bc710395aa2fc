"""A stream's group is no multicast address that routers forward.

Why: Only 224.0.0.0/4 is multicast, and packets to 224.0.0.0/24 never leave their link, whatever their TTL.

Nothing else is said about such a stream.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.rp_map import MULTICAST, is_forwardable
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject

CODE = "STREAM001"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 5771 section 3", "RFC 5771 section 4")
BAD = changed(TWO_OFFICES, ("group: 239.1.1.1", "group: 224.0.0.251"))
GOOD = TWO_OFFICES


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each stream that cannot be routed."""
    for name, stream in subject.network.streams.items():
        if not is_forwardable(stream.group):
            why = "is link-local: routers never forward it" if stream.group in MULTICAST else "is no multicast address"
            yield Violation(
                ("streams", name, "group"), f"{stream.group} {why}", "choose a group of 239.0.0.0/8 (RFC 2365)"
            )
