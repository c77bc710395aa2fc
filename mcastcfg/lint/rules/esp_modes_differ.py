"""The two ends of a tunnel encrypt in different modes.

Why: One encrypts GRE between the two routers' own addresses, the other puts GRE inside an IPsec tunnel with addresses
of its own. They agree on an IKE SA, refuse each other's child SA, and nothing crosses.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject
from mcastcfg.platforms.registry import PLATFORMS

CODE = "IKE011"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 4301 section 3.2", "RFC 7296 section 1.3.1")
BAD = changed(
    TWO_OFFICES,
    (
        "      main-r1:\n        platform: frr\n        interfaces:\n          wan0: ",
        "      main-r1:\n        platform: juniper_junos\n        interfaces:\n          ge-0/0/0.0: ",
    ),
    ("          lan0: {role: lan, addresses: [10.1.", "          ge-0/0/1.0: {role: lan, addresses: [10.1."),
    ("          lo: {role: loopback", "          lo0.0: {role: loopback"),
    ("{router: main-r1, interface: wan0}", "{router: main-r1, interface: ge-0/0/0.0}"),
)
GOOD = changed(
    BAD,
    (
        "      remote-r1:\n        platform: frr\n        interfaces:\n          wan0: ",
        "      remote-r1:\n        platform: juniper_junos\n        interfaces:\n          ge-0/0/0.0: ",
    ),
    ("          lan0: {role: lan, addresses: [10.2.", "          ge-0/0/1.0: {role: lan, addresses: [10.2."),
    ("{router: remote-r1, interface: wan0}", "{router: remote-r1, interface: ge-0/0/0.0}"),
)


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each tunnel with IPsec between platforms of different modes, once."""
    seen: set[str] = set()
    for config in subject.configs.values():
        for tunnel in config.tunnels:
            peer = subject.configs[tunnel.peer_router]
            ours, theirs = (PLATFORMS[one.platform].ESP_MODE for one in (config, peer))
            if tunnel.ipsec is not None and ours != theirs and tunnel.name not in seen:
                seen.add(tunnel.name)
                yield Violation(
                    tunnel.origin,
                    f"{config.platform} on {config.name} encrypts in {ours} mode, "
                    f"{peer.platform} on {peer.name} in {theirs} mode",
                    "end the tunnel at two routers of one mode, or write ipsec: none and encrypt elsewhere",
                )
