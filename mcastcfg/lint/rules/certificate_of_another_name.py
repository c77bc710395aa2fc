"""A router's certificate does not hold the router's name.

Why: The router says its name as IKE identity, and peers look for it among the subject alternative names of the
certificate (the common name does not count); a name that is not there is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.certificates import own_certificates
from mcastcfg.lint.examples import BY_CERTIFICATE, changed
from mcastcfg.lint.subject import Subject

CODE = "IKE006"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 4945 section 5.1.3.6", "RFC 7296 section 3.5")
BAD = changed(BY_CERTIFICATE, ("# pki issue remote-r1\n", "# pki issue remote-r1, called branch-r1\n"))
GOOD = changed(BAD, ("called branch-r1", "called remote-r1"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each certificate that is of somebody else."""
    for own in own_certificates(subject):
        from mcastcfg.pki.judge import identity_faults  # noqa: PLC0415 # most inventories need not pay for it

        for fault in identity_faults(own.certificate, own.written.identity):
            yield Violation(
                own.path,
                f"{own.written.certificate} {fault.message}",
                "issue a certificate with the router's name as DNS subject alternative name",
            )
