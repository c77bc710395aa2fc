"""Every answer of the matrix is proven by a golden case, and its page is fresh."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from golden.cases import cases
from mcastcfg.platforms.base import Feature
from mcastcfg.platforms.feature_titles import TITLES
from mcastcfg.platforms.features import features_used
from mcastcfg.platforms.matrix_page import features_page
from mcastcfg.platforms.refusal import refusal
from mcastcfg.platforms.registry import PLATFORMS

ASKED_BY_A_VERB = {"push"}
"""No inventory asks for these."""
MANY_INTERFACES = {"multicast_interfaces_above_31"}
"""Shown by tests/unit/platforms/test_features.py, where 32 tunnels need no golden text."""


def test_every_feature_has_its_title() -> None:
    assert set(TITLES) == set(get_args(Feature))


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_golden_case_shows_every_answer(platform: str, tmp_path: Path) -> None:
    rendered: set[Feature] = set()
    asked: set[Feature] = set()
    for case in cases():
        if case.platform == platform:
            used = [set(features_used(config)) for config in case.design(tmp_path).configs.values()]
            asked.update(*used)
            if not (case.folder / f"{platform}.unsupported").is_file():
                rendered.update(*used)
    beside = ASKED_BY_A_VERB | MANY_INTERFACES
    supported = {feature for feature in TITLES if refusal(PLATFORMS[platform], feature) is None}
    assert supported - rendered <= beside, "rendered, and no golden text shows it"
    assert set(TITLES) - asked <= beside, "no golden case asks for it"


def test_the_page_is_fresh(repository: Path) -> None:
    page = (repository / "docs" / "reference" / "features.md").read_text(encoding="utf-8")
    assert page == features_page(PLATFORMS.values()), "run: make docs"


def test_the_reasons_stand_beside_the_matrix() -> None:
    page = features_page(PLATFORMS.values())
    for platform in PLATFORMS.values():
        assert f"\n## {platform.NAME}\n" in page
        for feature in TITLES:
            if (answer := refusal(platform, feature)) is not None:
                assert answer.reason.replace("|", "\\|") in page
