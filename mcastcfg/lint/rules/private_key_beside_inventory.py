"""A private key is kept where version control takes it along.

Why: What was committed once is in every clone for good. The key of a router lets anyone be that router; the key of an
authority lets anyone be all of them. The folder `secrets` is left out by the .gitignore that `mcastcfg init` writes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from mcastcfg.errors import NodePath
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.examples import BY_CERTIFICATE, changed
from mcastcfg.lint.subject import Subject

CODE = "IKE009"
SEVERITY: Severity = "warning"
REFERENCES = ("RFC 4107 section 2", "NIST SP 800-57 part 1 section 8.2.2")
BAD = changed(
    BY_CERTIFICATE,
    ("# pki init\n# pki issue main-r1\n# pki issue remote-r1\n", ""),
    ("pki/office.crl}", 'pki/office.crl, private_key: "file:pki/office.key"}'),
)
GOOD = changed(BAD, ("file:pki/office.key", "file:secrets/office.key"))


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each private key inside the inventory and outside its folder of secrets."""
    for path, reference in _written(subject):
        scheme, _, file = reference.partition(":")
        place = PurePosixPath(file)
        if scheme == "file" and not place.is_absolute() and ".." not in place.parts and place.parts[0] not in _OUTSIDE:
            yield Violation(
                path,
                f"the private key {reference} is among the files that are shared",
                "move it to the folder secrets, and if it was committed once, make another",
            )


_OUTSIDE = frozenset({"secrets", "~"})


def _written(subject: Subject) -> Iterator[tuple[NodePath, str]]:
    for name, authority in subject.network.certificate_authorities.items():
        if authority.private_key is not None:
            yield ("certificate_authorities", name, "private_key"), authority.private_key
    for name, (site, router) in subject.network.routers().items():
        if router.private_key is not None:
            yield ("sites", site, "routers", name, "private_key"), router.private_key
