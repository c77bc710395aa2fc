"""What stands in the certificate files of a router: taken from the inventory, parsed, and written anew."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from mcastcfg.pki.files import inventory_file
from mcastcfg.pki.pem import certificate_pem, read_certificate, read_revocation_list

PublicKind: TypeAlias = Literal["certificate", "fingerprint", "revocation_list", "list_fingerprint", "revoked"]
"""What of a public file is asked for: itself in PEM, the SHA-256 of its content, the serial numbers on a list."""


def public_content(kind: PublicKind, path: str, root: Path) -> str:
    """Return what belongs on a router, without the last line end; raises InventoryError for a file that is not that."""
    file = inventory_file(path, root)
    if kind == "certificate":
        return certificate_pem(read_certificate(file))
    if kind == "fingerprint":
        return hashlib.sha256(read_certificate(file).public_bytes(Encoding.DER)).hexdigest()
    listed = read_revocation_list(file)
    if kind == "revocation_list":
        return certificate_pem(listed)
    if kind == "list_fingerprint":
        return hashlib.sha256(listed.public_bytes(Encoding.DER)).hexdigest()
    return "\n".join(serials(listed))


def serials(listed: x509.CertificateRevocationList) -> list[str]:
    """Return the serial numbers on a list, sorted, in hexadecimal."""
    return sorted(f"{entry.serial_number:x}" for entry in listed)
