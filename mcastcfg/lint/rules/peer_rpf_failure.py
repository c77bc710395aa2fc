"""A router refuses source-active messages because they come from the wrong peer.

Why: Messages flood along the way back to the rendezvous point they name; a router takes them only from the peer on that
way, so that they cannot go in circles. Members of a mesh group are exempt.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.example_systems import TWO_SYSTEMS
from mcastcfg.lint.examples import changed
from mcastcfg.lint.subject import Subject, listed

CODE = "MSDP004"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 3618 section 10.1.3",)
_MIDDLE = """\
  middle:
    pim_domain: middle
    asn: 65003
    routers:
      middle-r1:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [192.0.2.1/30], gateway: 192.0.2.2}
          lan0: {role: lan, addresses: [10.3.0.1/24]}
          lo: {role: loopback, addresses: [10.255.0.3/32]}
tunnels:
  main-middle:
    ends: [{router: main-r1, interface: wan0}, {router: middle-r1, interface: wan0}]
    ipsec: wan
    rpf: bgp
    bgp: {password: "file:secrets/bgp"}
    boundary: [239.255.0.0/16]
  middle-remote:
    ends: [{router: middle-r1, interface: wan0}, {router: remote-r1, interface: wan0}]
    ipsec: wan
    rpf: static
    boundary: [239.255.0.0/16]
"""
_DOMAIN = "  middle: {static_rps: {middle: {rp_address: 10.255.0.3, groups: [239.0.0.0/8]}}}\n"
_OPEN = "sa_filter_in: [{groups: 239.0.0.0/8, action: permit}]"
_CLOSED = "sa_filter_out: [{groups: 239.255.0.0/16, action: deny}, {groups: 239.0.0.0/8, action: permit}]"
_ENDS = "      password: file:secrets/msdp\n      ends:\n"
_CHAIN = f"""\
    east-middle:
{_ENDS}        - {{router: main-r1, {_OPEN}, {_CLOSED}}}
        - {{router: middle-r1, {_OPEN}, {_CLOSED}}}
    middle-west:
{_ENDS}        - {{router: middle-r1, {_OPEN}, {_CLOSED}}}
        - {{router: remote-r1, {_OPEN}, {_CLOSED}}}
"""
_START, _END = TWO_SYSTEMS.index("    east-west:\n"), TWO_SYSTEMS.index("streams:\n")
BAD = changed(
    TWO_SYSTEMS,
    (TWO_SYSTEMS[_START:_END], _CHAIN),
    (TWO_SYSTEMS[TWO_SYSTEMS.index("tunnels:\n") : TWO_SYSTEMS.index("msdp:\n")], _MIDDLE),
    ("pim_domains:\n", f"pim_domains:\n{_DOMAIN}"),
)
GOOD = changed(BAD, ("rpf: static\n", 'rpf: bgp\n    bgp: {password: "file:secrets/bgp"}\n'))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each refusal, with the streams it stops."""
    found: dict[tuple[NodePath, str], list[str]] = {}
    for tree, problem in subject.breaks("peer_rpf"):
        found.setdefault((problem.origin, problem.message), []).append(tree.stream)
    for (origin, message), streams in found.items():
        yield Violation(
            origin,
            f"{message} (stops {listed(streams)})",
            "point the route to that RP at the peer, by BGP between the systems, or use one mesh group",
        )
