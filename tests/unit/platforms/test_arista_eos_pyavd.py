"""Arista's own renderer judges ours: both make the same tree of lines from the same router.

A line that pyavd has no words for stands in BEYOND_PYAVD with where it comes from; nothing else may differ.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hier_config import Platform, get_hconfig
from pyavd import get_device_config, validate_structured_config

from avd_words import structured
from golden.cases import Case, cases
from mcastcfg.platforms import arista_eos
from mcastcfg.render.context import context_of
from mcastcfg.render.render import render_router

MANUAL = "EOS User Manual"
ON_TUNNELS = "pyavd has these words for Ethernet, not for tunnels; malbeclabs/doublezero uses them there"
BEYOND_PYAVD = {
    r"interface Tunnel\d+ > (pim ipv4|multicast ipv4 boundary) .*": ON_TUNNELS,
    r"interface Tunnel\d+ > (bfd interval|ip ospf) .*": f"{MANUAL}: interfaces of every kind",
    r"interface Tunnel\d+ > tunnel ttl \d+": "malbeclabs/doublezero, multicast.tunnel.tmpl",
    r"interface Tunnel\d+ > tunnel key \d+": f"{MANUAL}, GRE Tunneling",
    r"interface \S+ > ip igmp.*": f"{MANUAL}, IGMP",
    r"interface \S+ > ip ospf (hello-interval|dead-interval) \d+": f"{MANUAL}, OSPFv2",
    r"interface \S+ > ip ospf neighbor bfd": f"{MANUAL}, BFD",
    r"router bgp \d+ > bgp bestpath tie-break router-id": "cEOS 4.36.1F, read back by verigraphs/confgraph",
    r"router ospf 1 > passive-interface \S+": f"{MANUAL}, OSPFv2",
    r"router ospf 1 > tunnel routes": "seen on cEOS by a public lab, gre-ceos",
    r"router pim sparse-mode > ipv4 > spt threshold infinity": "DISA STIG for Arista MLS EOS 4.x, V-256038",
    r"router pim sparse-mode > ipv4 > rp candidate .*": "interoperation lab of pimd, EOS 4.3x",
    r"router pim bsr.*": "interoperation lab of pimd, EOS 4.3x",
}


def rendered_cases() -> list[Case]:
    return [case for case in cases() if case.platform == "arista_eos" and not refused(case)]


def refused(case: Case) -> bool:
    return (case.folder / "arista_eos.unsupported").is_file()


def tree(text: str) -> set[str]:
    """Every line with the lines above it; whether a secret is shown in clear or encrypted is no difference."""
    hidden = re.sub(r"(shared-key|password) [07] \S+", r"\1", text)
    config = get_hconfig(Platform.ARISTA_EOS, hidden)
    return {" > ".join(child.path()) for child in config.all_children() if child.text != "!"}


def compared(case: Case, scratch: Path) -> tuple[set[str], set[str]]:
    ours: set[str] = set()
    theirs: set[str] = set()
    for name, config in case.design(scratch).configs.items():
        words = structured(context_of(config, arista_eos))
        checked = validate_structured_config(words)
        assert not checked.validation_result.violations, f"{case.name}: pyavd refuses {checked.validation_result}"
        ours |= {f"{name}: {line}" for line in tree(render_router(config).files[0].text)}
        theirs |= {f"{name}: {line}" for line in tree(get_device_config(words)) if not line.startswith("hostname ")}
    return ours, theirs


@pytest.fixture(scope="module")
def compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let pyavd keep its compiled templates, which it otherwise compiles anew for each router: 0.3 s."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", False)
        patch.setattr(sys, "pycache_prefix", str(tmp_path_factory.mktemp("compiled")))
        yield


@pytest.fixture(scope="module")
def beyond(compiled_once: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    scratch = tmp_path_factory.mktemp("pyavd")
    found: dict[str, set[str]] = {}
    for case in rendered_cases():
        ours, theirs = compared(case, scratch)
        assert theirs <= ours, f"{case.name}: pyavd prints what we do not"
        found[case.name] = {line.split(": ", 1)[1] for line in ours - theirs}
    return found


def test_only_named_lines_are_beyond_pyavd(beyond: dict[str, set[str]]) -> None:
    for case, lines in beyond.items():
        strange = {line for line in lines if not any(re.fullmatch(pattern, line) for pattern in BEYOND_PYAVD)}
        assert not strange, f"{case}: pyavd does not print this"


def test_every_named_line_is_used(beyond: dict[str, set[str]]) -> None:
    lines = set().union(*beyond.values())
    unused = [pattern for pattern in BEYOND_PYAVD if not any(re.fullmatch(pattern, line) for line in lines)]
    assert not unused
