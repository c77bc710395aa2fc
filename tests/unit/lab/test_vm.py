"""The virtual machine's command line, and what happens when the guest does not get through its boot."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcastcfg.errors import LabError
from mcastcfg.lab import vm
from mcastcfg.lab.backend import Ground
from mcastcfg.lab.image import Image, Progress
from mcastcfg.lab.kvm import Verdict
from mcastcfg.lab.ports import unused_port


@pytest.fixture
def ground(tmp_path: Path) -> Ground:
    return Ground(tmp_path, unused_port(), (2398,), b"key", 512)


def test_every_forward_is_on_the_loopback_and_the_guest_cannot_call_out(ground: Ground) -> None:
    command = vm.qemu_command("qemu", Image(Path("/cache/a,b")), ground, kvm=False)
    network = command[command.index("-netdev") + 1]
    assert "restrict=on" in network
    assert network.count("hostfwd=tcp:127.0.0.1:") == network.count("hostfwd=") == 2
    assert "file=/cache/a,,b/root.sqfs,format=raw" in command[command.index("-drive") + 1]
    assert "readonly=on" in command[command.index("-drive") + 1]


def fake_qemu(tmp_path: Path, ground: Ground, monkeypatch: pytest.MonkeyPatch, console: str) -> Path:
    """Stand in for QEMU by a program that notes each start, writes a console and ends."""
    starts = tmp_path / "starts"
    program = tmp_path / "qemu-system-x86_64"
    program.write_text(f"#!/bin/sh\necho >>'{starts}'\necho '{console}' >'{ground.folder}/console.log'\nexit 1\n")
    program.chmod(0o755)
    image = Image(tmp_path)
    image.initrd.write_bytes(b"base")

    def ensure(_progress: Progress) -> Image:
        return image

    def refused(_qemu: str, _image: Image) -> Verdict:
        return Verdict(False, "a test")

    def found(_programs: list[str]) -> dict[str, str]:
        return {"qemu-system-x86_64": str(program)}

    monkeypatch.setattr(vm, "ensure_image", ensure)
    monkeypatch.setattr(vm, "kvm_verdict", refused)
    monkeypatch.setattr(vm, "require", found)
    return starts


def test_a_guest_that_panics_is_booted_again_and_then_given_up(
    tmp_path: Path, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = fake_qemu(tmp_path, ground, monkeypatch, "Kernel panic - not syncing")
    said: list[str] = []
    with pytest.raises(LabError, match="Kernel panic"):
        vm.VmBackend(ground, lambda _: None).start(said.append)
    assert len(starts.read_text().splitlines()) == 3
    assert sum("booting it again" in line for line in said) == 2


def test_a_guest_that_ends_otherwise_is_not_tried_again(
    tmp_path: Path, ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = fake_qemu(tmp_path, ground, monkeypatch, "no root file system")
    with pytest.raises(LabError, match="no root file system"):
        vm.VmBackend(ground, lambda _: None).start(lambda _: None)
    assert len(starts.read_text().splitlines()) == 1
