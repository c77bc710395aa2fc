"""A scenario's copy: its own keys, its own ports, and nothing of a lab that runs beside it."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from mcastcfg.lab.private_copy import private_copy, with_free_ports
from mcastcfg.model.load import load


def test_keys_are_drawn_and_nothing_private_is_copied(repository: Path, tmp_path: Path) -> None:
    source = repository / "inventory" / "two-office"
    for name in ("one", "two"):
        private_copy(source, tmp_path / name)
        assert not (tmp_path / name / ".mcastcfg").exists()
    first, second = (tmp_path / name / "secrets" / "office-wan.psk" for name in ("one", "two"))
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert len(first.read_text()) > 40
    assert first.read_text() != second.read_text()


def test_every_port_becomes_a_free_one() -> None:
    text = "a: {port: 2201, groups: [lab]}\nb:\n  port: 2202\n  hostname: 127.0.0.1\n"
    found = [int(number) for number in re.findall(r"port: (\d+)", with_free_ports(text))]
    assert len(set(found)) == 2
    assert not {2201, 2202}.intersection(found)
    assert re.sub(r"\d+", "N", with_free_ports(text)) == re.sub(r"\d+", "N", text)


def test_ports_that_stand_beside_the_routers_are_drawn_anew_and_those_of_streams_are_not(
    repository: Path, tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    text = (repository / "tests" / "golden" / "topology" / "inventory.yaml").read_text()
    (source / "network.yaml").write_text(text)
    private_copy(source, tmp_path / "copy")
    before, after = (load(folder).network for folder in (source, tmp_path / "copy"))
    old, new = (network.routers()["branch-r1"][1].management for network in (before, after))
    assert old is not None and new is not None and new.port is not None
    assert old.port == 2222 != new.port
    assert (old.hostname, old.groups) == (new.hostname, new.groups)
    assert before.streams == after.streams
