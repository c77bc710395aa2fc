"""The matrix of features as a page: docs/reference/features.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mcastcfg.platforms.base import Platform
from mcastcfg.platforms.matrix import Row, rows

_HEAD = """\
# Features by platform

<!-- Written by `mcastcfg features --docs > docs/reference/features.md`; the answers stand in mcastcfg/platforms. -->

Every *yes* is rendered, and a golden case in `tests/golden` shows the text. Every *no* is refused: `mcastcfg lint` says
so at the line of the inventory that asks for it (PLAT001), `mcastcfg render` and `mcastcfg deploy` stop. The reasons
stand below the table; `mcastcfg features --platform PLATFORM` prints them too. Which programs of others have read the
texts, and which words none of them knows, stands in [decision 0017](../decisions/0017-judges.md); what is rendered for
`frr` is loaded by the real FRR in the lab.
"""


def features_page(platforms: Iterable[Platform]) -> str:
    """Return the page as Markdown."""
    asked = list(platforms)
    table = list(rows(asked))
    names = [platform.NAME for platform in asked]
    parts = [_HEAD, *_table(table, names)]
    for name in names:
        parts += ["", f"## {name}", "", *_refusals(table, name)]
    return "\n".join(parts) + "\n"


def _table(table: Sequence[Row], names: Sequence[str]) -> Iterator[str]:
    yield f"| feature | what it is | {' | '.join(names)} |"
    yield f"|---|---|{'---|' * len(names)}"
    for row in table:
        answers = " | ".join(_word(row, name) for name in names)
        yield f"| {row.feature} | {_cell(row.title)} | {answers} |"


def _word(row: Row, name: str) -> str:
    return "yes" if row.answers[name] is None else f"[no](#{name})"


def _refusals(table: Sequence[Row], name: str) -> Iterator[str]:
    refused = [(row, answer) for row in table if (answer := row.answers[name]) is not None]
    if not refused:
        yield "Refuses nothing."
        return
    yield "| refused | because | instead |"
    yield "|---|---|---|"
    for row, answer in refused:
        yield f"| {row.feature} | {_cell(answer.reason)} | {_cell(answer.way_round or '')} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
