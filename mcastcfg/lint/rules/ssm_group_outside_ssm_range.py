"""A source-specific stream has a group outside the source-specific range.

Why: Outside the range a router takes the group for any-source: other senders reach it, the source's router registers
it with a rendezvous point, and receivers that join the group alone hear everyone.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.rp_map import is_forwardable
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.ssm_ranges import domains_with_range
from mcastcfg.lint.subject import Subject

CODE = "SSM002"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 4607 section 1", "RFC 5771 section 8")
BAD = changed(TWO_OFFICES, ("port: 5001", "port: 5001, mode: ssm"))
GOOD = changed(BAD, ("group: 239.1.1.1", "group: 232.1.1.1"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each SSM stream that some domain on its way takes for any-source."""
    for name, stream in subject.network.streams.items():
        if stream.mode == "asm" or not is_forwardable(stream.group):
            continue
        for domain, prefix in domains_with_range(subject.network, stream):
            if prefix is None:
                yield Violation(
                    ("streams", name, "group"),
                    f"{stream.group} is outside the SSM range of {domain}, and the stream is ssm",
                    "choose a group of 232.0.0.0/8, or extend ssm_range of the domain",
                )
                break
