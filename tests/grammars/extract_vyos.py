"""Cut what our lines need out of VyOS's own interface definitions; stop at a line that they lack.

    python tests/grammars/extract_vyos.py DEFINITIONS

DEFINITIONS is the folder `interface-definitions` of https://github.com/vyos/vyos-1x (LGPL 2.1).
"""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from grammars.grammar import golden_lines, takes, words_of, write

SOURCE = "https://github.com/vyos/vyos-1x 3710c58 (2024-10) interface-definitions, LGPL 2.1"
_INCLUDE = re.compile(r"#include <(include/[^>]+)>")
_RANGE = re.compile(r"--range ([0-9]+)-([0-9]+)")
_OCTET = r"(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_ADDRESS = rf"{_OCTET}(\.{_OCTET}){{3}}"
_VALIDATORS = {
    "ipv4-address": _ADDRESS, "ip-address": _ADDRESS, "ip-host": rf"{_ADDRESS}/[0-9]{{1,2}}",
    "ipv4-host": rf"{_ADDRESS}/[0-9]{{1,2}}", "ipv4-prefix": rf"{_ADDRESS}/[0-9]{{1,2}}",
    "ip-prefix": rf"{_ADDRESS}/[0-9]{{1,2}}", "ip-protocol": "[a-z0-9]+",
    "vrf-name": (
        r"(?!bond|br|dum|eth|lan|en[ospx]|gnv|ipoe|l2tp|vtun|ppp|peth|tun|vti|vxlan|wg|wlan|wwan|[0-9]|lo\Z).{1,15}"
    ),
    "bgp-rd-rt": r"[0-9.]+:[0-9]+( [0-9.]+:[0-9]+)*",
}  # fmt: skip
"""What the programs that check values take, as far as our values go; others are not run."""


class Definitions:
    """All definitions, as one tree: name -> (kind, properties, children)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tree: dict = {}
        for file in sorted(folder.glob("*.xml.in")):
            self._add(ET.fromstring(re.sub(r"^<\?xml[^>]*>", "", self._text(file).lstrip())), self.tree)  # noqa: S314

    def _text(self, file: Path) -> str:
        text = file.read_text(encoding="utf-8")
        return _INCLUDE.sub(lambda match: self._text(self.folder / match.group(1)), text)

    def _add(self, element: ET.Element, into: dict) -> None:
        for one in element:
            if one.tag in {"node", "tagNode", "leafNode"}:
                known = into.setdefault(one.get("name"), {"kind": one.tag, "properties": [], "children": {}})
                known["properties"] += one.findall("properties")
                for children in one.findall("children"):
                    self._add(children, known["children"])

    def follow(self, line: str) -> tuple[str, list[tuple[str, dict]]]:
        """Return what is wrong with a line, or nothing, and the nodes it goes through."""
        words, steps = words_of(line)[1:], []
        children, at = self.tree, 0
        while at < len(words):
            if words[at] not in children:
                return f"nothing is called {words[at]!r} after {words[:at]}; there is {sorted(children)}", steps
            node, at = children[words[at]], at + 1
            entry = _entry(node)
            for allowed in (*entry.get("keys", ()), *([entry["value"]] if "value" in entry else [])):
                if at == len(words) or not any(takes(one, words[at]) for one in allowed):
                    return f"{words[at - 1]} does not take {words[at : at + 1]}: {allowed}", steps
                at += 1
            steps.append((words[at - 1 - bool(entry)], entry))
            children = node["children"]
        return "", steps


def _entry(node: dict) -> dict:
    """Return a node as the grammar writes it."""
    if node["kind"] == "node" or any(one.find("valueless") is not None for one in node["properties"]):
        return {}
    allowed: list[dict] = []
    for properties in node["properties"]:
        for one in properties.iter():
            found: dict | None = None
            if one.tag == "regex":
                found = {"regex": (one.text or "").replace("[:ascii:]", r"\x00-\x7f").replace("[:space:]", r"\s")}
            elif one.tag == "validator":
                numbers = _RANGE.search(one.get("argument") or "")
                if numbers:
                    found = {"range": [int(numbers.group(1)), int(numbers.group(2))]}
                elif one.get("name") in _VALIDATORS:
                    found = {"regex": _VALIDATORS[one.get("name", "")]}
            if found is not None and found not in allowed:
                allowed.append(found)
    return {"keys": [allowed or [{}]]} if node["kind"] == "tagNode" else {"value": allowed or [{}]}


def main() -> None:
    definitions = Definitions(Path(sys.argv[1]))
    tree: dict = {}
    faults: list[str] = []
    for line, file in golden_lines("vyos").items():
        fault, steps = definitions.follow(line)
        if fault:
            faults.append(f"{file}: {line}\n    {fault}")
        node = tree
        for said, entry in steps:
            node = node.setdefault("children", {}).setdefault(said, {})
            node.update(entry)
    if faults:
        sys.exit("\n".join(faults))
    write("vyos", SOURCE, tree)


if __name__ == "__main__":
    main()
