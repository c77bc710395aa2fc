"""A group is to be flooded and has a rendezvous point.

Why: Routers disagree about such a group: an interface in mode sm_dm joins it because of the rendezvous point, one in
mode dm floods it, and IOS-XE never floods it. What one router sends the other does not expect.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.config.router_config import PimConfig, RouterConfig
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.subject import Subject
from mcastcfg.model.base import Prefix

CODE = "PIM011"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 3973 section 4.2", "RFC 7761 section 4.7.1")
BAD = changed(TWO_OFFICES, ("  offices:\n", "  offices:\n    pim_mode: sm_dm\n    dense_groups: [239.255.0.0/16]\n"))
GOOD = changed(BAD, ("groups: [239.0.0.0/8]", "groups: [239.1.0.0/16]"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each range of a rendezvous point that is flooded somewhere in its domain."""
    domains: dict[str, list[RouterConfig]] = {}
    for config in subject.configs.values():
        domains.setdefault(config.pim.domain, []).append(config)
    for configs in domains.values():
        modes = {mode for config in configs for mode in _modes(config)}
        pim = configs[0].pim
        for rp in pim.rps:
            domain = subject.network.pim_domains[pim.domain]
            shared = "anycast_rps" in rp.origin
            written = domain.anycast_rps[rp.name].groups if shared else domain.static_rps[rp.name].groups
            for index, groups in enumerate(written):
                flooded = _flooded(pim, groups, modes)
                if flooded is not None:
                    yield Violation(
                        (*rp.origin, "groups", index),
                        f"{rp.rp_address} is the rendezvous point of {groups}, and {flooded} is flooded",
                        "take the range out of the rendezvous point's groups or of the dense ones",
                    )


def _modes(config: RouterConfig) -> Iterator[str]:
    for interface in config.interfaces:
        if interface.pim is not None and interface.role != "loopback":
            yield interface.pim.mode
    for tunnel in config.tunnels:
        if tunnel.pim is not None:
            yield tunnel.pim.mode


def _flooded(pim: PimConfig, groups: Prefix, modes: set[str]) -> Prefix | str | None:
    """Return what of a rendezvous point's range some interface floods."""
    if not modes & {"dm", "sm_dm"}:
        return None
    if pim.dense_groups:
        return next((dense for dense in pim.dense_groups if dense.overlaps(groups)), None)
    return "every group of an interface in mode dm" if "dm" in modes else None
