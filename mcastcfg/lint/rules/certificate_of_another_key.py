"""A router's certificate does not belong to its private key.

Why: The router cannot sign as the one the certificate names, so no peer believes it: usually the key was made anew and
the certificate was not, or one router's files were copied for another.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import SecretError
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.certificates import own_certificates
from mcastcfg.lint.examples import BY_CERTIFICATE, changed
from mcastcfg.lint.subject import Subject

CODE = "IKE004"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 7296 section 2.15",)
BAD = changed(BY_CERTIFICATE, ("# pki issue remote-r1\n", "# pki issue remote-r1\n# pki another key of remote-r1\n"))
GOOD = changed(
    BAD,
    (
        "# pki issue remote-r1\n# pki another key of remote-r1\n",
        "# pki another key of remote-r1\n# pki issue remote-r1\n",
    ),
)


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each router whose key, where it can be read here, is another one."""
    for own in own_certificates(subject):
        from mcastcfg.pki.judge import key_faults  # noqa: PLC0415 # most inventories need not pay for it
        from mcastcfg.pki.pem import read_private_key  # noqa: PLC0415 # same

        try:
            key = read_private_key(own.written.private_key, subject.design.inventory.root)
        except SecretError:
            continue  # where the linter runs, keys need not be; deploying says what is wrong with one
        for fault in key_faults(own.certificate, key):
            yield Violation(
                own.path,
                f"{own.written.certificate} {fault.message} {own.written.private_key} of {own.router}",
                "issue a certificate for this key, or bring back the key it was issued for",
            )
