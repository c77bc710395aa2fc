"""A source of a group that must stay in its autonomous system is told to another.

Why: The stream says never for sites of another system. Told about the source, a rendezvous point there joins it as soon
as a host asks; only a boundary on every way out would still hold the packets back.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.endpoints import origin_of
from mcastcfg.analysis.msdp_flood import flood
from mcastcfg.analysis.register import registering_rp
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.example_systems import TWO_SYSTEMS
from mcastcfg.lint.examples import changed
from mcastcfg.lint.subject import Subject
from mcastcfg.lint.systems import kept_streams

CODE = "MSDP011"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 3618 section 7", "RFC 2365 section 6")
BAD = changed(TWO_SYSTEMS, ("{groups: 239.255.0.0/16, action: deny}, ", ""))
GOOD = TWO_SYSTEMS


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each stream whose source becomes known in a system that must never receive it."""
    for name, stream, denied in kept_streams(subject):
        origin = origin_of(subject.fabric, stream)
        start = registering_rp(subject.fabric, origin.first_hop, stream.group) if origin.first_hop else None
        if stream.mode == "ssm" or not isinstance(start, str):
            continue
        for router, session in flood(subject.fabric, start, origin.address, stream.group).known.items():
            asn = subject.network.sites[subject.fabric.configs[router].site].asn
            if session is not None and asn in denied:
                yield Violation(
                    session.origin,
                    f"{router} in AS {asn} is told about the source of {name} ({stream.group})",
                    f"deny {stream.group} in sa_filter_out of the source's system",
                )
