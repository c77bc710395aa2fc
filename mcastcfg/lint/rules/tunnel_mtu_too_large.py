"""A tunnel's MTU leaves no room for GRE and IPsec on the interface it leaves by.

Why: A full packet grows beyond the interface's MTU. Routers then cut the encrypted packet in two, which many providers
and firewalls drop, or drop it themselves: small packets and PIM pass, video does not.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.overhead import largest_inner, outer_bytes
from mcastcfg.config.router_config import TunnelConfig
from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject
from mcastcfg.platforms.registry import PLATFORMS

CODE = "GRE004"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 4459 section 3", "RFC 7588", "RFC 4303 section 2")
BAD = changed(TWO_OFFICES, ("ipsec: wan\n", "ipsec: wan\n    mtu: 1476\n"))
GOOD = changed(BAD, ("mtu: 1476", "mtu: 1438"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each tunnel that is too large for the narrower of its ends."""
    tightest: dict[str, tuple[int, str, TunnelConfig]] = {}
    for config in subject.configs.values():
        for tunnel in config.tunnels:
            mtu = subject.fabric.attachment(config.name, tunnel.source_interface).mtu
            fits = largest_inner(tunnel, mtu, tunnel_mode=PLATFORMS[config.platform].ESP_MODE == "tunnel")
            if tunnel.mtu > fits and (tunnel.name not in tightest or fits < tightest[tunnel.name][0]):
                tightest[tunnel.name] = (fits, config.name, tunnel)
    for name, (fits, router, tunnel) in tightest.items():
        tunnel_mode = PLATFORMS[subject.configs[router].platform].ESP_MODE == "tunnel"
        outer = outer_bytes(tunnel, tunnel.mtu, tunnel_mode=tunnel_mode)
        mtu = subject.fabric.attachment(router, tunnel.source_interface).mtu
        yield Violation(
            _path(subject, name, router),
            f"a packet of {tunnel.mtu} bytes leaves {router} as {outer}, {tunnel.source_interface} carries {mtu}",
            f"write mtu: {fits} or less",
        )


def _path(subject: Subject, name: str, router: str) -> NodePath:
    ends = subject.network.tunnels[name].ends
    index = 0 if ends[0].router == router else 1
    return ("tunnels", name, "mtu") if ends[index].mtu is None else ("tunnels", name, "ends", index, "mtu")
