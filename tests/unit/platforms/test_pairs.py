"""A tunnel between routers of any two makes: both ends are rendered and mean the same, or the finding says why not."""

from __future__ import annotations

import re
from itertools import product

import pytest

from golden.cases import INTERFACES
from mcastcfg.lint.examples import TWO_OFFICES, changed, example_design
from mcastcfg.lint.run import lint
from mcastcfg.platforms.design import Design
from mcastcfg.platforms.registry import PLATFORMS
from mcastcfg.render.render import render_all

EVERYWHERE = changed(
    TWO_OFFICES,
    (
        'wan: {pre_shared_key: "file:secrets/wan.psk"}',
        'wan: {pre_shared_key: "file:secrets/wan.psk", ike: {encr_alg: aes-256-cbc, intr_alg: sha256, dh_group: 20}, '
        "esp: {encr_alg: aes-256-gcm, dh_group: 20}}",
    ),
    ("    ipsec: wan\n", "    ipsec: wan\n    key: 77\n    mtu: 1380\n"),
)
"""Two offices whose settings every make can do."""
PAIRS = list(product(PLATFORMS, repeat=2))


def named(text: str, platform: str, site: int) -> str:
    """Put one site's router on a platform, with the interface names of that make."""
    head, first, second, tail = re.split(r"(?m)^(?=  main:$|  remote:$|tunnels:$)", text)
    parts = [first, second]
    for ours, theirs in INTERFACES[platform].items():
        parts[site] = re.sub(rf"(?m)^( +){ours}:", rf"\1{theirs}:", parts[site])
    parts[site] = parts[site].replace("platform: frr", f"platform: {platform}")
    router = ("main-r1", "remote-r1")[site]
    wan = INTERFACES[platform].get("wan0", "wan0")
    return "".join(
        [
            head,
            *parts,
            tail.replace(f"{{router: {router}, interface: wan0}}", f"{{router: {router}, interface: {wan}}}"),
        ]
    )


def pair(one: str, other: str, text: str = EVERYWHERE) -> Design:
    return example_design(named(named(text, one, 0), other, 1))


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_a_pair_is_clean_or_the_finding_says_that_the_modes_differ(one: str, other: str) -> None:
    modes = {PLATFORMS[one].ESP_MODE, PLATFORMS[other].ESP_MODE}
    findings = lint(pair(one, other)).findings
    assert [finding.code for finding in findings if finding.severity == "error"] == (
        ["IKE011"] if len(modes) > 1 else []
    )


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_both_ends_are_rendered_and_mean_the_same(one: str, other: str) -> None:
    design = pair(one, other)
    texts = {
        name: "".join(file.text for file in artifact.files) for name, artifact in render_all(design.configs).items()
    }
    for config in design.configs.values():
        (tunnel,) = config.tunnels
        text, theirs = texts[config.name], texts[tunnel.peer_router]
        assert str(tunnel.address.ip) in text and str(tunnel.destination) in text
        assert str(tunnel.source) in theirs, "the peer does not know where the other end is"
        for word in ("77", "1380", "<secret:file:secrets/wan.psk>"):
            assert word in text
        assert re.search(r"\b239\.0\.0\.0\b", text), "the range of the rendezvous point is not there"


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_without_ipsec_every_two_makes_meet(one: str, other: str) -> None:
    text = changed(EVERYWHERE, ("    ipsec: wan\n", "    ipsec: none\n"))
    findings = lint(pair(one, other, text)).findings
    assert [finding.code for finding in findings if finding.severity == "error"] == []
    assert len(render_all(pair(one, other, text).configs)) == 2
