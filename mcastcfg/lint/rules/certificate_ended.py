"""A certificate or revocation list has ended, or does not count yet.

Why: IKE refuses a peer whose certificate, or whose authority's certificate or revocation list, is not valid today: at
the next renewal of the SA the tunnel goes down and stays down.

A warning, although it stops the tunnel: as an error it would keep every other router from being deployed as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.certificates import authorities, now, own_certificates
from mcastcfg.lint.examples import BY_CERTIFICATE, changed
from mcastcfg.lint.subject import Subject

CODE = "IKE001"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 5280 section 4.1.2.5", "RFC 5280 section 5.1.2.5")
BAD = changed(BY_CERTIFICATE, ("# pki issue remote-r1\n", "# pki issue remote-r1, ends in -3 days\n"))
GOOD = changed(BAD, ("-3 days\n", "-3 days\n# pki issue remote-r1\n"))

_KINDS = frozenset({"ended", "not_begun"})


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each file whose time is over or has not come."""
    yield from of_kinds(subject, _KINDS)


def of_kinds(subject: Subject, kinds: frozenset[str]) -> Iterator[Violation]:
    """Yield what the clock says of these kinds against any certificate or list."""
    moment = now()
    for own in own_certificates(subject):
        from mcastcfg.pki.judge import lifetime_faults  # noqa: PLC0415 # most inventories need not pay for it

        for fault in lifetime_faults(own.certificate, own.warn_days, moment):
            if fault.kind in kinds:
                what = f"the certificate of {own.router} {fault.message}"
                yield Violation(own.path, what, "issue the next one (with the small authority: mcastcfg pki issue)")
    for authority in authorities(subject):
        from mcastcfg.pki.judge import lifetime_faults, list_faults  # noqa: PLC0415 # see above

        days, origin = authority.written.warn_days, authority.written.origin
        if authority.certificate is not None:
            for fault in lifetime_faults(authority.certificate, days, moment):
                if fault.kind in kinds:
                    what = f"the certificate of the authority {authority.written.name} {fault.message}"
                    yield Violation((*origin, "certificate"), what, "ask the authority for its next certificate")
        if authority.revocation_list is not None:
            for fault in list_faults(authority.revocation_list, days, moment):
                if fault.kind in kinds:
                    what = f"the revocation list of {authority.written.name} {fault.message}"
                    fix = "get the next one (with the small authority: mcastcfg pki refresh)"
                    yield Violation((*origin, "revocation_list"), what, fix)
