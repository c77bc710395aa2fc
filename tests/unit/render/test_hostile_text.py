"""Free text and names of the inventory stay where they belong, whatever they hold."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hier_config import get_hconfig
from hypothesis import given
from hypothesis import strategies as st

from golden.cases import INTERFACES as NAMES
from hier_dialects import DIALECTS
from mcastcfg.config.router_config import IpsecConfig, RouterConfig
from mcastcfg.errors import RenderError
from mcastcfg.model.base import NAME_PATTERN, printable
from mcastcfg.model.ipsec import IkeSuite
from mcastcfg.platforms import frr
from mcastcfg.platforms.design import open_design
from mcastcfg.platforms.registry import PLATFORMS
from mcastcfg.render.artifact import Artifact
from mcastcfg.render.render import render_router

TWO_OFFICE = Path(__file__).parents[3] / "inventory" / "two-office"
PIECES = ['"', "'", "{", "}", "{{ router }}", "{% raw %}", "%}", "#", ";", "!", "\\", "\\n", "?", "^C", "|", "$(x)",
          "`x`", "<secret:env:HOME>", "exit", "end", " ", "\u00a0", "\u2028", "é", "東", "\U0001f600", "ﷺ"]  # fmt: skip
hostile = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
DESCRIPTION = re.compile(r"( +| *set interfaces [a-z0-9/ -]+ )description ")
names = st.from_regex(NAME_PATTERN, fullmatch=True) | st.sampled_from(["include", "secrets", "connections", "none"])


def configured(platform: str) -> RouterConfig:
    config = open_design(TWO_OFFICE).configs["remote-r1"]
    interfaces = tuple(replace(i, name=NAMES[platform].get(i.name, i.name)) for i in config.interfaces)
    tunnels = tuple(replace(tunnel, ipsec=taken_everywhere(tunnel.ipsec)) for tunnel in config.tunnels)
    return replace(config, platform=platform, interfaces=interfaces, tunnels=tunnels)


def taken_everywhere(ipsec: IpsecConfig | None) -> IpsecConfig | None:
    """Give algorithms that every make of router can do."""
    suite = IkeSuite(encr_alg="aes-256-cbc", intr_alg="sha256", prf_alg="sha256", dh_group=20)
    return None if ipsec is None else replace(ipsec, ike=suite)


CONFIGS = {platform: configured(platform) for platform in NAMES}


def described(config: RouterConfig, text: str) -> RouterConfig:
    return replace(
        config,
        description=text,
        interfaces=tuple(replace(interface, description=text) for interface in config.interfaces),
        tunnels=tuple(replace(tunnel, description=text) for tunnel in config.tunnels),
    )


def without_descriptions(artifact: Artifact) -> list[tuple[str, list[str], int]]:
    return [
        (
            file.path,
            [line for line in file.text.split("\n") if not DESCRIPTION.match(line)],
            len(file.slots),
        )
        for file in artifact.files
    ]


def taken(text: str) -> bool:
    """Whether the inventory takes a text at all."""
    try:
        return printable(text) == text
    except ValueError:
        return False


@given(text=hostile.filter(lambda text: not taken(" ".join(text.split()))))
def test_what_the_inventory_would_refuse_stops_at_the_border(text: str) -> None:
    with pytest.raises(RenderError, match="holds a control character"):
        render_router(described(CONFIGS["frr"], text))


@pytest.mark.parametrize("platform", NAMES)
@given(text=hostile.filter(taken))
def test_a_description_changes_no_other_line(platform: str, text: str) -> None:
    plain = render_router(described(CONFIGS[platform], "harmless"))
    artifact = render_router(described(CONFIGS[platform], text))
    assert without_descriptions(artifact) == without_descriptions(plain)
    lines = [line for file in artifact.files for line in file.text.split("\n") if DESCRIPTION.match(line)]
    assert len(lines) in {0, 3}
    for line in lines:
        said = DESCRIPTION.sub("", line, count=1)
        assert said.isprintable() and said == " ".join(said.split()) and said
        assert "|" not in said if platform == "frr" else said.isascii() and "?" not in said and len(said) <= 200


def parsed(platform: str, artifact: Artifact) -> set[str]:
    config = get_hconfig(DIALECTS[platform], artifact.files[0].text)
    lines = (child for child in config.all_children() if not DESCRIPTION.match(f" {child.text}"))
    return {" > ".join(child.path()) for child in lines}


@pytest.mark.parametrize("platform", DIALECTS)
@given(text=hostile.filter(taken))
def test_a_parser_sees_the_same_tree_whatever_is_described(platform: str, text: str) -> None:
    plain = parsed(platform, render_router(described(CONFIGS[platform], "harmless")))
    assert parsed(platform, render_router(described(CONFIGS[platform], text))) == plain


@pytest.mark.parametrize("platform", DIALECTS)
@given(name=names)
def test_a_tunnel_name_keeps_the_tree_in_shape(platform: str, name: str) -> None:
    config = CONFIGS[platform]
    usual = parsed(platform, render_router(config))
    tunnels = tuple(replace(tunnel, name=name) for tunnel in config.tunnels)
    routes = tuple(replace(route, tunnel=name) for route in config.static_routes)
    called = {line.replace("MCASTCFG-main-remote", PLATFORMS[platform].ipsec_connection(name)) for line in usual}
    assert parsed(platform, render_router(replace(config, tunnels=tunnels, static_routes=routes))) == called


def sections(text: str) -> dict[str, object]:
    """Read swanctl.conf as strongSwan does: `name {`, `key = value`, `}`, and comments."""
    root: dict[str, object] = {}
    stack = [root]
    for line in (line.strip() for line in text.splitlines()):
        if not line or line.startswith("#"):
            continue
        first = line.split()[0]
        assert first != "include", "strongSwan would read another file here"
        if line.endswith("{"):
            child: dict[str, object] = {}
            assert stack[-1].setdefault(first, child) is child, f"{first} stands here twice"
            stack.append(child)
        elif line == "}":
            stack.pop()
        else:
            key, value = line.split(" = ")
            stack[-1][key] = value
    assert stack == [root]
    return root


@given(name=names)
def test_a_tunnel_name_keeps_swanctl_in_shape(name: str) -> None:
    config = CONFIGS["frr"]
    tunnels = tuple(replace(tunnel, name=name) for tunnel in config.tunnels)
    routes = tuple(replace(route, tunnel=name) for route in config.static_routes)
    file = render_router(replace(config, tunnels=tunnels, static_routes=routes)).file(frr.SWANCTL)
    usual = render_router(config).file(frr.SWANCTL)
    assert file is not None and usual is not None
    tree, expected = sections(file.text), sections(usual.text)
    assert list(tree) == ["connections", "secrets"]
    assert list(tree["connections"].values()) == list(expected["connections"].values())
    assert list(tree["connections"]) == [f"mcastcfg-{name}"]
    assert list(tree["secrets"]) == [f"ike-mcastcfg-{name}"]
