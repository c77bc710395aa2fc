"""What a candidate rendezvous point sends to the bootstrap router does not get there.

Why: Candidates advertise themselves by unicast. Where their route to the bootstrap router leads to the provider or
nowhere, the bootstrap router never hears of them and nobody learns of them. Multicast-only routes (`rpf:
static_multicast`) do not carry them.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.bsr import elected_bsr, refused_advertisement
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import BOOTSTRAP, SSM_VIDEO, changed
from mcastcfg.lint.subject import Subject

CODE = "BSR005"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 5059 section 3.2",)
GOOD = changed(BOOTSTRAP, SSM_VIDEO, ("router: remote-r1, priority: 50", "router: remote-r1, priority: 150"))
BAD = changed(GOOD, ("    ipsec: wan\n", "    ipsec: wan\n    rpf: static_multicast\n"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each candidate that hears a bootstrap router and is not heard by it."""
    for name, config in subject.configs.items():
        candidate = config.pim.bsr.candidate_rp if config.pim.bsr is not None else None
        if candidate is None or elected_bsr(subject.fabric, name) is None:
            continue
        interface = config.interface(candidate.interface)
        refusal = refused_advertisement(subject.fabric, name)
        # A loopback without PIM is candidate-without-pim.
        if refusal is not None and (interface is None or interface.pim is not None):
            fix = "give its router a unicast route to the bootstrap router over tunnels or LANs that run PIM"
            yield Violation(candidate.origin, refusal, fix)
