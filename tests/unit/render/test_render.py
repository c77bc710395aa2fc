import time
from dataclasses import replace
from pathlib import Path

import pytest

from mcastcfg.config.router_config import IgmpConfig, RouterConfig
from mcastcfg.errors import UnsupportedFeature
from mcastcfg.platforms import frr
from mcastcfg.platforms.design import Design, open_design
from mcastcfg.render.render import render_all, render_router


@pytest.fixture
def design(two_office: Path) -> Design:
    return open_design(two_office)


def test_the_same_input_gives_the_same_bytes(design: Design) -> None:
    assert render_all(design.configs) == render_all(design.configs)


def test_files_come_in_the_order_they_are_put_in_place(design: Design) -> None:
    paths = [file.path for file in render_router(design.configs["main-r1"]).files]
    assert paths == [
        *(frr.SYSCTL, frr.GUARD, frr.GUARD_AT_BOOT, frr.SWANCTL),
        *(frr.TUNNEL.format(interface="gre1"), frr.DAEMONS, frr.FRR_CONF),
    ]


def test_only_the_file_with_secrets_has_slots_and_nobody_else_reads_it(design: Design) -> None:
    with_slots = [file for file in render_router(design.configs["main-r1"]).files if file.slots]
    assert [(file.path, file.mode) for file in with_slots] == [(frr.SWANCTL, 0o600)]


def test_a_refused_feature_names_the_place(design: Design) -> None:
    config = design.configs["main-r1"]
    interfaces = tuple(replace(i, igmp=IgmpConfig(3, 125, 10, 5)) if i.role == "lan" else i for i in config.interfaces)
    config = replace(config, platform="cisco_xe", interfaces=interfaces)
    with pytest.raises(UnsupportedFeature, match=r"sites/main\.yaml:\d+:\d+: cisco_xe cannot do igmp_robustness"):
        render_router(config, place=design.inventory.place)


def test_an_impossible_interface_name_is_refused(design: Design) -> None:
    config = design.configs["main-r1"]
    with pytest.raises(UnsupportedFeature, match=r"an interface named 'lan0' \(main-r1\)"):
        render_router(replace(config, platform="cisco_xe"))


def test_a_router_with_nothing_to_do_has_all_its_files(design: Design) -> None:
    config = design.configs["main-r1"]
    bare = RouterConfig("r", "s", "frr", "", (), (), (), (), replace(config.pim, rps=()), ())
    texts = {file.path: file.text for file in render_router(bare).files}
    assert texts[frr.FRR_CONF] == "! Written by mcastcfg for r.\n"
    assert texts[frr.SWANCTL].splitlines()[1:] == ["connections {", "}", "secrets {", "}"]


def test_rendering_a_thousand_routers_is_cheap(design: Design) -> None:
    config = design.configs["main-r1"]
    configs = {f"r{i}": replace(config, name=f"r{i}") for i in range(1000)}
    render_all(design.configs)
    started = time.process_time()
    render_all(configs)
    # Six files a router; an environment rebuilt for each would take tens of milliseconds a router.
    assert time.process_time() - started < 8
