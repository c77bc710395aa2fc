"""The small authority from the command line: keys stay private, nothing is replaced unasked."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from mcastcfg.cli.main import main
from mcastcfg.deploy.gate import intent_of
from mcastcfg.errors import InventoryError
from mcastcfg.pki.authority import new_key
from mcastcfg.pki.pem import read_certificate, read_revocation_list
from mcastcfg.platforms.design import open_design


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """The shipped example with an authority and certificates of its own."""
    root = tmp_path / "net"
    assert main(["init", str(root), "--example", "certificates"]) == 0
    return root


def shown(root: Path, capsys: pytest.CaptureFixture[str], code: int = 0) -> dict[str, tuple[str, list[str]]]:
    capsys.readouterr()
    assert main(["pki", "show", str(root), "--format", "json"]) == code
    return {each["of"]: (each["status"], each["faults"]) for each in json.loads(capsys.readouterr().out)}


def test_init_makes_everything_that_is_needed(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(office, capsys) == {name: ("fine", []) for name in ("office", "office (list)", "main-r1", "remote-r1")}
    keys = sorted((office / "secrets").iterdir())
    assert [key.name for key in keys] == ["main-r1.key", "office-ca.key", "remote-r1.key"]
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}
    assert stat.S_IMODE((office / "secrets").stat().st_mode) == 0o700
    assert main(["lint", str(office)]) == 0


def test_the_authoritys_key_is_not_replaced_unasked(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (office / "secrets" / "office-ca.key").read_bytes()
    assert main(["pki", "init", str(office)]) == 2
    assert "--force" in capsys.readouterr().err
    assert (office / "secrets" / "office-ca.key").read_bytes() == before
    assert main(["pki", "init", str(office), "--force"]) == 0
    assert (office / "secrets" / "office-ca.key").read_bytes() != before
    status, faults = shown(office, capsys, code=1)["main-r1"]
    assert (status, faults) == ("wrong", ["is signed by CN=office of the same name with another key"])


def test_a_router_keeps_its_key_unless_told_otherwise(office: Path) -> None:
    file = office / "secrets" / "remote-r1.key"
    key, first = file.read_bytes(), read_certificate(office / "pki" / "remote-r1.pem")
    assert main(["pki", "issue", str(office), "remote-r1", "--days", "10"]) == 0
    second = read_certificate(office / "pki" / "remote-r1.pem")
    assert second.serial_number != first.serial_number
    assert second.public_key() == first.public_key()
    assert file.read_bytes() == key
    assert main(["pki", "issue", str(office), "remote-r1", "--new-key", "--curve", "P-256"]) == 0
    assert file.read_bytes() != key
    assert read_certificate(office / "pki" / "remote-r1.pem").public_key() != first.public_key()


def test_what_is_revoked_stays_on_every_later_list(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pki", "revoke", str(office), "remote-r1"]) == 0
    status, (fault,) = shown(office, capsys, code=1)["remote-r1"]
    assert status == "wrong" and fault.startswith("was revoked on ")
    assert main(["pki", "revoke", str(office), "remote-r1"]) == 2
    assert "is on the list already" in capsys.readouterr().err
    key = (office / "secrets" / "remote-r1.key").read_bytes()
    assert main(["pki", "issue", str(office), "remote-r1"]) == 0
    assert shown(office, capsys)["remote-r1"] == ("fine", [])
    assert (office / "secrets" / "remote-r1.key").read_bytes() != key, "somebody else may have it"
    assert main(["pki", "refresh", str(office), "--days", "700"]) == 0
    assert main(["pki", "revoke", str(office), "--serial", "beef"]) == 0
    listed = read_revocation_list(office / "pki" / "office.crl")
    assert len(list(listed)) == 2
    assert listed.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 4


def test_what_was_renewed_is_taken_back_as_well(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The one before is good until it ends, for whoever has the key."""
    first = read_certificate(office / "pki" / "remote-r1.pem")
    assert main(["pki", "issue", str(office), "remote-r1", "--days", "30"]) == 0
    second = read_certificate(office / "pki" / "remote-r1.pem")
    assert main(["pki", "revoke", str(office), "remote-r1"]) == 0
    listed = {entry.serial_number for entry in read_revocation_list(office / "pki" / "office.crl")}
    assert listed == {first.serial_number, second.serial_number}
    assert shown(office, capsys, code=1)["main-r1"] == ("fine", [])


def test_the_end_is_warned_of(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pki", "issue", str(office), "--all", "--days", "20"]) == 0
    found = shown(office, capsys)
    assert {found[name][0] for name in ("main-r1", "remote-r1")} == {"soon"}


def test_a_request_leaves_the_key_where_it_is(office: Path, tmp_path: Path) -> None:
    key = new_key()
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    file = tmp_path / "request.pem"
    file.write_bytes(request.public_bytes(Encoding.PEM))
    before = (office / "secrets" / "main-r1.key").read_bytes()
    assert main(["pki", "issue", str(office), "main-r1", "--request", str(file)]) == 0
    assert read_certificate(office / "pki" / "main-r1.pem").public_key() == key.public_key()
    assert (office / "secrets" / "main-r1.key").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["issue", "ROOT"], "name the routers, or say --all"),
        (["issue", "ROOT", "main-r2"], "there is no router 'main-r2' (did you mean 'main-r1'?)"),
        (["issue", "ROOT", "main-r1", "-a", "offic"], "did you mean 'office'?"),
        (["revoke", "ROOT"], "name the routers whose certificates are taken back"),
        (["revoke", "ROOT", "--serial", "xyz"], "'xyz' is no serial number"),
        (["issue", "ROOT", "main-r1", "--request", "ROOT/network.yaml"], "holds no certificate requests in PEM"),
    ],
)
def test_wrong_usage(office: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    assert main(["pki", *(argument.replace("ROOT", str(office)) for argument in arguments)]) == 2
    assert says in capsys.readouterr().err


def test_without_authority_there_is_nothing_to_do(two_office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["pki", "init", str(two_office)]) == 2
    assert "the inventory has none; write one under certificate_authorities" in capsys.readouterr().err


def test_a_deploy_gets_the_files_and_masks_the_key(office: Path) -> None:
    intent = intent_of(open_design(office))
    files = {file.path: file for file in intent.files["main-r1"]}
    key = files["/etc/swanctl/private/mcastcfg.pem"]
    assert key.mode == 0o600
    assert key.content == (office / "secrets" / "main-r1.key").read_bytes()
    assert key.content.decode().strip() in {secret.reveal() for secret in intent.secrets}
    assert files["/etc/swanctl/x509/mcastcfg.pem"].content == (office / "pki" / "main-r1.pem").read_bytes()
    assert files["/etc/swanctl/x509ca/mcastcfg-office.pem"].content == (office / "pki" / "office.pem").read_bytes()
    assert files["/etc/swanctl/x509crl/mcastcfg-office.pem"].content == (office / "pki" / "office.crl").read_bytes()
    assert not [path for path, file in files.items() if b"PRIVATE" in file.content and file is not key]


def test_another_certificate_is_another_connection_file(office: Path) -> None:
    def connections() -> bytes:
        files = {file.path: file for file in intent_of(open_design(office)).files["main-r1"]}
        return files["/etc/swanctl/conf.d/mcastcfg.conf"].content

    first = connections()
    main(["pki", "issue", str(office), "remote-r1"])
    assert connections() == first, "the peer's certificate is the peer's business"
    main(["pki", "issue", str(office), "main-r1"])
    second = connections()
    assert second != first
    main(["pki", "refresh", str(office), "--days", "100"])
    assert connections() != second


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("pki/main-r1.pem", "sites.main.routers.main-r1.certificate: "),
        ("pki/office.pem", "certificate_authorities.office.certificate: "),
        ("pki/office.crl", "certificate_authorities.office.revocation_list: "),
        ("secrets/main-r1.key", "sites.main.routers.main-r1.private_key: file:secrets/main-r1.key: "),
    ],
)
def test_a_file_that_is_missing_is_asked_for_at_its_place(office: Path, file: str, says: str) -> None:
    (office / file).unlink()
    with pytest.raises(InventoryError, match=r"\.yaml:\d+:\d+: ") as refusal:
        intent_of(open_design(office))
    assert says in str(refusal.value)
    assert "No such file" in str(refusal.value)
