"""Files in PEM: only what is parsed gets through, and every refusal says which file and why."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from mcastcfg.errors import InventoryError, SecretError
from mcastcfg.pki.authority import lifetime, new_authority, new_key, revocation_list
from mcastcfg.pki.content import public_content
from mcastcfg.pki.pem import certificate_pem, private_key_pem, read_private_key

NOW = datetime(2030, 5, 1, tzinfo=UTC)
AUTHORITY = new_authority("office", new_key(), lifetime(NOW, 3650))
PEM = certificate_pem(AUTHORITY.certificate)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pki").mkdir()
    return tmp_path


def test_only_the_certificate_goes_on(root: Path) -> None:
    (root / "pki" / "a.pem").write_text(f"}}\nconnections {{ evil {{ }} }}\n{PEM}\n#!/bin/sh\n")
    assert public_content("certificate", "pki/a.pem", root) == PEM


def test_a_fingerprint_is_of_the_content_alone(root: Path) -> None:
    (root / "pki" / "a.pem").write_text(PEM + "\n")
    (root / "pki" / "b.pem").write_text(f"a comment\n{PEM}\n")
    prints = {public_content("fingerprint", f"pki/{name}.pem", root) for name in "ab"}
    assert len(prints) == 1
    assert len(prints.pop()) == 64


def test_the_serial_numbers_of_a_list(root: Path) -> None:
    listed = revocation_list(AUTHORITY, [(0xBEEF, NOW), (0xA, NOW)], 1, lifetime(NOW, 365))
    (root / "pki" / "a.crl").write_text(certificate_pem(listed))
    assert public_content("revoked", "pki/a.crl", root) == "a\nbeef"
    assert public_content("revocation_list", "pki/a.crl", root).startswith("-----BEGIN X509 CRL-----\n")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "holds no certificates in PEM"),
        (PEM + "\n" + PEM, "holds 2 certificates in PEM; it must hold one"),
        (PEM[:100] + PEM[130:], "holds no valid certificate"),
        (private_key_pem(AUTHORITY.key), "holds no certificates in PEM"),
    ],
)
def test_what_is_no_certificate_is_refused(root: Path, text: str, says: str) -> None:
    (root / "pki" / "a.pem").write_text(text)
    with pytest.raises(InventoryError, match=f"pki/a.pem {says}"):
        public_content("certificate", "pki/a.pem", root)


def test_a_file_that_is_missing_or_leads_out_is_refused(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    with pytest.raises(InventoryError, match="cannot be read: No such file"):
        public_content("certificate", "pki/a.pem", root)
    outside = tmp_path_factory.mktemp("outside") / "a.pem"
    outside.write_text(PEM)
    (root / "pki" / "link.pem").symlink_to(outside)
    with pytest.raises(InventoryError, match="leads out of the inventory"):
        public_content("certificate", "pki/link.pem", root)


def test_private_keys(root: Path) -> None:
    key = new_key("P-256")
    file = root / "key"
    file.touch(mode=0o600)
    for form, encryption, says in (
        (PrivateFormat.PKCS8, NoEncryption(), None),
        (PrivateFormat.TraditionalOpenSSL, NoEncryption(), None),
        (PrivateFormat.PKCS8, BestAvailableEncryption(b"hunter2"), "is encrypted"),
    ):
        file.write_bytes(b"a comment\n" + key.private_bytes(Encoding.PEM, form, encryption))
        if says is None:
            assert private_key_pem(read_private_key("file:key", root)) == private_key_pem(key)
        else:
            with pytest.raises(SecretError, match=says):
                read_private_key("file:key", root)
    for text, says in ((PEM, "no private key in PEM"), ("x", "no private key in PEM")):
        file.write_text(text)
        with pytest.raises(SecretError, match=says):
            read_private_key("file:key", root)
    other = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(other)
    with pytest.raises(SecretError, match="neither ECDSA nor RSA"):
        read_private_key("file:key", root)
