"""The core does not carry the group of an MDT.

Why: A default MDT is an ordinary group of the core: every edge joins it and sends to it. Where the core has neither a
rendezvous point for it nor takes it for source-specific, no edge hears another, and the multicast of the VPN stays at
the edge it came from, while its unicast works.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.rp_map import is_ssm, rp_for_group
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import changed
from mcastcfg.lint.provider_example import MULTICAST_VPN
from mcastcfg.lint.subject import Subject, listed

CODE = "MVPN002"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 6037 section 3", "RFC 7761 section 3.7")
BAD = changed(MULTICAST_VPN, ("groups: [239.192.0.0/14]", "groups: [239.196.0.0/14]"))
GOOD = MULTICAST_VPN


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each default MDT that one of its edges could not join."""
    for name, vrf in subject.network.vrfs.items():
        rosen = vrf.mvpn.draft_rosen if vrf.mvpn is not None else None
        if rosen is None:
            continue
        edges = [config for config in subject.configs.values() if any(one.name == name for one in config.vrfs)]
        without = [
            config.name
            for config in edges
            if not is_ssm(config, rosen.default_mdt)
            and rp_for_group(subject.fabric, config.name, rosen.default_mdt) is None
        ]
        if without:
            yield Violation(
                ("vrfs", name, "mvpn", "draft_rosen", "default_mdt"),
                f"{listed(without)} has no rendezvous point for {rosen.default_mdt}, and it is not source-specific",
                "add the group to the range of a rendezvous point of the core, or take it from its SSM range",
            )
