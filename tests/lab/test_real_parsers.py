"""Every golden case of `frr`, judged by the programs that will read it: nft, swanctl, ifupdown and FRR itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from golden.cases import Case, cases
from mcastcfg.errors import UnsupportedFeature
from mcastcfg.lab.running import RunningLab
from mcastcfg.model.secret import Secret
from mcastcfg.pki.authority import lifetime, new_authority, new_key, revocation_list
from mcastcfg.pki.pem import certificate_pem, private_key_pem
from mcastcfg.platforms import frr
from mcastcfg.render.artifact import Artifact, SecretSlot, filled
from mcastcfg.render.render import render_all

pytestmark = pytest.mark.lab

ROUTER = "r1"
JUDGED = "/etc/swanctl/judged"  # beside the folders of keys that swanctl looks for next to its file
NOW = datetime.now(UTC).replace(microsecond=0)
AUTHORITY = new_authority("office", new_key(), lifetime(NOW, 9))
FRR_CASES = [case for case in cases() if case.platform == "frr"]


def accepted(lab: RunningLab, text: bytes, command: str) -> None:
    """Run a command on the router with the text in JUDGED; exit code 0 and no complaint is acceptance."""
    done = lab.exec(ROUTER, ["sh", "-c", f"cat > {JUDGED} && {command}"], stdin=text, timeout=120)
    said = (done.stdout + done.stderr).decode(errors="replace")
    assert done.exit_code == 0, said
    assert not any(re.search(marker, said, re.MULTILINE) for marker in frr.ERROR_MARKERS), said


def content(slot: SecretSlot) -> str:
    """Return what any router might have there: what counts is that it is read."""
    if slot.kind == "private_key":
        return private_key_pem(AUTHORITY.key)
    if slot.kind == "revocation_list":
        return certificate_pem(revocation_list(AUTHORITY, [(7, NOW)], 1, lifetime(NOW, 9)))
    return certificate_pem(AUTHORITY.certificate) if slot.kind == "certificate" else "0" * 64


def judge(lab: RunningLab, artifact: Artifact) -> None:
    for file in artifact.files:
        # FRR has no way to quote: what would not fit is refused before (tests/unit/platforms/test_frr_passwords.py).
        secret = Secret("a-Pa55word!" if file.path == frr.FRR_CONF else 'a "hostile} secret\\')
        text = filled(file, lambda _, secret=secret: secret, content)
        if file.path.endswith(".pem"):
            lab.exec(ROUTER, ["sh", "-c", f"cat > {file.path}"], stdin=text, check=True)
        elif file.path == frr.GUARD:
            accepted(lab, text, f"nft -c -f {JUDGED}")
        elif file.path == frr.SWANCTL:
            accepted(lab, text, f"swanctl --load-all --noprompt --file {JUDGED}")
            listed = lab.exec(ROUTER, ["swanctl", "--list-conns", "--raw"], check=True).text
            for tunnel in text.decode().split("\n    mcastcfg-")[1:]:
                assert f"mcastcfg-{tunnel.split()[0]}" in listed
        elif file.path == frr.FRR_CONF:
            accepted(lab, text, f"vtysh -C -f {JUDGED}")
        elif file.path.startswith("/etc/network/"):
            accepted(lab, text, f"ifquery -i {JUDGED} --list && ifup --no-act -i {JUDGED} -a")


@pytest.mark.parametrize("case", FRR_CASES, ids=lambda case: case.name)
def test_the_real_programs_accept_what_is_rendered(case: Case, lab: RunningLab, tmp_path: Path) -> None:
    try:
        artifacts = render_all(case.design(tmp_path).configs)
    except UnsupportedFeature:
        assert (case.folder / "frr.unsupported").is_file()
        return
    try:
        for artifact in artifacts.values():
            judge(lab, artifact)
    finally:
        tidy = "rm -f /etc/swanctl/*/mcastcfg*.pem; swanctl --load-all --clear --noprompt"
        lab.exec(ROUTER, ["sh", "-c", tidy], check=True)


@pytest.mark.parametrize(
    ("text", "command"),
    [
        (b"table inet x { chain y { type filter hook output priority filter; ip protocol gre drpo } }", "nft -c -f"),
        (b"interface gre1\n ip pimm\nexit\n", "vtysh -C -f"),
        (b"connections { x { version = 3\n children { y { mode = transprot } } } }", "swanctl --load-all --file"),
    ],
    ids=["nft", "vtysh", "swanctl"],
)
def test_the_judges_can_say_no(text: bytes, command: str, lab: RunningLab) -> None:
    try:
        with pytest.raises(AssertionError):
            accepted(lab, text, f"{command} {JUDGED}")
    finally:
        lab.exec(ROUTER, ["swanctl", "--load-all", "--noprompt"], check=True)
