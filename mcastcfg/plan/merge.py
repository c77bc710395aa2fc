"""How an intended file meets what a router has, so that nothing of others is lost."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from mcastcfg.plan.tree import Block, LinePath, line_paths, parse


@dataclass(frozen=True, slots=True)
class Merged:
    """A configuration with our lines in it."""

    text: str
    owned: frozenset[LinePath]
    """The lines that are there because of us; only these are ever taken out again."""
    added: tuple[LinePath, ...]
    """Lines that the base had not."""
    removed: tuple[LinePath, ...]
    """Lines taken out of the base."""

    @property
    def is_change(self) -> bool:
        """Whether the base and the text differ in any line."""
        return bool(self.added or self.removed)


def merge_config_tree(base: str, owned: Collection[LinePath], intended: str, comment: str = "!") -> Merged:
    """Return the base without what we put there before (`owned`), with what we intend now.

    A line that was there without us stays without us: it is not owned, even when we intend it too.
    """
    lines = base.splitlines()
    wanted_blocks = parse(intended.splitlines(), comment)
    wanted = {path for block in wanted_blocks for path in block.paths()}
    edits = _Edits(lines, frozenset(owned), wanted)
    blocks = parse(lines, comment)
    edits.take_out(blocks, ())
    edits.put_in(blocks, wanted_blocks, (), _end_of_text(lines))
    text = edits.text()
    before, after = line_paths(base, comment), line_paths(text, comment)
    return Merged(
        text,
        frozenset(edits.added) | (frozenset(owned) & wanted),
        tuple(path for path in after if path not in before),
        tuple(path for path in before if path not in after),
    )


def added_alone(there: str, target: str, comment: str = "!") -> str:
    """Return the lines of the target that are not there, with the blocks around them."""
    known = line_paths(there, comment)
    new = [block for block in parse(target.splitlines(), comment) if any(p not in known for p in block.paths())]
    return _joined([line for block in new for line in _printed(_without(block, known, ()), 0)])


def _without(block: Block, known: Collection[LinePath], around: LinePath) -> Block:
    """Return a block without what is known inside it."""
    here = (*around, block.line)
    inner = [_without(child, known, here) for child in block.children if any(p not in known for p in child.paths(here))]
    return replace(block, children=inner)


def merge_assignments(base: str, intended: str) -> str:
    """Return the base with the KEY=VALUE lines of the intended text set in it, each where the key stands already."""
    lines = base.splitlines()
    for key, line in _assignments(intended).items():
        places = [index for index, old in enumerate(lines) if _key(old) == key]
        for index in places:
            lines[index] = line
        if not places:
            lines.append(line)
    return _joined(lines)


def _assignments(text: str) -> dict[str, str]:
    return {key: line.strip() for line in text.splitlines() if (key := _key(line)) is not None}


def _key(line: str) -> str | None:
    match = re.match(r"\s*([A-Za-z_][A-Za-z0-9_]*)=", line)
    return match.group(1) if match else None


def _joined(lines: Sequence[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def _end_of_text(lines: Sequence[str]) -> int:
    """Return where a new outermost block goes: at the end, before a closing `end`."""
    index = len(lines)
    while index and lines[index - 1].strip() in {"", "!"}:
        index -= 1
    return index - 1 if index and lines[index - 1].strip() == "end" else len(lines)


class _Edits:
    """Deletions and insertions by line number, carried out together."""

    def __init__(self, lines: list[str], owned: frozenset[LinePath], wanted: Collection[LinePath]) -> None:
        self.lines = lines
        self.owned = owned
        self.wanted = wanted
        self.added: set[LinePath] = set()
        self._deleted: set[int] = set()
        # (index, minus the depth): where a block without a closing line ends, its inner lines come first.
        self._inserted: dict[tuple[int, int], list[str]] = {}

    def take_out(self, blocks: list[Block], around: LinePath) -> bool:
        """Delete what is owned and no longer wanted; return whether nothing of these blocks is left."""
        empty = True
        for block in blocks:
            path = (*around, block.line)
            hollow = self.take_out(block.children, path)
            if hollow and path in self.owned and path not in self.wanted:
                self._delete(block)
            else:
                empty = False
        return empty

    def _delete(self, block: Block) -> None:
        self._deleted.add(block.start)
        if block.closer:
            self._deleted.add(block.end - 1)

    def put_in(self, blocks: list[Block], wanted: list[Block], around: LinePath, at: int) -> None:
        """Insert what is wanted and not there."""
        for block in wanted:
            path = (*around, block.line)
            there = [known for known in blocks if known.line == block.line]
            if there:
                inner = [child for known in there for child in known.children]
                self.put_in(inner, block.children, path, there[-1].inner_end)
            else:
                self.added.update(block.paths(around))
                self._inserted.setdefault((at, -len(around)), []).extend(_printed(block, len(around)))

    def text(self) -> str:
        """Return the lines with the edits carried out."""
        out: list[str] = []
        done = 0
        for (index, _), new in sorted(self._inserted.items()):
            out += self._kept(done, index)
            out += new
            done = index
        return _joined(out + self._kept(done, len(self.lines)))

    def _kept(self, start: int, end: int) -> list[str]:
        return [self.lines[index] for index in range(start, end) if index not in self._deleted]


def _printed(block: Block, depth: int) -> list[str]:
    lines = [" " * depth + block.line]
    for child in block.children:
        lines += _printed(child, depth + 1)
    if block.closer or (depth == 0 and block.children):
        lines.append(" " * depth + (block.closer or "exit"))
    return lines
