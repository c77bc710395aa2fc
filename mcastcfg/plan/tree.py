"""Indented configuration text as an ordered tree of lines that knows where each line stands.

Blocks are known by their indentation. A line that only leaves a block (`exit`, `exit-address-family`) belongs to the
block it closes and is no line of its own; comments and empty lines are no lines either, and are never lost, because
merging edits the text instead of printing the tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

LinePath: TypeAlias = tuple[str, ...]
"""A line with the lines of the blocks around it: ("interface gre1", "ip pim")."""

_CLOSER = re.compile(r"(exit|exit-[a-z0-9-]+|end)\Z")


@dataclass(slots=True)
class Block:
    """A line, and the lines inside the block it opens."""

    line: str
    indent: int
    start: int
    """Index of the line in the text."""
    end: int
    """Index after its last line, the closing one included."""
    inner_end: int
    """Index where one more inner line goes: after the last one, before the closing one."""
    closer: str = ""
    """The line that closes the block, or nothing."""
    children: list[Block] = field(default_factory=list)

    def paths(self, around: LinePath = ()) -> Iterator[LinePath]:
        """Yield the path of this line and of every line inside it."""
        here = (*around, self.line)
        yield here
        for child in self.children:
            yield from child.paths(here)


def parse(lines: Sequence[str], comment: str = "!") -> list[Block]:
    """Return the outermost blocks of a configuration, in order."""
    top: list[Block] = []
    open_blocks: list[Block] = []
    for index, raw in enumerate(lines):
        line = " ".join(raw.split())
        if not line or line.startswith((comment, "#")):
            continue
        indent = len(raw) - len(raw.lstrip())
        if _CLOSER.match(line):
            _close(open_blocks, indent, index, line)
            continue
        while open_blocks and open_blocks[-1].indent >= indent:
            open_blocks.pop()
        block = Block(line, indent, index, index + 1, index + 1)
        (open_blocks[-1].children if open_blocks else top).append(block)
        for outer in open_blocks:
            outer.end = outer.inner_end = index + 1
        open_blocks.append(block)
    return top


def _close(open_blocks: list[Block], indent: int, index: int, line: str) -> None:
    while open_blocks and open_blocks[-1].indent > indent:
        open_blocks.pop()
    if not open_blocks or line == "end":
        open_blocks.clear()
        return
    closed = open_blocks.pop()
    closed.closer, closed.end = line, index + 1
    for outer in open_blocks:
        outer.end = outer.inner_end = index + 1


def line_paths(text: str, comment: str = "!") -> dict[LinePath, None]:
    """Return the path of every line of a configuration, each once, in order."""
    return dict.fromkeys(path for block in parse(text.splitlines(), comment) for path in block.paths())
