"""A domain with Auto-RP floods every group that has no rendezvous point at the moment.

Why: Interfaces of mode sm_dm flood whatever nobody serves. Until the mapping agent has spoken, and again when it falls
silent, that is every any-source group: streams go to sites that nobody asked for, `never` ones included up to their
last router. Nothing needs to be flooded for Auto-RP: its two groups have a configured rendezvous point.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import AUTO_RP, changed
from mcastcfg.lint.subject import Subject

CODE = "RP022"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 3973 section 4.2",)
BAD = changed(AUTO_RP, ("    static_rps:\n", "    pim_mode: sm_dm\n    static_rps:\n"))
GOOD = AUTO_RP


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each domain whose routers would flood more than Auto-RP itself."""
    for name, domain in subject.network.pim_domains.items():
        if domain.auto_rp is None or domain.dense_groups:
            continue
        configs = [config for config in subject.configs.values() if config.pim.domain == name]
        running = [interface.pim for config in configs for interface in config.interfaces]
        running += [tunnel.pim for config in configs for tunnel in config.tunnels]
        # IOS-XE has no such list and is refused one.
        if any(pim is not None and pim.mode != "sm" for pim in running) and any(c.platform == "frr" for c in configs):
            yield Violation(
                ("pim_domains", name, "auto_rp"),
                f"{name} floods every group without a rendezvous point",
                "use `pim_mode: sm`, or say under `dense_groups` what is to be flooded",
            )
