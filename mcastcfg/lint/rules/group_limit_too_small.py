"""A LAN must receive more groups than its hosts may ask for at one time.

Why: Beyond max_groups further reports are ignored: whichever stream is asked for last is not received, and which one
that is changes with every restart.

Groups that routers join by themselves (service discovery, Auto-RP) count on some routers, so leave room.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject
from mcastcfg.model.base import Address

CODE = "IGMP011"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 8652 section 2.3", "RFC 3376 section 6.4")
BAD = (
    changed(TWO_OFFICES, ("[10.2.0.1/24]}", "[10.2.0.1/24], igmp: {max_groups: 1}}"))
    + """\
  audio: {group: 239.1.1.2, port: 5002, source: {host: camera}, receivers: [remote]}
"""
)
GOOD = changed(BAD, ("max_groups: 1", "max_groups: 10"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each LAN with too small a limit."""
    groups: dict[tuple[str, str], set[Address]] = {}
    for tree in subject.trees:
        for delivery in (*tree.deliveries, *tree.overheard):
            if delivery.router is not None and delivery.interface is not None:
                groups.setdefault((delivery.router, delivery.interface), set()).add(tree.group)
    for (router, name), wanted in groups.items():
        here = subject.fabric.attachment(router, name)
        if here.igmp is not None and here.igmp.max_groups is not None and here.igmp.max_groups < len(wanted):
            path: NodePath = (*here.origin, "igmp", "max_groups")
            message = f"{name} of {router} receives {len(wanted)} groups and takes reports for {here.igmp.max_groups}"
            yield Violation(path, message, f"write {len(wanted) + 10} or more")
