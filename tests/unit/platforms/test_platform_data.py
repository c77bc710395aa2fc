import re
from typing import get_args

import pytest

from mcastcfg.platforms.base import AUTHORITY, FILE, INTERFACE, SUPPORTED, Feature, Platform, Timer, activation_for
from mcastcfg.platforms.registry import PLATFORMS
from mcastcfg.render.environment import packaged_templates

every_platform = pytest.mark.parametrize("platform", PLATFORMS.values(), ids=list(PLATFORMS))


@every_platform
def test_every_feature_has_an_answer_and_every_refusal_a_reason(platform: Platform) -> None:
    assert set(platform.FEATURES) == set(get_args(Feature))
    for feature, answer in platform.FEATURES.items():
        assert answer is SUPPORTED or (isinstance(answer, str) and len(answer.split()) > 5), feature


@every_platform
def test_every_default_is_said(platform: Platform) -> None:
    assert set(platform.DEFAULTS) == set(get_args(Timer))


@every_platform
def test_every_file_has_its_template(platform: Platform) -> None:
    for file in platform.FILES:
        assert (packaged_templates() / platform.NAME / file.template).is_file()


@every_platform
def test_activations_are_of_files_that_are_rendered(platform: Platform) -> None:
    paths = {file.path for file in platform.FILES}
    assert {activation.path for activation in platform.ACTIVATIONS} <= paths
    for activation in platform.ACTIVATIONS:
        shown = activation_for(
            platform.ACTIVATIONS, activation.path.replace(INTERFACE, "gre7").replace(AUTHORITY, "office")
        )
        assert shown is not None
        for command in (*shown.holds, *shown.before, *shown.commands, *shown.after_removal):
            assert not any(word in command for word in (FILE, INTERFACE, AUTHORITY))


@every_platform
def test_error_markers_are_regular_expressions(platform: Platform) -> None:
    for marker in platform.ERROR_MARKERS:
        re.compile(marker)
