"""The archive writer, judged by the archivers that everyone else uses."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

from mcastcfg.lab import cpio, initramfs, recipe


def test_an_independent_cpio_reads_it(tmp_path: Path) -> None:
    program = shutil.which("cpio")
    if program is None:
        pytest.skip("no cpio here")
    entries = [cpio.directory("a"), cpio.file("a/odd", b"12345"), cpio.file("a/run", b"#!/bin/sh\n", 0o755)]
    subprocess.run([program, "-id", "--quiet"], input=cpio.archive(entries), cwd=tmp_path, check=True)
    assert (tmp_path / "a/odd").read_bytes() == b"12345"
    assert (tmp_path / "a/run").stat().st_mode & 0o777 == 0o755


def test_equal_entries_give_equal_bytes() -> None:
    assert cpio.archive([cpio.file("x", b"1")]) == cpio.archive([cpio.file("x", b"1")])


@pytest.mark.parametrize("size", range(8))
def test_a_file_of_any_length_ends_on_a_multiple_of_four(size: int) -> None:
    assert len(cpio.archive([cpio.file("name", b"x" * size)])) % 4 == 0


@pytest.mark.parametrize("size", range(1, 9))
def test_the_second_archive_starts_where_the_kernel_looks_for_it(size: int) -> None:
    base, injected = b"z" * size, cpio.archive([cpio.file("x", b"1")])
    combined = initramfs.combine(base, injected)
    assert combined.index(b"070701") % 4 == 0
    assert combined.startswith(base)
    assert combined.endswith(injected)


def test_the_injected_archive_holds_the_whole_agent_and_a_private_key() -> None:
    data = initramfs.injection(b"\x01\x02", 4711)
    for path in initramfs.AGENT.glob("*.py"):
        assert f"lab/agent/{path.name}\0".encode() in data
    assert b"0102" in data
    assert b"4711" in data


def test_modules_come_after_what_they_need() -> None:
    deps = "kernel/net/core/failover.ko.xz:\nkernel/drivers/net/net_failover.ko.xz: kernel/net/core/failover.ko.xz\n"
    deps += (
        "kernel/drivers/net/virtio_net.ko.xz: kernel/drivers/net/net_failover.ko.xz kernel/net/core/failover.ko.xz\n"
    )
    order = initramfs.module_order(deps, ("virtio_pci", "virtio_net"))
    assert [path.rpartition("/")[2] for path in order] == ["failover.ko.xz", "net_failover.ko.xz", "virtio_net.ko.xz"]


def test_the_base_can_be_unpacked_by_the_kernel(tmp_path: Path) -> None:
    packed = gzip.compress(cpio.archive([cpio.file("init", recipe.INITRAMFS_INIT.encode(), 0o755)]), 1, mtime=0)
    assert gzip.decompress(packed).startswith(b"070701")


def test_another_recipe_is_another_image(monkeypatch: pytest.MonkeyPatch) -> None:
    before = recipe.recipe_hash()
    monkeypatch.setattr(recipe, "PACKAGES", (*recipe.PACKAGES, "vim"))
    assert recipe.recipe_hash() != before
