"""Whatever an inventory holds, mcastcfg answers with a sentence: never a traceback, never exit code 3."""

from __future__ import annotations

import copy
import importlib.util
import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mcastcfg.cli.exit import Exit
from mcastcfg.cli.main import main
from mcastcfg.errors import McastcfgError
from mcastcfg.platforms.design import open_design

EXAMPLE = Path(__file__).parents[3] / "inventory" / "two-office"
VERBS = [verb for verb in ("lint", "render") if importlib.util.find_spec(f"mcastcfg.cli.{verb}")]
FILES = ("network.yaml", "streams.yaml", "allocations.yaml", "sites/main.yaml", "sites/remote.yaml")
TEXTS = {name: (EXAMPLE / name).read_text(encoding="utf-8") for name in FILES}

Tree = dict[str, object] | list[object]
Steps = tuple[str | int, ...]

HOSTILE: list[object] = [
    None, True, False, 0, 1, -1, 2**31, 2**32, 2**64, 10**30, 0.5, float("nan"), "", " ", "none", "null", "~",
    "x" * 300, "10.1.0.1", "10.1.0.1/24", "10.255.0.1/32", "0.0.0.0/0", "255.255.255.255/32", "224.0.0.0/4",
    "239.1.1.1", "::1", "1.2.3", "172.31.0.0/31", "172.31.0.0/32", "10.0.0.0/0", "127.0.0.1", "main", "remote",
    "main-r1", "lan0", "lo", "frr", "cisco_xe", "file:", "env:", "file:../../etc/passwd", "a\nb", "a\x1b[31m",
    "\u202eabc", "\u2028", "\ud7ff", "é", "😀", "{{ 7*7 }}", "{% raw %}", "${HOME}", "$(reboot)", "`id`",
    "'; DROP", '"', "\\", "#", "!", "?", "%s", "{0}", "<<", "[", "{", "aes-256-cbc", "static_multicast",
    "external", "ssm", "asm", "loopback", "wan", [], {}, [[]], {"": None}, {"a": 1}, [None], [1, "a"],
    {"router": "main-r1"}, {"enabled": False}, {"0": {"1": {}}},
]  # fmt: skip
"""What a field does not expect, and words that mean something elsewhere in the inventory."""
KEYS = [*[item for item in HOSTILE if isinstance(item, str)], "mtu", "key", "rpf", "pim", "igmp", "never", "routes"]
SYNTAX = [
    b"\n", b": ", b"- ", b"  ", b"\t", b"&a ", b"*a", b"<<: ", b"---\n", b"? ", b"| ", b"'", b'"', b"{", b"[", b"!!",
    b"%", b"#",
]  # fmt: skip


def whole() -> Tree:
    tree: dict[str, object] = {"sites": {}}
    for name in FILES:
        if name != "allocations.yaml":
            for key, value in yaml.safe_load(TEXTS[name]).items():
                known = tree.setdefault(key, {})
                if isinstance(known, dict) and isinstance(value, dict):
                    known.update(value)
                else:
                    tree[key] = value
    return tree


WHOLE = whole()


def spots(node: object, path: Steps = ()) -> Iterator[Steps]:
    yield path
    if isinstance(node, dict):
        for key, below in node.items():
            yield from spots(below, (*path, key))
    elif isinstance(node, list):
        for index, below in enumerate(node):
            yield from spots(below, (*path, index))


def at(tree: object, path: Steps) -> object:
    for step in path:
        tree = tree[step]  # type: ignore[index]
    return tree


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A text of the whole example with one to four things wrong."""
    tree: object = copy.deepcopy(WHOLE)
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from([spot for spot in spots(tree) if spot]))
        parent, last = at(tree, path[:-1]), path[-1]
        kind = draw(st.sampled_from(["delete", "duplicate", "retype", "rename", "swap", "number"]))
        if kind == "delete":
            del parent[last]  # type: ignore[attr-defined]
        elif kind == "duplicate" and isinstance(parent, list):
            parent.append(copy.deepcopy(parent[last]))  # type: ignore[index]
        elif kind == "duplicate" and isinstance(parent, dict):
            parent[f"{last}2"] = copy.deepcopy(parent[last])
        elif kind == "rename" and isinstance(parent, dict):
            parent[draw(st.sampled_from(KEYS))] = parent.pop(last)
        elif kind == "swap":
            other = draw(st.sampled_from([spot for spot in spots(tree) if spot]))
            parent[last] = copy.deepcopy(at(tree, other))  # type: ignore[index]
        elif kind == "number":
            parent[last] = draw(st.integers(-(2**40), 2**40))  # type: ignore[index]
        else:
            parent[last] = copy.deepcopy(draw(st.sampled_from(HOSTILE)))  # type: ignore[index]
    return yaml.safe_dump(
        tree, allow_unicode=draw(st.booleans()), default_flow_style=draw(st.sampled_from([True, False]))
    )


@st.composite
def garbled(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file of the example with bytes put in, taken out or written over."""
    name = draw(st.sampled_from(FILES))
    data = TEXTS[name].encode()
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        length = draw(st.sampled_from([0, 0, 1, 2, 5, 20, 100]))
        put = draw(
            st.one_of(
                st.binary(max_size=6),
                st.text(max_size=6).map(lambda text: text.encode("utf-8", "surrogatepass")),
                st.sampled_from(SYNTAX),
            )
        )
        data = data[:start] + put + data[start + length :]
    return name, data


def answered(where: Path) -> None:
    """Open a design and run the verbs; fail unless each gives an answer of its own."""
    refused = False
    try:
        open_design(where)
    except McastcfgError as error:
        refused = True
        assert str(error).strip()
        assert str(error).replace("\n", " ").isprintable(), "nothing a terminal would obey"
    before = {path: path.stat().st_mtime_ns for path in where.rglob("*")}
    for verb in VERBS:
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            code = main([verb, str(where)])
        assert code in {Exit.FINE, Exit.NO, Exit.INPUT}, f"{verb}: {err.getvalue()}"
        assert "Traceback" not in err.getvalue()
        if refused:
            assert code == Exit.INPUT
        if code == Exit.INPUT:
            assert out.getvalue() == ""
            assert err.getvalue().strip()
    assert {path: path.stat().st_mtime_ns for path in where.rglob("*")} == before, "refused input writes nothing"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    base = tmp_path_factory.mktemp("hostile")

    def fresh() -> Path:
        where = Path(tempfile.mkdtemp(dir=base))
        for name, text in TEXTS.items():
            (where / name).parent.mkdir(exist_ok=True)
            (where / name).write_text(text, encoding="utf-8")
        return where

    return fresh


LIMITS = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@LIMITS
@given(text=mutated())
def test_a_mutated_inventory_is_answered(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    where = Path(tempfile.mkdtemp(dir=tmp_path_factory.getbasetemp()))
    (where / "network.yaml").write_text(text, encoding="utf-8", newline="")
    answered(where)
    shutil.rmtree(where)


@LIMITS
@given(file=garbled())
def test_a_garbled_file_is_answered(file: tuple[str, bytes], prepared: Callable[[], Path]) -> None:
    where = prepared()
    name, data = file
    (where / name).write_bytes(data)
    answered(where)
    shutil.rmtree(where)


def test_the_example_itself_is_answered(prepared: Callable[[], Path]) -> None:
    where = prepared()
    assert set(open_design(where).configs) == {"main-r1", "remote-r1"}
    answered(where)
