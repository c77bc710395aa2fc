"""Enough of YANG (RFC 7950) to follow a configuration line through a vendor's native model."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

_TOKEN = re.compile(r"""\s+|//[^\n]*|/\*.*?\*/|("(?:\\.|[^"\\])*"|'[^']*')|([{};])|([^\s{};"']+)""", re.DOTALL)
_NODES = {"container", "list", "leaf", "leaf-list"}
_INTEGERS = re.compile(r"u?int(8|16|32|64)\Z")


class Statement(NamedTuple):
    keyword: str
    argument: str
    inner: tuple[Statement, ...]


def parse(text: str) -> list[Statement]:
    """Return the statements of a module's text."""
    words = [match.group(1) or match.group(2) or match.group(3) for match in _TOKEN.finditer(text)]
    statements, _ = _body([word for word in words if word], 0)
    return statements


def _body(words: list[str], at: int) -> tuple[list[Statement], int]:
    found = []
    while at < len(words) and words[at] != "}":
        keyword, at, argument = words[at], at + 1, ""
        while words[at] not in {"{", ";"}:
            argument += "" if words[at] == "+" else words[at].strip("\"'")
            at += 1
        inner: list[Statement] = []
        if words[at] == "{":
            inner, at = _body(words, at + 1)
        found.append(Statement(keyword, argument, tuple(inner)))
        at += 1
    return found, at


class Model:
    """Modules that augment one `configuration` container."""

    def __init__(self, folder: Path) -> None:
        self.groupings: dict[str, tuple[Statement, ...]] = {}
        self.types: dict[str, tuple[Statement, ...]] = {}
        self.top: list[Statement] = []
        for file in sorted(folder.glob("*.yang")):
            for statement in parse(file.read_text(encoding="utf-8"))[0].inner:
                if statement.keyword == "grouping":
                    self.groupings[statement.argument] = statement.inner
                elif statement.keyword == "typedef":
                    self.types[statement.argument] = statement.inner
                elif statement.keyword in {"augment", "container"} and statement.argument.endswith("configuration"):
                    self.top += statement.inner

    def nodes(self, inner: tuple[Statement, ...] | list[Statement]) -> dict[str, Statement]:
        """Return the data nodes among statements, those of groupings and choices included."""
        found: dict[str, Statement] = {}
        for statement in inner:
            if statement.keyword in _NODES:
                found.setdefault(statement.argument, statement)
            elif statement.keyword in {"choice", "case"}:
                found = {**self.nodes(statement.inner), **found}
            elif statement.keyword == "uses":
                found = {**self.nodes(self.groupings.get(statement.argument.rpartition(":")[2], ())), **found}
        return found

    def values(self, node: Statement) -> list[dict] | None:
        """Return what a leaf takes as the grammar writes it, or None for a leaf of type empty."""
        (of_type,) = (one for one in node.inner if one.keyword == "type")
        name = of_type.argument.rpartition(":")[2]
        if name == "empty":
            return None
        return self._alternatives(of_type)

    def _alternatives(self, of_type: Statement) -> list[dict]:
        name = of_type.argument.rpartition(":")[2]
        if name in self.types:
            (base,) = (one for one in self.types[name] if one.keyword == "type")
            return self._alternatives(base)
        if name == "union":
            return [found for one in of_type.inner if one.keyword == "type" for found in self._alternatives(one)]
        if name == "enumeration":
            return [{"words": sorted(one.argument for one in of_type.inner if one.keyword == "enum")}]
        for one in of_type.inner:
            low, _, high = one.argument.replace(" ", "").partition("..")
            if one.keyword == "range":
                return [{"range": [int(low), int(high or low)]}]
            if one.keyword == "length":
                return [{"length": [int(low), int(high or low)]}]
            if one.keyword == "pattern" and one.argument.startswith(("<.*>", "$")):
                return [{"regex": r"<.*>|\$.*"}]  # Junos's own wildcard and variable
        return [{"regex": "-?[0-9]+"}] if _INTEGERS.match(name) else [{}]
