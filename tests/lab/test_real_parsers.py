"""Every golden case of `frr`, judged by the programs that will read it: nft, swanctl, ifupdown and FRR itself."""

from __future__ import annotations

import base64
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
    no_complaint(done.exit_code, (done.stdout + done.stderr).decode(errors="replace"))


def no_complaint(exit_code: int | None, said: str) -> None:
    assert exit_code == 0, said
    assert not any(re.search(marker, said, re.MULTILINE) for marker in frr.ERROR_MARKERS), said


def content(slot: SecretSlot) -> str:
    """Return what any router might have there: what counts is that it is read."""
    if slot.kind == "private_key":
        return private_key_pem(AUTHORITY.key)
    if slot.kind == "revocation_list":
        return certificate_pem(revocation_list(AUTHORITY, [(7, NOW)], 1, lifetime(NOW, 9)))
    return certificate_pem(AUTHORITY.certificate) if slot.kind == "certificate" else "0" * 64


def judgement(artifact: Artifact) -> str:
    """Return the script that has every file of a router judged: one, as each that is started takes its time there."""
    lines: list[str] = []
    for file in artifact.files:
        # FRR has no way to quote: what would not fit is refused before (tests/unit/platforms/test_frr_passwords.py).
        secret = Secret("a-Pa55word!" if file.path == frr.FRR_CONF else 'a "hostile} secret\\')
        text = filled(file, lambda _, secret=secret: secret, content)
        place = file.path if file.path.endswith(".pem") else JUDGED
        command = judge_of(file.path, text)
        if command:
            lines += [f"base64 -d > {place} <<'END'", base64.b64encode(text).decode(), "END", f"echo '== {file.path}'"]
            lines += [f"{command} 2>&1 || {{ echo exit code $?; exit 1; }}"]
    return "\n".join(lines)


def judge_of(path: str, text: bytes) -> str:
    """Return the command that reads a file as the router's own programs do; empty for a file that nobody reads."""
    if path.endswith(".pem"):
        return "true"
    if path == frr.GUARD:
        return f"nft -c -f {JUDGED}"
    if path == frr.GUARD_AT_BOOT:
        return f"sh -n {JUDGED}"
    if path == frr.SWANCTL:
        listed = [f"grep -q mcastcfg-{tunnel.split()[0]}" for tunnel in text.decode().split("\n    mcastcfg-")[1:]]
        there = [f"swanctl --list-conns --raw | {one}" for one in listed]
        return " && ".join([f"swanctl --load-all --noprompt --file {JUDGED}", *there])
    if path == frr.FRR_CONF:
        return f"vtysh -C -f {JUDGED}"
    if path.startswith("/etc/network/interfaces.d/"):
        return f"ifquery -i {JUDGED} --list && ifup --no-act -i {JUDGED} -a"
    return ""


@pytest.mark.parametrize("case", FRR_CASES, ids=lambda case: case.name)
def test_the_real_programs_accept_what_is_rendered(case: Case, lab: RunningLab, tmp_path: Path) -> None:
    try:
        artifacts = render_all(case.design(tmp_path).configs)
    except UnsupportedFeature:
        assert (case.folder / "frr.unsupported").is_file()
        return
    tidy = "rm -f /etc/swanctl/*/mcastcfg*.pem; swanctl --load-all --clear --noprompt >/dev/null"
    script = f"trap '{tidy}' EXIT\n" + "\n".join(judgement(artifact) for artifact in artifacts.values())
    done = lab.exec(ROUTER, ["sh", "-c", "cat > /run/judge && sh /run/judge"], stdin=script.encode(), timeout=300)
    no_complaint(done.exit_code, (done.stdout + done.stderr).decode(errors="replace"))


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
