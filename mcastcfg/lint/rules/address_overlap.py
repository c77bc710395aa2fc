"""Two LANs overlap.

Why: RPF and joins follow unicast routes: when two sites have the same addresses, joins for a source at one of them go
to the other, and its stream arrives nowhere.

Routers that share one LAN of one site write the same prefix; that is no overlap, and neither are equal prefixes of two
customers in two VRFs.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.instances import vrf_of
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.prefixes import Claim, overlaps_by_vrf
from mcastcfg.lint.subject import Subject

CODE = "ADDR002"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 7761 section 4.1.5", "RFC 1918 section 5")
BAD = changed(
    TWO_OFFICES,
    ("addresses: [10.2.0.1/24]", "addresses: [10.1.0.129/25]"),
    ("desk: {address: 10.2.0.10}", "desk: {address: 10.1.0.130}"),
)
GOOD = TWO_OFFICES


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each LAN that lies in or around another one."""
    for inner, outer in overlaps_by_vrf([*_claims(subject)]):
        yield Violation(
            inner.path,
            f"{inner.prefix} of {inner.owner} overlaps {outer.prefix} of {outer.owner}",
            "renumber one of the two LANs",
        )


def _claims(subject: Subject) -> Iterator[Claim]:
    for (site, prefix), members in subject.fabric.links.items():
        first = members[0]
        if first.kind == "pmsi":
            continue
        index = next(i for i, written in enumerate(first.addresses) if written.network == prefix)
        owner = f"{first.router} {first.interface} in {site}"
        yield Claim(prefix, owner, (*first.origin, "addresses", index), vrf=vrf_of(first.router))
