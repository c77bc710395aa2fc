"""A router's certificate, or a revocation list, comes from another authority than the tunnel's profile names.

Why: The peer believes only what that authority signed. An authority that was made anew has another key, and with it
everything that the old one signed is worth nothing, even under the same name.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.certificates import authorities, authority_files, own_certificates
from mcastcfg.lint.examples import BY_CERTIFICATE, changed
from mcastcfg.lint.subject import Subject

CODE = "IKE005"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 5280 section 6", "RFC 7296 section 3.7")
BAD = changed(
    BY_CERTIFICATE,
    (
        "# pki init\n# pki issue main-r1\n# pki issue remote-r1\n",
        "# pki init\n# pki issue remote-r1\n# pki init\n# pki issue main-r1\n",
    ),
)
GOOD = changed(BAD, ("# pki issue main-r1\n", "# pki issue main-r1\n# pki issue remote-r1, ends in 300 days\n"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each file that the authority has not signed."""
    for own in own_certificates(subject):
        from mcastcfg.pki.judge import authority_faults  # noqa: PLC0415 # most inventories need not pay for it

        for authority in own.written.authorities:
            signer = authority_files(subject, authority).certificate
            for fault in authority_faults(own.certificate, signer) if signer is not None else ():
                yield Violation(
                    own.path,
                    f"the certificate of {own.router} {fault.message}",
                    f"have {authority.name} issue one, or name its real authority in the tunnel's profile",
                )
    for found in authorities(subject):
        if found.certificate is not None and found.revocation_list is not None:
            from mcastcfg.pki.judge import list_authority_faults  # noqa: PLC0415 # see above

            for fault in list_authority_faults(found.revocation_list, found.certificate):
                yield Violation(
                    (*found.written.origin, "revocation_list"),
                    f"the revocation list of {found.written.name} {fault.message}",
                    "get the list that this authority has signed",
                )
