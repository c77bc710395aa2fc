"""The source's router and the receivers' routers use different rendezvous points for a group.

Why: The source is made known at one rendezvous point and the receivers wait at another. They meet only where the two
tell each other about sources (MSDP), and here neither does.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject, listed

CODE = "RP003"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 7761 section 4.7", "RFC 3618 section 1")
_TWO_DOMAINS = changed(
    TWO_OFFICES,
    (
        "sites:\n",
        "  branch:\n    static_rps:\n      own: {rp_address: 10.255.0.2, groups: [239.0.0.0/8]}\nsites:\n",
    ),
    (
        "          lan0: {role: lan, addresses: [10.2.0.1/24]}\n",
        "          lan0: {role: lan, addresses: [10.2.0.1/24]}\n"
        "          lo: {role: loopback, addresses: [10.255.0.2/32]}\n",
    ),
)
BAD = changed(_TWO_DOMAINS, ("  remote:\n    pim_domain: offices", "  remote:\n    pim_domain: branch"))
GOOD = _TWO_DOMAINS


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each mapping that parts the two, with the streams it stops."""
    found: dict[tuple[NodePath, str], list[str]] = {}
    for tree, problem in subject.breaks("rp_disagrees"):
        found.setdefault((problem.origin, problem.message), []).append(tree.stream)
    for (origin, message), streams in found.items():
        yield Violation(
            origin,
            f"{message} (stops {listed(streams)})",
            "give the group one rendezvous point in all the domains it crosses, or make the stream ssm",
        )
