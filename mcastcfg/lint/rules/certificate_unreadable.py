"""A certificate or revocation list is there and is nothing of the kind.

Why: It cannot be deployed, so the router would have no certificate at all.

A file that is not there yet is no finding: deploying asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import InventoryError
from mcastcfg.lint.base import Severity, Violation
from mcastcfg.lint.certificates import public_files
from mcastcfg.lint.examples import BY_CERTIFICATE, changed
from mcastcfg.lint.subject import Subject
from mcastcfg.pki.files import inventory_file

CODE = "IKE008"
SEVERITY: Severity = "error"
REFERENCES = ("RFC 7468 section 5", "RFC 7468 section 6")
BAD = changed(BY_CERTIFICATE, ("# pki issue remote-r1\n", "# pki issue remote-r1\n# pki no PEM in pki/remote-r1.pem\n"))
GOOD = changed(
    BAD,
    (
        "# pki issue remote-r1\n# pki no PEM in pki/remote-r1.pem\n",
        "# pki no PEM in pki/remote-r1.pem\n# pki issue remote-r1\n",
    ),
)


def check(subject: Subject) -> Iterator[Violation]:
    """Yield each file that is not what it is named as."""
    root = subject.design.inventory.root
    for path, file, is_list in public_files(subject):
        if not file.exists():
            continue
        from mcastcfg.pki.pem import read_certificate, read_revocation_list  # noqa: PLC0415 # most need not pay for it

        try:
            (read_revocation_list if is_list else read_certificate)(inventory_file(str(file.relative_to(root)), root))
        except InventoryError as error:
            yield Violation(path, str(error), "put the file in PEM there, the one and nothing else")
