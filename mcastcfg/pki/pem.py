"""PEM files (RFC 7468): what is read is parsed and written anew, so that nothing else in a file gets any further."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from mcastcfg.errors import InventoryError, SecretError, visible
from mcastcfg.model.secret import resolve_text

PrivateKey: TypeAlias = EllipticCurvePrivateKey | RSAPrivateKey
"""A key that signs; other kinds are refused."""

_LARGEST = 4 * 1024 * 1024
"""Bytes; a revocation list of a hundred thousand certificates is smaller."""

T = TypeVar("T")


def read_certificate(file: Path) -> x509.Certificate:
    """Return the one certificate in a file; raises InventoryError when there is none to be had."""
    return _only(file, x509.load_pem_x509_certificate, "certificate", b"CERTIFICATE")


def read_revocation_list(file: Path) -> x509.CertificateRevocationList:
    """Return the one revocation list in a file; raises InventoryError when there is none to be had."""
    return _only(file, x509.load_pem_x509_crl, "certificate revocation list", b"X509 CRL")


def read_request(file: Path) -> x509.CertificateSigningRequest:
    """Return the one certificate request in a file (PKCS #10, RFC 2986); raises InventoryError when there is none."""
    return _only(file, x509.load_pem_x509_csr, "certificate request", b"CERTIFICATE REQUEST")


def read_private_key(reference: str, root: Path) -> PrivateKey:
    """Return the key behind a reference; raises SecretError when it is missing or is no key that signs."""
    text = resolve_text(reference, root).reveal()
    try:
        key = load_pem_private_key(text.encode(), password=None)
    except TypeError:
        raise SecretError(
            f"{reference}: the private key is encrypted; store it decrypted, where only you read"
        ) from None
    except ValueError:
        raise SecretError(f"{reference}: what is there is no private key in PEM") from None
    if not isinstance(key, EllipticCurvePrivateKey | RSAPrivateKey):
        raise SecretError(f"{reference}: the private key is neither ECDSA nor RSA")
    return key


def certificate_pem(certificate: x509.Certificate | x509.CertificateRevocationList) -> str:
    """Return a certificate or revocation list as text, without the line end."""
    return certificate.public_bytes(Encoding.PEM).decode("ascii").rstrip("\n")


def private_key_pem(key: PrivateKey) -> str:
    """Return a private key as text (PKCS #8, RFC 5958), without the line end."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii").rstrip("\n")


def _only(file: Path, load: Callable[[bytes], T], what: str, label: bytes) -> T:
    shown = visible(str(file))
    try:
        if file.stat().st_size > _LARGEST:
            raise InventoryError(f"{shown} is too large for a {what}")
        data = file.read_bytes()
    except OSError as error:
        raise InventoryError(f"{shown} cannot be read: {error.strerror}") from None
    count = data.count(b"-----BEGIN " + label + b"-----")
    if count != 1:
        raise InventoryError(f"{shown} holds {count or 'no'} {what}s in PEM; it must hold one")
    try:
        return load(data)
    except ValueError:
        raise InventoryError(f"{shown} holds no valid {what}") from None
