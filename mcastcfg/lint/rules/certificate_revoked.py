"""A router's certificate is on its authority's revocation list.

Why: Once the list is deployed, the router's peers end its security associations and refuse it from then on.

A warning, because this is how a router is shut out: as an error it would keep the list from being deployed.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.certificates import authority_files, own_certificates
from mcastcfg.lint.examples import BY_CERTIFICATE, changed
from mcastcfg.lint.subject import Subject

CODE = "IKE003"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 5280 section 5", "RFC 4945 section 4.1")
BAD = changed(BY_CERTIFICATE, ("# pki issue remote-r1\n", "# pki issue remote-r1\n# pki revoke remote-r1\n"))
GOOD = changed(BAD, ("# pki revoke remote-r1\n", "# pki revoke remote-r1\n# pki issue remote-r1, ends in 90 days\n"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each router that its peers will refuse."""
    for own in own_certificates(subject):
        from mcastcfg.pki.judge import revocation_faults  # noqa: PLC0415 # most inventories need not pay for it

        for authority in own.written.authorities:
            listed = authority_files(subject, authority).revocation_list
            for fault in revocation_faults(own.certificate, listed) if listed is not None else ():
                yield Violation(
                    own.path,
                    f"the certificate of {own.router} {fault.message}",
                    "issue another to the router, or take it out of the inventory",
                )
