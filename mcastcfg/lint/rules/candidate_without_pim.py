"""PIM is off on the loopback of a candidate rendezvous point.

Why: Joins and Registers end at the rendezvous point's address, and a router takes itself for one only where PIM runs on
the interface with that address. A bootstrap router that is a candidate too hears its own advertisement there, and a
mapping agent of Auto-RP floods from there.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import BOOTSTRAP, SSM_VIDEO, changed
from mcastcfg.lint.subject import Subject

CODE = "BSR001"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 5059 section 3.2", "RFC 7761 section 4.4")
GOOD = changed(BOOTSTRAP, SSM_VIDEO)
BAD = changed(GOOD, ("addresses: [10.255.0.1/32]}", "addresses: [10.255.0.1/32], pim: {enabled: false}}"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each candidate rendezvous point, and each mapping agent, whose loopback PIM does not reach."""
    for name, config in subject.configs.items():
        bsr, auto_rp = config.pim.bsr, config.pim.auto_rp
        speakers = (
            bsr.candidate_rp if bsr is not None else None,
            auto_rp.candidate_rp if auto_rp is not None else None,
            auto_rp.mapping_agent if auto_rp is not None else None,
        )
        for speaker in speakers:
            interface = config.interface(speaker.interface) if speaker is not None else None
            if speaker is not None and interface is not None and interface.pim is None:
                yield Violation(
                    (*interface.origin, "pim"),
                    f"PIM is off on {interface.name} of {name}, and {speaker.name} speaks from its address",
                    "remove `enabled: false`",
                )
                break
