"""Two streams share a group and have different receivers.

Why: Receivers join a group, not a stream: whoever joins for one of them hears the other as well, and its packets cross
tunnels where nobody wanted them.

Streams of one group with the same receivers (media and its control packets on two ports, say) are fine, and so are
source-specific streams with different sources and streams of two customers in two VRFs. Where a site refuses the group
because one of them says `never`, the finding is receiver-denied.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.endpoints import vrf_of_stream
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject, listed

CODE = "STREAM004"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 1112 section 4", "RFC 4607 section 1")
BAD = (
    TWO_OFFICES
    + """\
  alarm: {group: 239.1.1.1, port: 5002, source: {host: desk}, receivers: [main]}
"""
)
GOOD = changed(BAD, ("alarm: {group: 239.1.1.1", "alarm: {group: 239.1.1.2"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each stream, but the first of its group, that is heard where it is not declared or hears what is not."""
    refused = {tree.group for tree, _ in subject.breaks("denied")}
    first: dict[object, str] = {}
    for tree in subject.trees:
        vrf = vrf_of_stream(subject.fabric, subject.network.streams[tree.stream])
        route = (tree.group, tree.source_address if tree.mode == "ssm" else None, vrf)
        other = first.setdefault(route, tree.stream)
        if other == tree.stream or tree.group in refused:
            continue
        mine, theirs = (set(subject.network.streams[name].receivers) for name in (tree.stream, other))
        if mine != theirs:
            yield Violation(
                ("streams", tree.stream, "group"),
                f"{tree.group} is the group of {other} too: {listed(sorted(mine ^ theirs))} would hear both",
                "give each stream a group of its own, or make them ssm",
            )
