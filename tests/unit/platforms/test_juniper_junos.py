"""Junos's words, and that nothing of the inventory gets out of its place in a set line."""

import shlex
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grammars.grammar import fault, words_of
from mcastcfg.config.router_config import RouterConfig, TunnelConfig
from mcastcfg.errors import SecretError, UnsupportedFeature
from mcastcfg.model.base import NAME_PATTERN, printable
from mcastcfg.model.ipsec import DhGroup, EncrAlg, EspSuite, HashAlg, IkeSuite
from mcastcfg.model.secret import Secret
from mcastcfg.platforms import cisco_xe, juniper_junos
from mcastcfg.platforms.design import open_design
from mcastcfg.render.ipsec_link import ipsec_link
from mcastcfg.render.render import render_router

TWO_OFFICE = Path(__file__).parents[3] / "inventory" / "two-office"
NAMES = {"wan0": "ge-0/0/0.0", "lan0": "ge-0/0/1.0", "lo": "lo0.0"}
PIECES = ['"', "'", "\\", "\\n", "?", "|", ";", "{", "}", "#", "/*", "*/", "set ", "delete ", "commit", "^C", "$9$",
          "<secret:env:HOME>", "{{ x }}", " ", "é", "東", "\U0001f600"]  # fmt: skip
hostile = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
names = st.from_regex(NAME_PATTERN, fullmatch=True)


def configured(router: str) -> RouterConfig:
    config = open_design(TWO_OFFICE).configs[router]
    interfaces = tuple(replace(i, name=NAMES.get(i.name, i.name)) for i in config.interfaces)
    tunnels = tuple(replace(t, source_interface=NAMES[t.source_interface]) for t in config.tunnels)
    return replace(config, platform="juniper_junos", interfaces=interfaces, tunnels=tunnels)


REMOTE = configured("remote-r1")


def words(config: RouterConfig) -> list[list[str]]:
    """Return every line as Junos splits it, once its own grammar has nothing against any."""
    (file,) = render_router(config).files
    lines = [line for line in file.text.splitlines() if not line.startswith("#")]
    assert [why for line in lines if (why := fault("juniper_junos", line)) is not None] == []
    return [words_of(line) for line in lines]


def taken(text: str) -> bool:
    try:
        return printable(text) == text
    except ValueError:
        return False


def described(text: str) -> RouterConfig:
    return replace(
        REMOTE,
        description=text,
        interfaces=tuple(replace(interface, description=text) for interface in REMOTE.interfaces),
        tunnels=tuple(replace(tunnel, description=text) for tunnel in REMOTE.tunnels),
    )


@given(text=hostile.filter(taken))
def test_a_description_is_one_word_and_changes_no_other_line(text: str) -> None:
    usual, now = words(described("harmless")), words(described(text))
    assert [line for line in now if "description" not in line] == [line for line in usual if "description" not in line]
    descriptions = [line for line in now if "description" in line]
    assert len(descriptions) in {0, 3}
    for line in descriptions:
        said = line[line.index("description") + 1 :]
        assert said == [juniper_junos.description(text)]
        assert said[0].isascii() and said[0].isprintable() and not set('"\\?|') & set(said[0]) and len(said[0]) <= 200


@given(name=names)
def test_names_of_tunnels_fit_where_junos_takes_32_characters(name: str) -> None:
    tunnels = tuple(replace(tunnel, name=name) for tunnel in REMOTE.tunnels)
    routes = tuple(replace(route, tunnel=name) for route in REMOTE.static_routes)
    usual, now = words(REMOTE), words(replace(REMOTE, tunnels=tunnels, static_routes=routes))
    ours = juniper_junos.ipsec_connection(name)
    assert len(ours) <= 32
    theirs = juniper_junos.ipsec_connection(REMOTE.tunnels[0].name)
    assert [[ours if word == theirs else word for word in line] for line in usual] == now


@given(one=names, other=names)
def test_long_names_stay_apart(one: str, other: str) -> None:
    assert (juniper_junos.ipsec_connection(one) == juniper_junos.ipsec_connection(other)) == (one == other)


@pytest.mark.parametrize("encr", get_args(EncrAlg))
@pytest.mark.parametrize("group", get_args(DhGroup))
@pytest.mark.parametrize("intr", get_args(HashAlg))
def test_every_suite_has_words(encr: EncrAlg, group: DhGroup, intr: HashAlg) -> None:
    hashed = None if encr.endswith("-gcm") else intr
    ike = juniper_junos.ike_words(IkeSuite(encr_alg=encr, intr_alg=hashed, dh_group=group, prf_alg=intr))
    esp = juniper_junos.esp_words(EspSuite(encr_alg=encr, intr_alg=hashed, dh_group=group))
    assert ike["encryption"] == esp["encryption"] == encr
    assert ike["group"] == esp["group"] == f"group{group}"
    assert bool(ike["integrity"]) == bool(esp["integrity"]) == (hashed is not None)


@pytest.mark.parametrize(
    "name", ["ge-0/0/0.0", "xe-1/2/3.100", "et-0/0/0:1.0", "lo0.0", "lo0.7", "ae0.10", "irb.5", "reth1.0", "fxp0.0"]
)
def test_junos_has_interfaces_of_these_names(name: str) -> None:
    assert juniper_junos.interface_fault(name) is None


@pytest.mark.parametrize(
    "name", ["ge-0/0/0", "lo0", "lo1.0", "gr-0/0/0.1", "st0.1", "eth0", "GigabitEthernet1", "ge.0"]
)
def test_junos_has_none_of_these_or_they_are_ours(name: str) -> None:
    assert juniper_junos.interface_fault(name)


@pytest.mark.parametrize("value", ["a", "x" * 126, "it's<fine>;{}#&", "9$x"])
def test_a_key_stands_between_quotes(value: str) -> None:
    assert juniper_junos.secret_text(Secret(value), "env:X", "set-lines") == value
    assert shlex.split(f'"{value}"') == [value]


@pytest.mark.parametrize("value", ["", "x" * 127, "a b", 'a"b', "a\\b", "a?b", "a|b", "é", "$9$abc", "$1$abc"])
def test_a_key_that_junos_would_read_otherwise_is_refused_without_being_shown(value: str) -> None:
    with pytest.raises(SecretError, match="choose another key") as refusal:
        juniper_junos.secret_text(Secret(value), "env:X", "set-lines")
    assert not value or value not in str(refusal.value).replace("env:X", "").split()


def end(number: int, *, first: bool) -> TunnelConfig:
    mine = configured("main-r1" if first else "remote-r1").tunnels[0]
    return replace(mine, number=number)


@pytest.mark.parametrize("number", [1, 2, 255, 32767])
def test_both_ends_of_a_link_inside_ipsec_agree(number: int) -> None:
    one, other = (ipsec_link(end(number, first=first), juniper_junos) for first in (True, False))
    assert one is not None and other is not None
    assert (one["source"], one["destination"]) == (other["destination"], other["source"])
    assert one["source"] != one["destination"]


def test_addresses_inside_ipsec_end() -> None:
    with pytest.raises(UnsupportedFeature, match="allocate a lower one"):
        ipsec_link(end(32768, first=True), juniper_junos)


def test_without_tunnel_mode_there_is_no_link() -> None:
    assert ipsec_link(end(1, first=True), cisco_xe) is None
    assert ipsec_link(replace(end(1, first=True), ipsec=None), juniper_junos) is None
