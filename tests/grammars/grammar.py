"""A vendor's own grammar of `set` lines, as far as our lines go, and a reader that follows a line through it.

`<platform>.json` is cut out of the model that the vendor publishes, by `extract_<platform>.py`, which stops at a line
that the model lacks. A node is a mapping: `keys` are the values a list entry is named by, `value` is what a leaf takes
(nothing for a leaf that is a word alone), `children` are the words that may follow, `""` among them for a node that has
no word of its own. A value is a list of alternatives: {"words": [...]}, {"range": [low, high]},
{"length": [low, high]}, {"regex": "..."}, or {} for anything.
"""

from __future__ import annotations

import json
import re
import shlex
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def grammar(platform: str) -> dict:
    return json.loads((HERE / f"{platform}.json").read_text(encoding="utf-8"))["grammar"]


def words_of(line: str) -> list[str]:
    """Return the words of a line as the routers split it: at spaces, but not between quotes."""
    return shlex.split(line)


def fault(platform: str, line: str) -> str | None:
    """Return what the vendor's grammar has against a `set` line, or None."""
    words = words_of(line)
    if words[:1] != ["set"]:
        return f"{line!r} sets nothing"
    node, at = grammar(platform), 1
    while at < len(words):
        children = node.get("children", {})
        if words[at] in children:
            node, at = children[words[at]], at + 1
        elif "" in children:
            node = children[""]
        else:
            return f"{' '.join(words[1:at])!r} is not followed by {words[at]!r} but by one of {sorted(children)}"
        for allowed in (*node.get("keys", ()), *([node["value"]] if "value" in node else [])):
            if at == len(words):
                return f"{line!r} ends where a value is missing"
            if not any(takes(one, words[at]) for one in allowed):
                return f"{' '.join(words[1:at])!r} takes no {words[at]!r}: {allowed}"
            at += 1
    return None


def takes(allowed: dict, word: str) -> bool:
    """Return whether a word is one of the values that an alternative allows."""
    if "words" in allowed:
        return word in allowed["words"]
    if "range" in allowed:
        low, high = allowed["range"]
        return bool(re.fullmatch(r"-?[0-9]+", word)) and low <= int(word) <= high
    if "length" in allowed:
        low, high = allowed["length"]
        return low <= len(word) <= high
    return "regex" not in allowed or re.fullmatch(allowed["regex"], word) is not None


def golden_lines(platform: str) -> dict[str, Path]:
    """Return every `set` line of the golden texts of a platform, with a file that holds it."""
    found = {}
    for file in sorted((HERE.parent / "golden").glob(f"*/{platform}/*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith("set "):
                found.setdefault(line, file)
    return found


def write(platform: str, source: str, tree: dict) -> None:
    """Keep an extract."""
    text = json.dumps({"source": source, "grammar": tree}, indent=1, sort_keys=True)
    (HERE / f"{platform}.json").write_text(text + "\n", encoding="utf-8")
