"""Reading an inventory from directories, single files and text, and the places it remembers."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

import pytest

from mcastcfg.errors import InventoryError, Place
from mcastcfg.model.load import load, loads
from mcastcfg.model.merge import merge
from mcastcfg.model.tree import Mapping, parse

NOBODY = 65534

LONELY = """\
name: lonely
pim_domains: {d: {}}
sites:
  s:
    pim_domain: d
    routers:
      r1:
        platform: frr
        interfaces:
          lan0: {role: lan, addresses: [10.1.0.1/24]}
"""


@pytest.fixture
def unprivileged(tmp_path: Path) -> Iterator[None]:
    """Run as a user whom permission bits bind; root is not."""
    if os.geteuid() != 0:
        yield
        return
    shutil.chown(tmp_path, user=NOBODY)
    for parent in takewhile(lambda folder: folder != Path(tempfile.gettempdir()), tmp_path.parents):
        parent.chmod(0o755)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def said(where: Path) -> str:
    with pytest.raises(InventoryError) as error:
        load(where)
    return str(error.value)


def test_a_directory_is_merged_in_the_order_of_its_files(two_office: Path) -> None:
    network = load(two_office).network
    assert list(network.sites) == ["main", "remote"]
    assert list(network.routers()) == ["main-r1", "remote-r1"]
    assert list(network.hosts()) == ["camera", "main-desk", "remote-desk", "sensor"]
    assert set(network.streams) == {"lobby-camera", "board-room", "door-alarm", "price-feed"}


def test_one_file_works_as_well_as_a_directory(two_office: Path, tmp_path: Path) -> None:
    whole = load(two_office)
    one = tmp_path / "one.yaml"
    names = ("network.yaml", "streams.yaml")
    texts = [(two_office / name).read_text().split("---\n")[1] for name in names]
    sites = [(two_office / "sites" / f"{name}.yaml").read_text().split("sites:\n")[1] for name in ("main", "remote")]
    one.write_text("".join(texts) + "sites:\n" + "".join(sites))
    alone = load(one)
    assert alone.network == whole.network
    assert alone.root == tmp_path
    assert alone.allocations_file == tmp_path / "one.allocations.yaml"
    assert alone.allocations.pending == {"main-remote"}
    (tmp_path / "one.allocations.yaml").write_text("tunnels: {main-remote: 9}\n")
    assert load(one).allocations.tunnels == {"main-remote": 9}
    assert loads(one.read_text(), "one.yaml").network == whole.network


def test_places_are_remembered_across_files(two_office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(two_office)
    inventory = load(Path())
    lan = ("sites", "remote", "routers", "remote-r1", "interfaces", "lan0")
    assert inventory.place((*lan, "addresses", 0)) == Place("sites/remote.yaml", 19, 25)
    assert inventory.place(lan) == Place("sites/remote.yaml", 16, 11)
    assert inventory.place((*lan, "mtu")) == inventory.place(lan), "not written: the nearest parent that is"
    assert inventory.place(()).line == 1


def test_the_place_of_a_key_that_repeats_a_parents_name() -> None:
    inventory = loads(LONELY.replace("  s:", "  r1:"), "n.yaml")
    assert inventory.place(("sites", "r1", "routers", "r1")) == Place("n.yaml", 7, 7)
    assert inventory.place(("sites", "r1", "routers", "r1", "platform")) == Place("n.yaml", 8, 9)


def test_what_is_not_the_engineers_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "network.yaml").write_text(LONELY)
    for name in (
        "hosts.yaml",
        "groups.yaml",
        "defaults.yaml",
        "scenario.yaml",
        ".hidden.yaml",
        "notes.txt",
        "inventory.schema.json",
    ):
        (tmp_path / name).write_text("{not: [yaml")
    for folder in ("secrets", ".git", "templates"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "x.yaml").write_text("{not: [yaml")
    assert load(tmp_path).network.name == "lonely"


@pytest.mark.parametrize(
    "data",
    [
        LONELY.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + LONELY.encode(),
        LONELY.rstrip("\n").encode(),
        b"%YAML 1.2\n---\n" + LONELY.encode() + b"...\n",
    ],
    ids=["crlf", "byte-order-mark", "no-newline-at-the-end", "directive"],
)
def test_the_ways_editors_save(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "network.yaml").write_bytes(data)
    inventory = load(tmp_path)
    assert inventory.network == loads(LONELY).network
    first = 3 if data.startswith(b"%") else 1
    assert inventory.place(("name",)) == Place(str(tmp_path / "network.yaml"), first, 1)


def test_a_place_after_a_byte_order_mark_counts_from_one(tmp_path: Path) -> None:
    (tmp_path / "n.yaml").write_bytes(b"\xef\xbb\xbfnaam: x\n")
    assert f"{tmp_path / 'n.yaml'}:1:1: naam: is not a known key (did you mean 'name'?)" in said(tmp_path)


def test_words_that_yaml_1_1_would_turn_into_something_else() -> None:
    text = LONELY.replace("name: lonely", "name: on\ndescription: 12:30:00").replace("  s:", "  no:")
    network = loads(text).network
    assert (network.name, network.description, list(network.sites)) == ("on", "12:30:00", ["no"])


def test_nothing_there(tmp_path: Path) -> None:
    where = tmp_path / "nowhere"
    fix = "(start one with: mcastcfg init DIRECTORY --example two-office)"
    assert said(where) == f"{where}:1:1: there is no such file or directory {fix}"
    assert "there is no such file" in said(Path("nul\0byte"))
    assert "\\x1b" in said(Path("es\x1bcape"))
    assert "there is no such file" in said(tmp_path / "a.yaml" / "below")


def test_a_name_too_long_for_the_file_system(tmp_path: Path) -> None:
    assert "cannot be read: File name too long" in said(tmp_path / ("x" * 300))


def test_a_file_without_permission(tmp_path: Path, unprivileged: None) -> None:
    file = tmp_path / "network.yaml"
    file.write_text(LONELY)
    file.chmod(0)
    assert said(tmp_path) == f"{file}:1:1: cannot be read: Permission denied"


def test_a_directory_without_permission(tmp_path: Path, unprivileged: None) -> None:
    (tmp_path / "network.yaml").write_text(LONELY)
    folder = tmp_path / "sites"
    folder.mkdir()
    folder.chmod(0)
    assert said(tmp_path) == f"{folder}:1:1: cannot be read: Permission denied"
    assert said(folder / "berlin.yaml") == f"{folder / 'berlin.yaml'}:1:1: cannot be read: Permission denied"
    folder.chmod(0o755)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert "pipe.yaml:1:1: is not a file" in said(tmp_path)
    assert "pipe.yaml:1:1: is not a file" in said(tmp_path / "pipe.yaml")


def test_links(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "network.yaml").write_text(LONELY)
    inventory = tmp_path / "inventory"
    inventory.mkdir()
    (inventory / "network.yaml").symlink_to(tmp_path / "elsewhere" / "network.yaml")
    assert load(inventory).network.name == "lonely"
    (inventory / "sites").symlink_to(tmp_path / "elsewhere")
    assert "sites:1:1: is a link to a directory, which is not followed" in said(inventory)
    (inventory / "sites").unlink()
    (inventory / "gone.yaml").symlink_to(tmp_path / "nowhere")
    assert "gone.yaml:1:1: cannot be read: No such file or directory" in said(inventory)


def test_merging_never_writes_into_a_tree_that_an_alias_shares() -> None:
    first = parse("a: &x {p: {q: 1}}\nb: *x\n", "first.yaml")
    second = parse("a: {p: {r: 2}}\n", "second.yaml")
    assert isinstance(first, Mapping)
    assert isinstance(second, Mapping)
    merged, problems = merge([first, second], Place("first.yaml", 1, 1))
    assert problems == []
    assert merged == {"a": {"p": {"q": 1, "r": 2}}, "b": {"p": {"q": 1}}}
