"""Streams that must stay in the autonomous system of their source."""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.endpoints import source_host
from mcastcfg.lint.subject import Subject
from mcastcfg.model.msdp import Peering
from mcastcfg.model.stream import Stream


def system_of(subject: Subject, stream: Stream) -> int | None:
    """Return the number of the autonomous system a stream is sent in."""
    return subject.network.sites[source_host(subject.fabric, stream)[2]].asn


def joins_systems(subject: Subject, peering: Peering) -> bool:
    """Return whether an MSDP peering joins two autonomous systems."""
    systems = {subject.network.sites[subject.configs[end.router].site].asn for end in peering.ends}
    return len(systems) > 1 and None not in systems


def kept_streams(subject: Subject) -> Iterator[tuple[str, Stream, frozenset[int]]]:
    """Yield (name, stream, other systems it must never reach) of every stream received in its own system only."""
    sites = subject.network.sites
    for name, stream in subject.network.streams.items():
        home = system_of(subject, stream)
        denied = frozenset(asn for site in stream.never if (asn := sites[site].asn) is not None and asn != home)
        if home is not None and denied and all(sites[site].asn == home for site in stream.receivers):
            yield name, stream, denied
