"""The verdict on KVM: found in a child that may hang, and remembered until the next boot."""

from __future__ import annotations

import json
import time
from pathlib import Path

from mcastcfg.lab.kvm import Verdict, judge, remembered


def test_a_probe_that_hangs_is_ended_and_means_no() -> None:
    began = time.monotonic()
    verdict = judge(["sleep", "60"], seconds=0.3)
    assert time.monotonic() - began < 5
    assert not verdict.works
    assert "within 0.3 s" in verdict.reason


def test_a_probe_that_fails_says_why() -> None:
    assert judge(["sh", "-c", "echo ioctl refused >&2; exit 1"]) == Verdict(False, "ioctl refused")
    assert judge(["false"]) == Verdict(False, "QEMU ended with exit code 1")


def test_a_probe_that_gets_there_means_yes() -> None:
    assert judge(["echo", "LABPROBE-OK"]) == Verdict(True, "")


def test_a_hanging_probe_is_paid_for_once_per_boot(tmp_path: Path) -> None:
    memory = tmp_path / "deep" / "kvm.json"
    first = remembered(memory, ["sleep", "60"], seconds=0.3)
    began = time.monotonic()
    assert remembered(memory, ["sleep", "60"], seconds=30) == first
    assert time.monotonic() - began < 1


def test_another_boot_or_a_broken_note_is_judged_anew(tmp_path: Path) -> None:
    memory = tmp_path / "kvm.json"
    memory.write_text(json.dumps({"boot": "another", "works": False, "reason": "old"}))
    assert remembered(memory, ["echo", "LABPROBE-OK"]).works
    memory.write_text("{")
    assert remembered(memory, ["echo", "LABPROBE-OK"]).works
