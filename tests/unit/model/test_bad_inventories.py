"""tests/inventories/bad: what loading must say, to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from mcastcfg.errors import InventoryError
from mcastcfg.model.load import load
from mcastcfg.model.tree import MAX_BYTES
from mcastcfg.platforms.design import open_design

BAD = Path(__file__).parents[2] / "inventories" / "bad"
CASES = sorted(path.stem for path in BAD.glob("*.err"))


def test_every_case_has_an_answer() -> None:
    written = {path.stem if path.is_file() else path.name for path in BAD.iterdir() if path.suffix != ".err"}
    assert written == set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_bad_inventory_says(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BAD)
    where = Path(case) if Path(case).is_dir() else Path(f"{case}.yaml")
    with pytest.raises(InventoryError) as said:
        open_design(where)
    assert f"{said.value}\n" == (BAD / f"{case}.err").read_text(encoding="utf-8")
    for line in str(said.value).splitlines():
        assert line.isprintable(), "a message must not carry what a terminal would obey"
        assert line.startswith(case), "a message names the file"
    assert "hunter2" not in str(said.value).lower(), "a secret typed in the wrong place is not repeated"


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "network.yaml"
    with file.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(InventoryError, match=r"network\.yaml:1:1: is larger than 32 MiB \(split it\)"):
        load(tmp_path)
