"""tests/plan/<platform>/<case>/: running.cfg and intended.cfg, owned.cfg with the lines that are ours, merged.cfg.

merged.cfg must come out exactly; merging again changes nothing; taking our lines out again leaves what is foreign.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mcastcfg.plan.merge import merge_config_tree
from mcastcfg.plan.tree import line_paths
from mcastcfg.platforms.registry import PLATFORMS

HERE = Path(__file__).parent
CASES = sorted(folder.parent for folder in HERE.glob("*/*/running.cfg"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.relative_to(HERE)))
def test_case(case: Path, *, update_golden: bool) -> None:
    comment = PLATFORMS[case.parent.name].COMMENT
    running, intended = ((case / f"{name}.cfg").read_text() for name in ("running", "intended"))
    owned_file = case / "owned.cfg"
    owned = frozenset(line_paths(owned_file.read_text(), comment) if owned_file.exists() else ())
    merged = merge_config_tree(running, owned, intended, comment)
    if update_golden:
        (case / "merged.cfg").write_text(merged.text)
    assert merged.text == (case / "merged.cfg").read_text()
    again = merge_config_tree(merged.text, merged.owned, intended, comment)
    assert (again.text, again.owned, again.is_change) == (merged.text, merged.owned, False)
    gone = merge_config_tree(merged.text, merged.owned, "", comment)
    foreign = set(line_paths(running, comment)) - owned
    blocks = {path[:depth] for path in foreign for depth in range(1, len(path) + 1)}
    assert set(line_paths(gone.text, comment)) == blocks


def test_there_are_cases() -> None:
    assert len(CASES) >= 4
