"""Another platform is one module, one word in the registry and its templates: every verb knows it then."""

from __future__ import annotations

import json
from collections.abc import MutableMapping
from pathlib import Path

import pytest

import toy_platform
from mcastcfg.cli.main import main
from mcastcfg.errors import UnsupportedFeature
from mcastcfg.platforms.base import Platform
from mcastcfg.platforms.design import open_design
from mcastcfg.platforms.matrix_page import features_page
from mcastcfg.platforms.registry import PLATFORMS
from mcastcfg.render.render import render_router

TEMPLATES = Path(__file__).parents[2] / "toy_templates"
INVENTORY = """\
name: toys
pim_domains:
  core: {description: Core}
sites:
  a:
    pim_domain: core
    routers:
      r1:
        platform: toy
        interfaces:
          toy-1: {role: wan, addresses: [203.0.113.1/30], gateway: 203.0.113.2}
          toy-2: {role: lan, addresses: [10.1.0.1/24]}
  b:
    pim_domain: core
    routers:
      r2:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [198.51.100.1/30], gateway: 198.51.100.2}
          lan0: {role: lan, addresses: [10.2.0.1/24]}
tunnels:
  a-b:
    ends:
      - {router: r1, interface: toy-1}
      - {router: r2, interface: wan0}
    ipsec: none
    mss: null
"""


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the one word."""
    toy: Platform = toy_platform
    assert isinstance(PLATFORMS, MutableMapping)
    monkeypatch.setitem(PLATFORMS, toy.NAME, toy)


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    (tmp_path / "network.yaml").write_text(INVENTORY)
    (tmp_path / "allocations.yaml").write_text("tunnels:\n  a-b: 1\n")
    (tmp_path / "templates").symlink_to(TEMPLATES)
    return tmp_path


def test_without_the_word_nobody_knows_it(inventory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", str(inventory)]) == 2
    assert "network.yaml:9:9: " in (said := capsys.readouterr().err)
    assert "there is no platform 'toy'" in said


@pytest.mark.usefixtures("registered")
def test_it_is_linted_and_rendered(inventory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lint", str(inventory), "--rule", "PLAT001", "--rule", "PLAT002"]) == 0
    assert main(["render", str(inventory), "--router", "r1"]) == 0
    out = capsys.readouterr().out
    assert out.endswith("# Written by mcastcfg for r1.\nmulticast on toy-2\nmulticast on a-b\n")


@pytest.mark.usefixtures("registered")
def test_what_it_refuses_is_said_at_its_line(inventory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    network = inventory / "network.yaml"
    network.write_text(INVENTORY.replace("ipsec: none\n    mss: null", "ipsec: none\n    mss: 1360"))
    assert main(["lint", str(inventory), "--rule", "PLAT001", "--format", "json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert finding["message"] == "toy on r1 cannot do gre_mss: toys have nothing of the kind"
    assert finding["fix"] == "buy a router"
    assert (finding["line"], finding["column"], finding["path"]) == (27, 5, "tunnels.a-b.mss")
    design = open_design(inventory)
    with pytest.raises(UnsupportedFeature, match=r"network\.yaml:27:5: toy cannot do gre_mss: toys have nothing"):
        render_router(design.configs["r1"], TEMPLATES, design.inventory.place)


@pytest.mark.usefixtures("registered")
def test_an_interface_it_cannot_have(inventory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    network = inventory / "network.yaml"
    network.write_text(INVENTORY.replace("toy-2", "lan0"))
    assert main(["lint", str(inventory), "--rule", "PLAT002"]) == 1
    assert "r1 cannot have an interface lan0: the interfaces of toys are called toy-1" in capsys.readouterr().out


@pytest.mark.usefixtures("registered")
def test_it_stands_in_the_matrix_and_in_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["features", "--platform", "toy"]) == 0
    assert "toys have nothing of the kind; buy a router" in capsys.readouterr().out
    assert "\n## toy\n" in features_page(PLATFORMS.values())
    assert main(["schema"]) == 0
    assert '"toy"' in capsys.readouterr().out


@pytest.mark.usefixtures("registered")
def test_pushing_to_it_is_refused_in_its_own_words(inventory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deploy", str(inventory), "--router", "r1", "--dry-run"]) == 2
    assert "toy cannot do push" in capsys.readouterr().err
    assert main(["verify", str(inventory), "--router", "r1"]) == 2
    assert "toys do not answer questions" in capsys.readouterr().err
