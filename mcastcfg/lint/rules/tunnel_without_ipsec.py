"""A tunnel crosses the provider without IPsec.

Why: GRE neither encrypts nor authenticates: whoever can send packets to the routers from the tunnel's addresses can
join, send and listen.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject

CODE = "GRE003"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 2784 section 6", "RFC 4301 section 3.1")
BAD = changed(TWO_OFFICES, ("ipsec: wan", "ipsec: none"))
GOOD = TWO_OFFICES


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each tunnel in clear that starts or ends on a wan interface."""
    for name, tunnel in subject.network.tunnels.items():
        profiles = [end.ipsec or tunnel.ipsec for end in tunnel.ends]
        wan = [end for end in tunnel.ends if subject.fabric.attachment(end.router, end.interface).kind == "wan"]
        # One end with and one without is tunnel-ends-disagree.
        if wan and profiles == ["none", "none"]:
            yield Violation(
                ("tunnels", name, "ipsec"),
                f"{name} leaves {wan[0].router} through {wan[0].interface} in clear",
                "name an IPsec profile, or waive this where the provider's network is trusted",
            )
