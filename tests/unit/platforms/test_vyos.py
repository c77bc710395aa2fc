"""VyOS's words, and that nothing of the inventory gets out of its place in a set line."""

import shlex
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from golden.cases import INTERFACES
from grammars.grammar import fault, words_of
from mcastcfg.config.router_config import RouterConfig
from mcastcfg.errors import SecretError
from mcastcfg.model.base import NAME_PATTERN, printable
from mcastcfg.model.ipsec import DhGroup, EncrAlg, EspSuite, HashAlg, IkeSuite
from mcastcfg.model.secret import Secret
from mcastcfg.platforms import vyos
from mcastcfg.platforms.design import open_design
from mcastcfg.render.render import render_router

TWO_OFFICE = Path(__file__).parents[3] / "inventory" / "two-office"
PIECES = ['"', "'", "\\", "?", "|", ";", "{", "}", "#", "set ", "delete ", "commit", "<secret:env:HOME>", "{{ x }}",
          " ", "é", "東", "\uff02", "\uff07"]  # fmt: skip
hostile = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
names = st.from_regex(NAME_PATTERN, fullmatch=True)


def configured() -> RouterConfig:
    config = open_design(TWO_OFFICE).configs["remote-r1"]
    here = INTERFACES["vyos"]
    interfaces = tuple(replace(i, name=here.get(i.name, i.name)) for i in config.interfaces)
    tunnels = tuple(replace(t, source_interface=here[t.source_interface]) for t in config.tunnels)
    return replace(config, platform="vyos", interfaces=interfaces, tunnels=tunnels)


REMOTE = configured()


def words(config: RouterConfig) -> list[list[str]]:
    """Return every line as VyOS splits it, once its own definitions have nothing against any."""
    (file,) = render_router(config).files
    lines = [line for line in file.text.splitlines() if not line.startswith("#")]
    assert [why for line in lines if (why := fault("vyos", line)) is not None] == []
    return [words_of(line) for line in lines]


def taken(text: str) -> bool:
    try:
        return printable(text) == text
    except ValueError:
        return False


def described(text: str) -> RouterConfig:
    return replace(
        REMOTE,
        interfaces=tuple(replace(interface, description=text) for interface in REMOTE.interfaces),
        tunnels=tuple(replace(tunnel, description=text) for tunnel in REMOTE.tunnels),
    )


@given(text=hostile.filter(taken))
def test_a_description_is_one_word_and_changes_no_other_line(text: str) -> None:
    usual, now = words(described("harmless")), words(described(text))
    assert [line for line in now if "description" not in line] == [line for line in usual if "description" not in line]
    for line in now:
        if "description" in line:
            (said,) = line[line.index("description") + 1 :]
            assert said == vyos.description(text)
            assert said.isascii() and said.isprintable() and not set("'\"\\?|") & set(said)


@given(name=names)
def test_a_tunnel_name_stays_in_its_place(name: str) -> None:
    tunnels = tuple(replace(tunnel, name=name) for tunnel in REMOTE.tunnels)
    routes = tuple(replace(route, tunnel=name) for route in REMOTE.static_routes)
    ours, theirs = vyos.ipsec_connection(name), vyos.ipsec_connection(REMOTE.tunnels[0].name)
    now = words(replace(REMOTE, tunnels=tunnels, static_routes=routes))
    assert [[ours if word == theirs else word for word in line] for line in words(REMOTE)] == now


@pytest.mark.parametrize("encr", get_args(EncrAlg))
@pytest.mark.parametrize("group", get_args(DhGroup))
@pytest.mark.parametrize("hashed", get_args(HashAlg))
def test_every_suite_stands_in_the_definitions(encr: EncrAlg, group: DhGroup, hashed: HashAlg) -> None:
    intr = None if encr.endswith("-gcm") else hashed
    ike = vyos.ike_words(IkeSuite(encr_alg=encr, intr_alg=intr, dh_group=group, prf_alg=hashed))
    esp = vyos.esp_words(EspSuite(encr_alg=encr, intr_alg=intr, dh_group=group))
    lines = [
        f"set vpn ipsec ike-group a proposal 1 encryption '{ike['encryption']}'",
        f"set vpn ipsec ike-group a proposal 1 hash '{ike['hash']}'",
        f"set vpn ipsec ike-group a proposal 1 prf '{ike['prf']}'",
        f"set vpn ipsec ike-group a proposal 1 dh-group '{ike['group']}'",
        f"set vpn ipsec esp-group a proposal 1 encryption '{esp['encryption']}'",
        f"set vpn ipsec esp-group a proposal 1 hash '{esp['hash']}'",
        f"set vpn ipsec esp-group a pfs 'dh-group{esp['group']}'",
    ]
    assert [fault("vyos", line) for line in lines] == [None] * len(lines)


@pytest.mark.parametrize("name", ["eth0", "eth1.100", "bond0", "bond0.7", "br1", "lo", "dum0"])
def test_vyos_has_interfaces_of_these_names(name: str) -> None:
    assert vyos.interface_fault(name) is None


@pytest.mark.parametrize("name", ["eth", "lan0", "tun1", "lo0", "dum0.1", "ge-0/0/0.0", "eth0:1", "vti0"])
def test_vyos_has_none_of_these_or_they_are_ours(name: str) -> None:
    assert vyos.interface_fault(name)


@pytest.mark.parametrize("value", ["a", "x" * 80, "<fine>;{}#&$"])
def test_a_key_stands_between_quotes(value: str) -> None:
    assert vyos.secret_text(Secret(value), "env:X", "set-lines") == value
    assert shlex.split(f"'{value}'") == [value]


@pytest.mark.parametrize("value", ["", "x" * 81, "a b", "it's", 'a"b', "a\\b", "a?b", "a|b", "é"])
def test_a_key_that_vyos_would_read_otherwise_is_refused(value: str) -> None:
    with pytest.raises(SecretError, match="choose another key"):
        vyos.secret_text(Secret(value), "env:X", "set-lines")
