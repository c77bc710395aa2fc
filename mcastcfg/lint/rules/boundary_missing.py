"""No boundary keeps a group in its autonomous system.

Why: The stream says never for sites of another system. A filter of source-active messages hides the source there, and a
join that names it all the same, or one by another way, still brings the packets out; only a boundary on the link stops
them.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.example_systems import TWO_SYSTEMS
from mcastcfg.lint.examples import changed
from mcastcfg.lint.subject import Subject, listed
from mcastcfg.lint.systems import kept_streams, system_of

CODE = "STREAM020"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 2365 section 5",)
BAD = changed(TWO_SYSTEMS, ("    boundary: [239.255.0.0/16]\n", ""))
GOOD = TWO_SYSTEMS


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each tunnel out of a system that a group could leave by, once for all streams."""
    found: dict[str, list[str]] = {}
    for name, stream, _ in kept_streams(subject):
        home = system_of(subject, stream)
        for tunnel, written in subject.network.tunnels.items():
            ends = [subject.fabric.attachment(end.router, tunnel) for end in written.ends]
            systems = {subject.network.sites[subject.fabric.configs[end.router].site].asn for end in ends}
            if home in systems and len(systems) > 1 and not any(end.bounds(stream.group) for end in ends):
                found.setdefault(tunnel, []).append(f"{stream.group} ({name})")
    for tunnel, groups in found.items():
        yield Violation(
            ("tunnels", tunnel),
            f"{listed(groups)} can cross {tunnel} into another autonomous system",
            "add the groups to the boundary of the tunnel",
        )
