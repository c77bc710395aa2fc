"""What is refused before any router is touched."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mcastcfg.deploy.deploy import deploy
from mcastcfg.deploy.gate import intent_of
from mcastcfg.errors import InventoryError, LintFailed, RenderError, SecretError, UnsupportedFeature
from mcastcfg.platforms.design import open_design


@pytest.fixture
def root(tmp_path: Path, two_office: Path) -> Path:
    target = tmp_path / "net"
    shutil.copytree(two_office, target, ignore=shutil.ignore_patterns(".mcastcfg", "secrets"))
    (target / "secrets").mkdir()
    secret = target / "secrets" / "office-wan.psk"
    secret.write_text("hush-hush\n")
    secret.chmod(0o600)
    return target


def test_everything_is_rendered_and_every_secret_found(root: Path) -> None:
    intent = intent_of(open_design(root))
    assert list(intent.files) == ["main-r1", "remote-r1"]
    swanctl = next(file for file in intent.files["main-r1"] if "swanctl" in file.path)
    assert b"aHVzaC1odXNo" in swanctl.content
    assert "hush" not in repr(intent)
    assert "aHVzaC1odXNo" not in repr(intent)
    assert list(intent_of(open_design(root), ["remote-r1"]).files) == ["remote-r1"]


def test_a_missing_secret_stops_it(root: Path) -> None:
    (root / "secrets" / "office-wan.psk").unlink()
    with pytest.raises(
        SecretError,
        match=r"network\.yaml:14:5: ipsec_profiles\.office-wan\.pre_shared_key: file:secrets/office-wan\.psk",
    ):
        deploy(open_design(root))


def test_errors_of_the_linter_stop_it_and_are_listed(root: Path) -> None:
    streams = root / "streams.yaml"
    streams.write_text(streams.read_text().replace("group: 239.1.1.1\n", "group: 10.1.1.1\n"))
    with pytest.raises(LintFailed, match=r"(?s)nothing was pushed:\n.*streams\.yaml:\d+:\d+: [A-Z]+\d+ .*10\.1\.1\.1"):
        deploy(open_design(root))


def test_numbers_that_are_not_written_down_stop_it(root: Path) -> None:
    (root / "allocations.yaml").unlink()
    with pytest.raises(InventoryError, match=r"network\.yaml:\d+:\d+: .*main-remote \(run: mcastcfg allocate .*net"):
        deploy(open_design(root))


def test_a_name_that_is_no_router_stops_it(root: Path) -> None:
    with pytest.raises(InventoryError, match=r"there is no router 'main-r' \(did you mean 'main-r1'\?\)"):
        deploy(open_design(root), ["main-r"])


def test_a_platform_that_cannot_be_pushed_to_stops_it_even_if_another_router_could(root: Path) -> None:
    site = root / "sites" / "remote.yaml"
    site.write_text(site.read_text().replace("platform: frr", "platform: cisco_xe"))
    with pytest.raises(UnsupportedFeature, match=r"remote\.yaml:\d+:\d+: cisco_xe cannot do push \(remote-r1\): "):
        deploy(open_design(root))


def test_a_users_template_at_fault_stops_it(root: Path) -> None:
    (root / "templates" / "frr").mkdir(parents=True)
    (root / "templates" / "frr" / "pim.j2").write_text("{{ nothing.of.the.kind }}\n")
    with pytest.raises(RenderError, match="nothing"):
        deploy(open_design(root))
