"""What is wrong with a certificate, its key or a revocation list, in sentences; nothing is wrong with no answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from mcastcfg.pki.pem import PrivateKey

FaultKind: TypeAlias = Literal["ended", "not_begun", "ends_soon", "revoked", "authority", "identity", "weak", "key"]
_LEAST_CURVE_BITS = 256
_LEAST_RSA_BITS = 3072
_WEAK_HASHES = frozenset({"md5", "sha1"})


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, without whose it is."""

    kind: FaultKind
    message: str


def time_faults(begin: datetime, end: datetime | None, warn_days: int, now: datetime) -> Iterator[Fault]:
    """Yield what the clock says against something with a lifetime."""
    if now < begin:
        yield Fault("not_begun", f"is not valid before {_day(begin)}")
    if end is None:
        return
    if now > end:
        yield Fault("ended", f"ended on {_day(end)}")
    elif end - now <= timedelta(days=warn_days):
        yield Fault("ends_soon", f"ends on {_day(end)}, in {(end - now).days} days")


def lifetime_faults(certificate: x509.Certificate, warn_days: int, now: datetime) -> Iterator[Fault]:
    """Yield what the clock says against a certificate."""
    return time_faults(certificate.not_valid_before_utc, certificate.not_valid_after_utc, warn_days, now)


def list_faults(listed: x509.CertificateRevocationList, warn_days: int, now: datetime) -> Iterator[Fault]:
    """Yield what the clock says against a revocation list; one that lives shorter than the warning is left in peace."""
    begin, end = listed.last_update_utc, listed.next_update_utc
    if end is not None and end - begin <= timedelta(days=2 * warn_days):
        warn_days = (end - begin).days // 4
    return time_faults(begin, end, warn_days, now)


def authority_faults(certificate: x509.Certificate, authority: x509.Certificate) -> Iterator[Fault]:
    """Yield whether a certificate comes from another authority."""
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        signer, wanted = certificate.issuer.rfc4514_string(), authority.subject.rfc4514_string()
        same = " of the same name with another key" if signer == wanted else f", not by {wanted}"
        yield Fault("authority", f"is signed by {signer}{same}")


def list_authority_faults(listed: x509.CertificateRevocationList, authority: x509.Certificate) -> Iterator[Fault]:
    """Yield whether a revocation list comes from another authority."""
    key = authority.public_key()
    signed = isinstance(key, EllipticCurvePublicKey | RSAPublicKey) and listed.is_signature_valid(key)
    if listed.issuer != authority.subject or not signed:
        yield Fault("authority", f"is not signed by {authority.subject.rfc4514_string()}")


def identity_faults(certificate: x509.Certificate, identity: str) -> Iterator[Fault]:
    """Yield whether a certificate says another name than the one IKE will claim (RFC 4945 section 5.1.3.6)."""
    names = identities(certificate)
    if identity not in names:
        listed = ", ".join(names) or "none"
        yield Fault("identity", f"has the subject alternative names {listed}, and the router claims {identity}")


def identities(certificate: x509.Certificate) -> tuple[str, ...]:
    """Return the DNS names of the subject alternative name."""
    try:
        named = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return ()
    return tuple(named.value.get_values_for_type(x509.DNSName))


def revocation_faults(certificate: x509.Certificate, listed: x509.CertificateRevocationList) -> Iterator[Fault]:
    """Yield whether a certificate is on its authority's list."""
    entry = listed.get_revoked_certificate_by_serial_number(certificate.serial_number)
    if entry is not None:
        yield Fault("revoked", f"was revoked on {_day(entry.revocation_date_utc)}")


def strength_faults(certificate: x509.Certificate) -> Iterator[Fault]:
    """Yield what makes a certificate forgeable (RFC 8247 section 4, NIST SP 800-57 part 1 section 5.6)."""
    key = certificate.public_key()
    if isinstance(key, EllipticCurvePublicKey):
        if key.curve.key_size < _LEAST_CURVE_BITS:
            yield Fault("weak", f"has a key on the curve {key.curve.name}; P-256 is the least")
    elif isinstance(key, RSAPublicKey):
        if key.key_size < _LEAST_RSA_BITS:
            yield Fault("weak", f"has an RSA key of {key.key_size} bits; {_LEAST_RSA_BITS} is the least")
    else:
        yield Fault("weak", "has a key that is neither ECDSA nor RSA")
    algorithm = certificate.signature_hash_algorithm
    if algorithm is not None and algorithm.name in _WEAK_HASHES:
        yield Fault("weak", f"is signed with {algorithm.name.upper()}; SHA-256 is the least")


def key_faults(certificate: x509.Certificate, key: PrivateKey) -> Iterator[Fault]:
    """Yield whether a private key belongs to another certificate."""
    form = (Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    if certificate.public_key().public_bytes(*form) != key.public_key().public_bytes(*form):
        yield Fault("key", "does not belong to the private key")


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
