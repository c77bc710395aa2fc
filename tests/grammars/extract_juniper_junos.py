"""Cut what our lines need out of Juniper's own YANG model; stop at a line that the model lacks.

    python tests/grammars/extract_juniper_junos.py MX SRX

MX and SRX are folders with modules of `24.4/24.4R1/native/conf-and-rpcs/junos/conf/models` and `.../junos-es/...` of
https://github.com/Juniper/yang (Apache License 2.0): root, interfaces, protocols, routing-options, routing-instances,
policy-options, security, chassis, and junos-common-types.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from grammars.grammar import golden_lines, takes, words_of, write
from grammars.yang import Model, Statement

SOURCE = "https://github.com/Juniper/yang 24.4R1 native conf models of junos and junos-es, Apache License 2.0"
WORDLESS = {
    "interfaces": "interface", "routing-instances": "instance", "dense-groups": "pim-dense-group-type",
    "prefix-list": "prefix-list-item", "inet": "identity-ipv4", "hostname": "identity-hostname",
    "route-distinguisher": "rd-type", "autonomous-system": "as-number", "rib-group": "ribgroup-name",
}  # fmt: skip
"""Where the model has a node that the command line says nothing for: the node above -> that node."""
UNSAID_KEY = "choice-value"
"""Key of a route-filter that `exact` and `orlonger` do without."""


class Extract:
    """The part of one model that lines have gone through."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def follow(self, line: str) -> tuple[str, list[tuple[str, dict]]]:
        """Return what is wrong with a line, or nothing, and the nodes it goes through."""
        words, steps = words_of(line)[1:], []
        inner, above, at = self.model.top, "", 0
        while at < len(words):
            nodes = self.model.nodes(inner)
            said = words[at]
            if above == "policies" and said == "from-zone":
                at = self._zones(words, at, steps)
                inner, above = nodes["policy"].inner, "policy"
                inner = [one for one in inner if one.argument not in {"from-zone-name", "to-zone-name"}]
                continue
            if said not in nodes and WORDLESS.get(above) in nodes:
                said, node = "", nodes[WORDLESS[above]]
            elif said in nodes:
                node, at = nodes[said], at + 1
            else:
                return f"nothing is called {said!r} below {above!r}", steps
            entry, values = self._entry(node)
            for allowed in values:
                if at == len(words) or not any(takes(one, words[at]) for one in allowed):
                    return f"{node.argument} does not take {words[at:][:1]}: {allowed}", steps
                at += 1
            steps.append((said, entry))
            if node.keyword in {"container", "list"}:
                inner, above = node.inner, node.argument
        return "", steps

    def _entry(self, node: Statement) -> tuple[dict, list[list[dict]]]:
        """Return a node as the grammar writes it, and the values that follow its word."""
        if node.keyword == "container":
            return {}, []
        if node.keyword != "list":
            values = self.model.values(node)
            return ({"leaf": True}, []) if values is None else ({"leaf": True, "value": values}, [values])
        (key,) = (one.argument for one in node.inner if one.keyword == "key")
        named = self.model.nodes(node.inner)
        keys = [self.model.values(named[word]) or [{}] for word in key.split() if word != UNSAID_KEY]
        return {"keys": keys}, keys

    def _zones(self, words: list[str], at: int, steps: list[tuple[str, dict]]) -> int:
        for word in ("from-zone", "to-zone"):
            assert words[at] == word
            steps.append((word, {"keys": [[{"length": [1, 63]}]]}))
            at += 2
        return at


def merge(tree: dict, steps: list[tuple[str, dict]]) -> None:
    """Add the way of one line to a tree; words may follow a leaf that follow its parent."""
    node = tree
    for said, entry in steps:
        parent = node
        node = parent.setdefault("children", {}).setdefault(said, {})
        if "keys" in entry:
            node["keys"] = entry["keys"]
        if "value" in entry:
            known = node.setdefault("value", [])
            known += [one for one in entry["value"] if one not in known]
        if entry.get("leaf"):
            node = parent


def main() -> None:
    extracts = [Extract(Model(Path(folder))) for folder in sys.argv[1:3]]
    tree: dict = {}
    faults: list[str] = []
    for line, file in golden_lines("juniper_junos").items():
        answers = [extract.follow(line) for extract in extracts]
        known = [steps for fault, steps in answers if not fault]
        if known:
            merge(tree, known[0])
        else:
            faults.append(f"{file}: {line}\n    {answers[0][0]}\n    {answers[1][0]}")
    if faults:
        sys.exit("\n".join(faults))
    write("juniper_junos", SOURCE, tree)


if __name__ == "__main__":
    main()
