"""YAML to located values: the scalars of YAML 1.2, and where everything stands."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcastcfg.errors import InventoryError, Place, Problem, dotted, visible
from mcastcfg.model.quote import shown
from mcastcfg.model.tree import Items, Mapping, parse, place_of
from mcastcfg.model.unknown import unknown

FALLBACK = Place("f.yaml", 1, 1)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"), ("Off", "Off"), ("yes", "yes"), ("n", "n"), ("true", True), ("False", False), ("TRUE", True),
        ("~", None), ("null", None), ("", None), ("Null", None), ("'null'", "null"), ('"5"', "5"),
        ("5", 5), ("-5", -5), ("+5", 5), ("0", 0), ("010", "010"), ("0x1f", "0x1f"), ("0o17", "0o17"),
        ("1_000", "1_000"), ("10.1.0.1/24", "10.1.0.1/24"),
        ("1.5", 1.5), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0), ("1.10", 1.1), (".nan", ".nan"), (".inf", ".inf"),
        ("12:30:00", "12:30:00"), ("2026-01-01", "2026-01-01"), ("10.1.0.1", "10.1.0.1"),
        ("123456789012345678901234567890", "123456789012345678901234567890"), ("!!str 5", "5"), ("! 5", "5"),
        ("-", None), ("=", "="), ("|\n two\n lines\n", "two\nlines\n"), ("plain\n  folded", "plain folded"),
    ],
)  # fmt: skip
def test_scalars(text: str, value: object) -> None:
    tree = parse(f"k: {text}\n" if text != "-" else "k:\n", "n.yaml")
    assert isinstance(tree, Mapping)
    assert tree == {"k": value}
    assert type(tree["k"]) is type(value)


def test_nothing_is_none() -> None:
    assert parse("", "n.yaml") is None
    assert parse("---\n# only words\n...\n", "n.yaml") is None


def test_aliases_are_values() -> None:
    tree = parse("a: &x 5\nb: &y [*x, {c: *x}]\nd: *y\n", "n.yaml")
    assert tree == {"a": 5, "b": [5, {"c": 5}], "d": [5, {"c": 5}]}


def test_places() -> None:
    tree = parse("a:\n  - b: 1\n    ü: {d: [x, y]}\n  - null\n", "n.yaml")
    assert place_of(tree, (), FALLBACK) == Place("n.yaml", 1, 1)
    assert place_of(tree, ("a",), FALLBACK) == Place("n.yaml", 1, 1), "a list is shown by its key"
    assert place_of(tree, ("a", 0), FALLBACK) == Place("n.yaml", 2, 5)
    assert place_of(tree, ("a", 0, "b"), FALLBACK) == Place("n.yaml", 2, 8)
    assert place_of(tree, ("a", 0, "b"), FALLBACK, key=True) == Place("n.yaml", 2, 5)
    assert place_of(tree, ("a", 0, "ü", "d", 1), FALLBACK) == Place("n.yaml", 3, 16)
    assert place_of(tree, ("a", 0, "nothing"), FALLBACK) == Place("n.yaml", 2, 5), "the parent's"
    assert place_of(tree, ("a", 7), FALLBACK) == Place("n.yaml", 1, 1)
    assert place_of(tree, ("a", 0, "b", "c"), FALLBACK) == Place("n.yaml", 2, 8)
    assert place_of(None, ("a",), FALLBACK) == FALLBACK


LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"])
json_like = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.text(LETTERS, max_size=20),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text("abcxyz-_", min_size=1, max_size=6), below),
    max_leaves=20,
)


def plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: plain(below) for key, below in value.items()}
    return [plain(below) for below in value] if isinstance(value, Items) else value


@given(value=json_like, indent=st.sampled_from([None, 1]))
def test_json_is_yaml(value: object, indent: int | None) -> None:
    assert plain(parse(json.dumps(value, ensure_ascii=False, indent=indent), "n.yaml")) == value


@given(text=st.text(max_size=80))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        parse(text, "n.yaml")
    except InventoryError as error:
        for problem in error.problems:
            assert problem.place is not None
            assert str(problem).startswith("n.yaml:")
            assert str(problem).isprintable()


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(InventoryError, match=r"n\.yaml:1:4: holds the control character U\+DC80"):
        parse("a: \udc80", "n.yaml")


def test_paths_and_problems_show_what_a_terminal_would_hide() -> None:
    assert dotted(("sites", "a\x1bb", 0, "x")) == "sites.a\\x1bb[0].x"
    assert visible("caf\xe9") == "caf\xe9"
    assert visible("a\u202eb") == "a\\u202eb"
    assert (
        str(Problem("is wrong", Place("a\nb.yaml", 1, 2), ("k",), "mend it")) == "a\\nb.yaml:1:2: k: is wrong (mend it)"
    )
    assert str(Problem("is wrong")) == "is wrong"


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "nothing"), (True, "true"), ({}, "a mapping"), ([1], "a list"), (5, "5"), ("a\n", "'a\\n'")],
)
def test_values_in_messages(value: object, words: str) -> None:
    assert shown(value) == words


def test_long_values_are_cut() -> None:
    assert shown("x" * 10**6) == "'" + "x" * 59 + "..."


def test_the_nearest_name_among_thousands() -> None:
    names = [f"site{number:05d}" for number in range(5000)]
    assert unknown("site", "site0420", names, ()).fix.startswith("did you mean 'site0")
    fix = unknown("site", "berlin", names, ()).fix
    assert fix.startswith("known: site00000, ")
    assert fix.endswith("site00007 and 4992 more")
    assert unknown("site", "berlin", [], ()).fix == "known: none is defined"
