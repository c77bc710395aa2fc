"""What the small authority makes, and what is wrong with what it does not make."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.verification import PolicyBuilder, Store

from mcastcfg.pki import judge
from mcastcfg.pki.authority import Authority, issued, lifetime, new_authority, new_key, revocation_list

NOW = datetime(2030, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return new_authority("office", new_key(), lifetime(NOW, 3650))


def kinds(faults) -> list[str]:
    return [fault.kind for fault in faults]


def test_a_certificate_says_whose_key_it_is_and_comes_from_its_authority(authority: Authority) -> None:
    key = new_key("P-256")
    certificate = issued(authority, "r1", key.public_key(), lifetime(NOW, 90))
    assert judge.identities(certificate) == ("r1",)
    assert certificate.not_valid_before_utc < NOW < certificate.not_valid_after_utc == NOW + timedelta(days=90)
    for faults in (
        judge.authority_faults(certificate, authority.certificate),
        judge.identity_faults(certificate, "r1"),
        judge.key_faults(certificate, key),
        judge.strength_faults(certificate),
        judge.lifetime_faults(certificate, 30, NOW),
    ):
        assert kinds(faults) == []


def test_a_strict_verifier_takes_the_chain(authority: Authority) -> None:
    """The profile of the web, stricter than IKE's, judged by code that is not ours."""
    certificate = issued(authority, "r1.example", new_key().public_key(), lifetime(NOW, 90))
    policy = PolicyBuilder().store(Store([authority.certificate])).time(NOW).max_chain_depth(0)
    assert policy.build_server_verifier(x509.DNSName("r1.example")).verify(certificate, [])[0] == certificate


@pytest.mark.parametrize(
    ("days", "warn_days", "kind"),
    [(31, 30, []), (30, 30, ["ends_soon"]), (1, 30, ["ends_soon"]), (-1, 30, ["ended"])],
)
def test_the_end_is_told_in_time(authority: Authority, days: int, warn_days: int, kind: list[str]) -> None:
    certificate = issued(authority, "r1", new_key().public_key(), lifetime(NOW, days))
    assert kinds(judge.lifetime_faults(certificate, warn_days, NOW)) == kind


def test_what_counts_later_is_told(authority: Authority) -> None:
    certificate = issued(authority, "r1", new_key().public_key(), lifetime(NOW + timedelta(days=2), 90))
    assert kinds(judge.lifetime_faults(certificate, 30, NOW)) == ["not_begun"]


def test_another_authority_of_the_same_name_is_another(authority: Authority) -> None:
    other = new_authority("office", new_key(), lifetime(NOW, 3650))
    stranger = new_authority("elsewhere", new_key(), lifetime(NOW, 3650))
    certificate = issued(authority, "r1", new_key().public_key(), lifetime(NOW, 90))
    (fault,) = judge.authority_faults(certificate, other.certificate)
    assert fault.message == "is signed by CN=office of the same name with another key"
    (fault,) = judge.authority_faults(certificate, stranger.certificate)
    assert fault.message == "is signed by CN=office, not by CN=elsewhere"


def test_another_name_and_another_key_are_told(authority: Authority) -> None:
    certificate = issued(authority, "r1", new_key().public_key(), lifetime(NOW, 90))
    (fault,) = judge.identity_faults(certificate, "r2")
    assert fault.message == "has the subject alternative names r1, and the router claims r2"
    assert kinds(judge.key_faults(certificate, new_key())) == ["key"]


def test_what_was_taken_back_is_on_the_list(authority: Authority) -> None:
    good, bad = (issued(authority, name, new_key().public_key(), lifetime(NOW, 90)) for name in ("r1", "r2"))
    listed = revocation_list(authority, [(bad.serial_number, NOW)], 7, lifetime(NOW, 365))
    assert kinds(judge.revocation_faults(good, listed)) == []
    (fault,) = judge.revocation_faults(bad, listed)
    assert fault == judge.Fault("revoked", "was revoked on 2030-05-01 12:00 UTC")
    assert kinds(judge.list_authority_faults(listed, authority.certificate)) == []
    other = new_authority("office", new_key(), lifetime(NOW, 3650))
    assert kinds(judge.list_authority_faults(listed, other.certificate)) == ["authority"]


@pytest.mark.parametrize(
    ("list_days", "later", "kind"),
    [(365, 0, []), (365, 340, ["ends_soon"]), (365, 366, ["ended"]), (7, 5, []), (7, 6, ["ends_soon"])],
)
def test_a_short_lived_list_is_warned_of_shortly_before_its_end(
    authority: Authority, list_days: int, later: int, kind: list[str]
) -> None:
    listed = revocation_list(authority, [], 1, lifetime(NOW, list_days))
    assert kinds(judge.list_faults(listed, 30, NOW + timedelta(days=later))) == kind


def foreign(key, algorithm: hashes.HashAlgorithm) -> x509.Certificate:
    name = x509.Name([])
    return (
        x509.CertificateBuilder().issuer_name(name).subject_name(name).public_key(key.public_key()).serial_number(5)
        .not_valid_before(NOW).not_valid_after(NOW + timedelta(days=9)).sign(key, algorithm)
    )  # fmt: skip


def test_weak_keys_are_told() -> None:
    (fault,) = judge.strength_faults(foreign(rsa.generate_private_key(65537, 2048), hashes.SHA256()))
    assert fault.message == "has an RSA key of 2048 bits; 3072 is the least"
    (fault,) = judge.strength_faults(foreign(ec.generate_private_key(ec.SECP224R1()), hashes.SHA256()))
    assert fault.message == "has a key on the curve secp224r1; P-256 is the least"
    assert kinds(judge.strength_faults(foreign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()))) == []
