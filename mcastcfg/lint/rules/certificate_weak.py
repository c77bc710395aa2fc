"""A certificate can be forged: its key is short, or its signature's hash is broken.

Why: Whoever finds the key, or a second text with the same hash, is that router or, worse, that authority.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.certificates import authorities, own_certificates
from mcastcfg.lint.examples import BY_CERTIFICATE, changed
from mcastcfg.lint.subject import Subject

CODE = "IKE007"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 8247 section 4", "NIST SP 800-57 part 1 section 5.6", "RFC 7427 section 5.1")
BAD = changed(BY_CERTIFICATE, ("# pki issue remote-r1\n", "# pki issue remote-r1, RSA of 2048 bits\n"))
GOOD = changed(BAD, ("2048 bits", "3072 bits"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each certificate that is weaker than what it protects."""
    files = [(own.path, own.written.certificate, own.certificate) for own in own_certificates(subject)]
    files += [
        ((*found.written.origin, "certificate"), found.written.certificate, found.certificate)
        for found in authorities(subject)
        if found.certificate is not None
    ]
    for path, file, certificate in files:
        from mcastcfg.pki.judge import strength_faults  # noqa: PLC0415 # most inventories need not pay for it

        for fault in strength_faults(certificate):
            yield Violation(path, f"{file} {fault.message}", "have one issued for an ECDSA key on P-256 or P-384")
