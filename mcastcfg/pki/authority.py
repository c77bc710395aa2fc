"""A small certificate authority: its own certificate, certificates for routers, and the list of those taken back.

ECDSA only: as strong as RSA with a tenth of the bytes, and every platform here takes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.x509.oid import NameOID

Curve: TypeAlias = Literal["P-256", "P-384"]
_CURVES: dict[Curve, type[ec.EllipticCurve]] = {"P-256": ec.SECP256R1, "P-384": ec.SECP384R1}
_CLOCKS_DIFFER = timedelta(hours=1)
"""Certificates count from a little before now, because no two clocks agree."""


@dataclass(frozen=True, slots=True)
class Authority:
    """An authority whose key is at hand."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Lifetime:
    """From when until when something is valid."""

    begin: datetime
    end: datetime


def lifetime(now: datetime, days: int) -> Lifetime:
    """Return the lifetime of what is made now; negative days make what has ended already, for tests of that."""
    end = now + timedelta(days=days)
    return Lifetime(min(now, end) - _CLOCKS_DIFFER, end)


def new_key(curve: Curve = "P-384") -> ec.EllipticCurvePrivateKey:
    """Return a fresh key."""
    return ec.generate_private_key(_CURVES[curve]())


def new_authority(name: str, key: ec.EllipticCurvePrivateKey, valid: Lifetime) -> Authority:
    """Return a self-signed authority that signs certificates of routers and lists, and no other authority."""
    subject = _called(name)
    builder = _builder(subject, subject, key.public_key(), valid)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    builder = builder.add_extension(_usage(signs_others=True), critical=True)
    return Authority(builder.sign(key, hashes.SHA384()), key)


def issued(
    authority: Authority, identity: str, public_key: CertificatePublicKeyTypes, valid: Lifetime
) -> x509.Certificate:
    """Return a certificate that says whose key this is: the identity is its subject alternative name (RFC 4945)."""
    builder = _builder(authority.certificate.subject, _called(identity), public_key, valid)
    named = x509.SubjectAlternativeName([x509.DNSName(identity)])
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    builder = builder.add_extension(_usage(signs_others=False), critical=True)
    builder = builder.add_extension(named, critical=False)
    signer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key())
    return builder.add_extension(signer, critical=False).sign(authority.key, hashes.SHA384())


def revocation_list(
    authority: Authority, entries: Iterable[tuple[int, datetime]], number: int, valid: Lifetime
) -> x509.CertificateRevocationList:
    """Return the list of serial numbers that are taken back, each with the moment (RFC 5280 section 5)."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.certificate.subject)
        .last_update(valid.begin)
        .next_update(valid.end)
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
    )
    for serial, moment in entries:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(moment).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(authority.key, hashes.SHA384())


def _called(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _builder(
    issuer: x509.Name, subject: x509.Name, public_key: CertificatePublicKeyTypes, valid: Lifetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .issuer_name(issuer)
        .subject_name(subject)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid.begin)
        .not_valid_after(valid.end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _usage(*, signs_others: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_others,
        key_cert_sign=signs_others,
        crl_sign=signs_others,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
