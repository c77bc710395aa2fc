"""A parser we did not write takes every golden text but those of FRR, which the real FRR takes."""

from __future__ import annotations

import pytest
from hier_config import HConfig, WorkflowRemediation, get_hconfig

from golden.cases import HERE
from hier_dialects import DIALECTS
from mcastcfg.platforms.registry import PLATFORMS

TEXTS = [
    pytest.param(
        platform,
        file.read_text(encoding="utf-8").split("\n", 1)[1],
        id=f"{file.parents[1].name}-{file.stem}-{platform}",
    )
    for platform in DIALECTS
    for file in sorted(HERE.glob(f"*/{platform}/*.txt"))
    if f"\n{PLATFORMS[platform].COMMENT} Written by"
    in file.read_text(encoding="utf-8")  # not of another make beside it
]


def lines_of(config: HConfig) -> list[str]:
    return [" > ".join(child.path()) for child in config.all_children()]


@pytest.mark.parametrize(("platform", "text"), TEXTS)
def test_every_line_is_taken_and_printed_the_same_again(platform: str, text: str) -> None:
    config = get_hconfig(DIALECTS[platform], text)
    taken = {child.text for child in config.all_children()}
    written = {line.strip() for line in text.splitlines() if not line.strip().startswith(("!", "#"))} - {
        "exit-address-family"
    }
    assert written <= taken
    again = get_hconfig(DIALECTS[platform], "\n".join(config.dump_simple()))
    assert lines_of(again) == lines_of(config)


@pytest.mark.parametrize(("platform", "text"), TEXTS)
def test_nothing_is_to_be_done_where_it_runs_already(platform: str, text: str) -> None:
    running, intended = get_hconfig(DIALECTS[platform], text), get_hconfig(DIALECTS[platform], text)
    assert lines_of(WorkflowRemediation(running, intended).remediation_config) == []
