"""What is rendered is exactly what was reviewed; `pytest tests/golden --update-golden` rewrites it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from golden.cases import HERE, MIXED, Case, cases, joined
from mcastcfg.errors import UnsupportedFeature
from mcastcfg.lint.run import lint
from mcastcfg.render.render import render_all


def rendered(case: Case, scratch: Path) -> dict[Path, str]:
    try:
        artifacts = render_all(case.design(scratch).configs)
    except UnsupportedFeature as refusal:
        return {case.folder / f"{case.platform}.unsupported": f"{refusal}\n"}
    return {case.folder / case.platform / f"{name}.txt": joined(artifact) for name, artifact in artifacts.items()}


def kept(case: Case) -> dict[Path, str]:
    files = [*(case.folder / case.platform).glob("*.txt"), *case.folder.glob(f"{case.platform}.unsupported")]
    return {file: file.read_text(encoding="utf-8") for file in files}


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.name}-{case.platform}")
def test_golden(case: Case, update_golden: bool, tmp_path: Path) -> None:
    now = rendered(case, tmp_path)
    if update_golden:
        for file in kept(case).keys() - now.keys():
            file.unlink()
        for file, text in now.items():
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
    assert now == kept(case)


@pytest.mark.parametrize("case", [case for case in cases() if case.platform == MIXED], ids=lambda case: case.name)
def test_a_network_of_several_makes_is_sound(case: Case, tmp_path: Path) -> None:
    assert [(finding.slug, finding.at) for finding in lint(case.design(tmp_path)).findings] == []


def test_rendering_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for case in cases():
        assert rendered(case, tmp_path) == rendered(case, tmp_path)


def test_every_folder_is_a_case() -> None:
    known = {case.folder for case in cases()}
    assert known == {file.parent for file in HERE.rglob("*.unsupported")} | {
        file.parents[1] for file in HERE.rglob("*.txt")
    }


def test_ci_cannot_rewrite(repository: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--collect-only", "--update-golden", str(HERE)]
    environment = {**os.environ, "CI": "true"}
    done = subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "--update-golden" in done.stderr
    assert "CI" in done.stderr


def test_a_secret_is_a_placeholder() -> None:
    text = (HERE / "two-office" / "frr" / "main-r1.txt").read_text(encoding="utf-8")
    assert "secret = <secret:file:secrets/office-wan.psk>\n" in text
