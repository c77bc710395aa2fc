"""A LAN gets a stream by configuration although its site is no receiver.

Why: A static or joined group needs no host that asks: the stream crosses every tunnel on the way and fills the LAN, and
nobody who reads the stream's receivers knows.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.endpoints import origin_of
from mcastcfg.analysis.standing import standing_lans
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject

CODE = "IGMP012"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 8652 section 2.3",)
GOOD = changed(TWO_OFFICES, ("[10.2.0.1/24]}", "[10.2.0.1/24], igmp: {static_groups: [{group: 239.1.1.1}]}}"))
BAD = changed(GOOD, ("receivers: [remote]", "receivers: [main]"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each LAN that a stream stands on without being declared."""
    for name, stream in subject.network.streams.items():
        origin = origin_of(subject.fabric, stream)
        for lan in standing_lans(subject.fabric, stream, origin.address):
            if lan.site not in stream.receivers and lan.link != origin.link:
                yield Violation(
                    lan.origin,
                    f"{lan.link[1]} of {lan.site} gets {name} ({stream.group}), which is not for {lan.site}",
                    "take the group out of static_groups and join_groups, or add the site to the stream's receivers",
                )
