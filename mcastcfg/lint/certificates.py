"""The certificate files of an inventory as rules see them; one that is not there is asked for by deploying."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from mcastcfg.config.certificate import AuthorityConfig, CertificatesConfig
from mcastcfg.errors import InventoryError, NodePath
from mcastcfg.lint.subject import Subject
from mcastcfg.pki.files import inventory_file

if TYPE_CHECKING:
    from cryptography import x509


@dataclass(frozen=True, slots=True)
class OwnCertificate:
    """A router's certificate."""

    router: str
    written: CertificatesConfig
    path: NodePath
    certificate: x509.Certificate

    @property
    def warn_days(self) -> int:
        """Return from how many days before the end on somebody wants to know."""
        return max(authority.warn_days for authority in self.written.authorities)


@dataclass(frozen=True, slots=True)
class AuthorityFiles:
    """An authority's certificate and list, each None where it is not there or is nothing of the kind."""

    written: AuthorityConfig
    certificate: x509.Certificate | None
    revocation_list: x509.CertificateRevocationList | None


def own_certificates(subject: Subject) -> Iterator[OwnCertificate]:
    """Yield the certificate of every router that has a readable one."""
    for config in subject.configs.values():
        if config.certificates is not None:
            certificate = read_certificate_if_there(subject, config.certificates.certificate)
            if certificate is not None:
                yield OwnCertificate(config.name, config.certificates, (*config.origin, "certificate"), certificate)


def authorities(subject: Subject) -> Iterator[AuthorityFiles]:
    """Yield every authority that some router believes."""
    believed = {
        authority.name: authority
        for config in subject.configs.values()
        if config.certificates is not None
        for authority in config.certificates.authorities
    }
    for authority in believed.values():
        yield authority_files(subject, authority)


def authority_files(subject: Subject, authority: AuthorityConfig) -> AuthorityFiles:
    """Return an authority with what is in its files."""
    from mcastcfg.pki.pem import read_revocation_list  # noqa: PLC0415 # most inventories need not pay for it

    certificate = read_certificate_if_there(subject, authority.certificate)
    if authority.revocation_list is None:
        return AuthorityFiles(authority, certificate, None)
    try:
        listed = read_revocation_list(inventory_file(authority.revocation_list, subject.design.inventory.root))
    except InventoryError:
        return AuthorityFiles(authority, certificate, None)
    return AuthorityFiles(authority, certificate, listed)


def read_certificate_if_there(subject: Subject, file: str) -> x509.Certificate | None:
    """Return a certificate, or None where there is none; certificate-unreadable looks at what is in the way."""
    from mcastcfg.pki.pem import read_certificate  # noqa: PLC0415 # most inventories need not pay for it

    try:
        return read_certificate(inventory_file(file, subject.design.inventory.root))
    except InventoryError:
        return None


def public_files(subject: Subject) -> Iterator[tuple[NodePath, Path, bool]]:
    """Yield (where it is written, file, whether it is a list) for every certificate and list that is asked for."""
    root = subject.design.inventory.root
    for config in subject.configs.values():
        if config.certificates is not None:
            yield (*config.origin, "certificate"), root / config.certificates.certificate, False
    for authority in authorities(subject):
        written = authority.written
        yield (*written.origin, "certificate"), root / written.certificate, False
        if written.revocation_list is not None:
            yield (*written.origin, "revocation_list"), root / written.revocation_list, True


def now() -> datetime:
    """Return the moment certificates are judged for."""
    return datetime.now(UTC)
