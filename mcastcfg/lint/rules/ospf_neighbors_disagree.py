"""Two routers run OSPF on one link and do not become neighbours.

Why: Hellos whose intervals differ are ignored without a word, and with another MTU the exchange of routes never ends.
Each router goes on alone, and RPF takes another way or none.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.adjacency import adjacencies
from mcastcfg.analysis.ospf import are_ospf_neighbors
from mcastcfg.config.ospf import OspfInterfaceConfig
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject

CODE = "OSPF001"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 2328 section 10.5", "RFC 2328 section 10.6")
GOOD = changed(
    TWO_OFFICES,
    (
        "    hosts:\n      camera: {address: 10.1.0.10}\n",
        "      main-r2:\n"
        "        platform: frr\n"
        "        interfaces:\n"
        "          lan0:\n"
        "            role: lan\n"
        "            addresses: [10.1.0.2/24]\n"
        "            pim: {enabled: false}\n"
        "            igmp: {enabled: false}\n"
        "            ospf: {hello_interval: 5, dead_interval: 20}\n"
        "    hosts:\n      camera: {address: 10.1.0.10}\n",
    ),
    (
        "          lan0: {role: lan, addresses: [10.1.0.1/24]}\n",
        "          lan0:\n"
        "            role: lan\n"
        "            addresses: [10.1.0.1/24]\n"
        "            ospf: {hello_interval: 5, dead_interval: 20}\n",
    ),
    ("    ipsec: wan\n", "    ipsec: wan\n    rpf: ospf\n"),
).replace("            ospf: {hello", "            ospf: {enabled: true, hello")
BAD = GOOD.replace("hello_interval: 5, dead_interval: 20", "hello_interval: 5", 1).replace(
    "{enabled: true, hello_interval: 5}", "{enabled: true, hello_interval: 2}", 1
)


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each pair of routers that speak OSPF past each other."""
    for pair in adjacencies(subject.fabric):
        first, second = pair.first.ospf, pair.second.ospf
        if first is None or second is None or first.passive or second.passive or are_ospf_neighbors(pair):
            continue
        here, there = pair.first, pair.second
        yield Violation(
            (*there.origin, "ospf") if there.tunnel is None else there.origin,
            f"{there.router} has {_text(second, there.mtu)} on {there.interface}, {here.router} on the same link "
            f"{_text(first, here.mtu)}",
            "give both ends the same intervals and the same mtu",
        )


def _text(ospf: OspfInterfaceConfig, mtu: int) -> str:
    kind = ospf.network_type.replace("_", "-")
    return f"{kind}, hello {ospf.hello_interval} s, dead {ospf.dead_interval} s, mtu {mtu}"
