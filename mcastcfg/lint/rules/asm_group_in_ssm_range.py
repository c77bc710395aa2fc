"""A stream joined by group alone has a group of the source-specific range.

Why: In the SSM range routers ignore joins that name no source, and send no Registers: nobody receives the stream.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.analysis.rp_map import is_forwardable
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import TWO_OFFICES, changed
from mcastcfg.lint.ssm_ranges import domains_with_range
from mcastcfg.lint.subject import Subject

CODE = "SSM001"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 4607 section 1", "RFC 7761 section 4.8")
BAD = changed(TWO_OFFICES, ("group: 239.1.1.1", "group: 232.1.1.1"))
GOOD = TWO_OFFICES


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each ASM stream that some domain on its way takes for source-specific."""
    for name, stream in subject.network.streams.items():
        if stream.mode == "ssm" or not is_forwardable(stream.group):
            continue
        for domain, prefix in domains_with_range(subject.network, stream):
            if prefix is not None:
                yield Violation(
                    ("streams", name, "group"),
                    f"{stream.group} is in {prefix}, the SSM range of {domain}, and the stream is asm",
                    f"write mode: ssm, choose a group outside {prefix}, or take it out of ssm_range",
                )
                break
