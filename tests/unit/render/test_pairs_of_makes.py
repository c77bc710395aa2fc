"""Any two makes of router share a tunnel, or a finding says which end cannot do what."""

from __future__ import annotations

from itertools import combinations_with_replacement

import pytest

from golden.cases import INTERFACES
from mcastcfg.lint.examples import example_design
from mcastcfg.lint.run import lint
from mcastcfg.platforms.design import Design
from mcastcfg.platforms.refusal import refusal
from mcastcfg.platforms.registry import PLATFORMS
from mcastcfg.render.render import render_all

PAIRS = list(combinations_with_replacement(PLATFORMS, 2))
SITE = """\
  {site}:
    pim_domain: offices
    routers:
      {site}-r1:
        platform: {platform}
        interfaces:
          {wan0}: {{role: wan, addresses: [{address}/30], gateway: {gateway}}}
          {lan0}: {{role: lan, addresses: [{lan}.1/24]}}
          {lo}: {{role: loopback, addresses: [{loopback}/32]}}
    hosts:
      {site}-host: {{address: {lan}.10}}
"""
OFFICES = """\
name: pair
ipsec_profiles:
  wan: {{{suite}pre_shared_key: "file:secrets/wan.psk"}}
pim_domains:
  offices:
    static_rps:
      main: {{rp_address: 10.255.0.1, groups: [239.0.0.0/8]}}
sites:
{sites}tunnels:
  main-remote:
    ends:
      - {{router: main-r1, interface: {first}}}
      - {{router: remote-r1, interface: {second}}}
    ipsec: {ipsec}
streams:
  video: {{group: 239.1.1.1, port: 5001, source: {{host: main-host}}, receivers: [remote]}}
"""
CBC = "ike: {encr_alg: aes-256-cbc, intr_alg: sha256, prf_alg: sha256, dh_group: 20}, "
MAIN = {"address": "203.0.113.1", "gateway": "203.0.113.2", "lan": "10.1.0", "loopback": "10.255.0.1"}
REMOTE = {"address": "198.51.100.1", "gateway": "198.51.100.2", "lan": "10.2.0", "loopback": "10.255.0.2"}
NAMES = {
    platform: {name: INTERFACES[platform].get(name, name) for name in ("wan0", "lan0", "lo")} for platform in PLATFORMS
}


def pair(first: str, second: str, *, ipsec: str, suite: str = "") -> Design:
    sites = SITE.format(site="main", platform=first, **MAIN, **NAMES[first])
    sites += SITE.format(site="remote", platform=second, **REMOTE, **NAMES[second])
    ends = {"first": NAMES[first]["wan0"], "second": NAMES[second]["wan0"]}
    return example_design(OFFICES.format(sites=sites, ipsec=ipsec, suite=suite, **ends))


def errors(design: Design) -> list[tuple[str, str]]:
    return [(finding.slug, finding.message) for finding in lint(design).findings if finding.severity == "error"]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_gre_and_pim_between_all_pairs(first: str, second: str) -> None:
    design = pair(first, second, ipsec="none")
    assert errors(design) == []
    for artifact, own, other in zip(render_all(design.configs).values(), (MAIN, REMOTE), (REMOTE, MAIN), strict=True):
        text = "".join(file.text for file in artifact.files)
        assert own["address"] in text and other["address"] in text, artifact.router
        assert "10.255.0.1" in text, "the rendezvous point is told to both"


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_ipsec_between_all_pairs_or_the_modes_differ(first: str, second: str) -> None:
    design = pair(first, second, ipsec="wan", suite=CBC)
    agreed = PLATFORMS[first].ESP_MODE == PLATFORMS[second].ESP_MODE
    assert [slug for slug, _ in errors(design)] == ([] if agreed else ["esp-modes-differ"])
    for artifact in render_all(design.configs).values():
        assert sum(slot.reference == "file:secrets/wan.psk" for file in artifact.files for slot in file.slots) >= 1


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_the_end_that_cannot_do_the_usual_algorithms_is_named(first: str, second: str) -> None:
    said = [message for slug, message in errors(pair(first, second, ipsec="wan")) if slug == "feature-not-supported"]
    unable = [
        f"{platform} on {router} cannot do ike_aead: "
        for platform, router in ((first, "main-r1"), (second, "remote-r1"))
        if refusal(PLATFORMS[platform], "ike_aead") is not None
    ]
    assert len(said) == len(unable)
    assert all(message.startswith(start) for message, start in zip(said, unable, strict=True))
