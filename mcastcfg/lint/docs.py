"""The rules in words, for the reference page and `--explain`; both come from the rules' own docstrings and examples."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from mcastcfg.lint.base import RuleText, rule_text
from mcastcfg.lint.registry import RULES

_HEAD = """\
# Lint rules

<!-- Written by `mcastcfg lint --docs > docs/reference/rules.md`; the text stands in mcastcfg/lint/rules. -->

`mcastcfg lint INVENTORY` looks for these before anything is rendered or pushed. One fault gives one finding: where a
rule leaves something to another, it says so below. An *error* is something declared that will not work; a *warning*
works and should not stay so (`--strict` counts it as an error).

A finding the team has decided to live with is waived in the inventory, with the reason:

```yaml
waivers:
  - {rule: tunnel-without-ipsec, at: tunnels.main-remote, reason: the provider encrypts the line}
```

`at` is the key path the finding shows, or a parent of it.
"""


def page() -> str:
    """Return docs/reference/rules.md."""
    texts = [rule_text(rule) for rule in RULES]
    rows = [f"| [{text.code}](#{_anchor(text)}) | {text.slug} | {text.severity} | {text.title} |" for text in texts]
    table = "\n".join(["| code | name | severity | what |", "|---|---|---|---|", *rows])
    return "\n".join([_HEAD, table, *(_section(text) for text in texts)])


def explanation(text: RuleText) -> Iterator[str]:
    """Yield the lines of `--explain`."""
    yield f"{text.code} {text.slug} ({text.severity})"
    yield ""
    yield f"{text.title}."
    yield ""
    yield f"Why: {text.why}"
    for note in text.notes:
        yield ""
        yield note
    yield ""
    yield f"See: {'; '.join(text.references)}"
    yield ""
    yield "Found in:"
    yield from (f"    {line}" for line in text.bad.splitlines())
    yield ""
    yield "Mended by:"
    yield from (f"    {line}" for line in _repair(text))


def _section(text: RuleText) -> str:
    parts = [
        f"\n## {text.code} {text.slug}",
        f"**{text.severity}**: {text.title}.",
        f"Why: {text.why}",
        *text.notes,
        f"See: {'; '.join(text.references)}",
        "Mended, for example, by:",
        "```diff\n" + "\n".join(_repair(text)) + "\n```",
    ]
    return "\n\n".join(parts) + "\n"


def _repair(text: RuleText) -> list[str]:
    """Return the lines that differ between the fault and its repair."""
    if text.bad.split("\n", 1)[-1] == text.good:
        return [f"-{text.bad.splitlines()[0]}"]
    lines = difflib.unified_diff(text.bad.splitlines(), text.good.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:1] in "+-" and not line.startswith(("+++", "---"))]


def _anchor(text: RuleText) -> str:
    return f"{text.code.lower()}-{text.slug}"
