"""A certificate or revocation list ends within the authority's `warn_days`.

Why: On that day IKE refuses the peer, with nobody having changed anything; a new certificate takes a deploy.

A revocation list that is written anew more often than `warn_days` is warned of in the last quarter of its life.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import BY_CERTIFICATE, changed
from mcastcfg.lint.rules.certificate_ended import of_kinds
from mcastcfg.lint.subject import Subject

CODE = "IKE002"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 5280 section 4.1.2.5", "RFC 5280 section 5.1.2.5")
BAD = changed(BY_CERTIFICATE, ("# pki issue remote-r1\n", "# pki issue remote-r1, ends in 10 days\n"))
GOOD = changed(BAD, ("pki/office.crl}", "pki/office.crl, warn_days: 5}"))

_KINDS = frozenset({"ends_soon"})


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each file that ends soon."""
    yield from of_kinds(subject, _KINDS)
