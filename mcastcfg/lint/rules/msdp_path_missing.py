"""No MSDP path joins the rendezvous point of a source with that of its receivers.

Why: A source is known where it registers. Receivers of another domain, or of another router with the same RP address,
wait at another rendezvous point, which hears of it by MSDP or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.example_systems import TWO_SYSTEMS
from mcastcfg.lint.examples import changed
from mcastcfg.lint.subject import Subject, listed

CODE = "MSDP001"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 3618 section 3", "RFC 3446 section 3.2")
_SENDER = "  outside: {group: 239.2.2.2, port: 5003, source: {host: desk}, receivers: [third]}\n"
_SOUTH = "  south: {static_rps: {south: {rp_address: 10.255.0.3, groups: [239.0.0.0/8]}}}\n"
_THIRD = """\
  third:
    pim_domain: south
    routers:
      third-r1:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [192.0.2.1/30], gateway: 192.0.2.2}
          lan0: {role: lan, addresses: [10.3.0.1/24]}
          lo: {role: loopback, addresses: [10.255.0.3/32]}
    hosts:
      radio: {address: 10.3.0.10}
tunnels:
  remote-third:
    ends: [{router: remote-r1, interface: wan0}, {router: third-r1, interface: wan0}]
    ipsec: wan
"""
BAD = changed(
    TWO_SYSTEMS,
    ("pim_domains:\n", f"pim_domains:\n{_SOUTH}"),
    ("tunnels:\n", _THIRD),
    ("streams:\n", f"streams:\n{_SENDER}"),
)
_PEERING = "    west-south: {ends: [{router: remote-r1}, {router: third-r1}]}\n"
GOOD = changed(BAD, ("  peerings:\n", f"  peerings:\n{_PEERING}"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each rendezvous point that is not told, with the streams it misses."""
    found: dict[tuple[NodePath, str], list[str]] = {}
    for tree, problem in subject.breaks("sa_lost"):
        found.setdefault((problem.origin, problem.message), []).append(tree.stream)
    for (origin, message), streams in found.items():
        yield Violation(
            origin,
            f"{message} (stops {listed(streams)})",
            "add an MSDP peering between the two rendezvous points, or put both into one mesh group",
        )
