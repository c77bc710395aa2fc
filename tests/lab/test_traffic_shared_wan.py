"""Two sites on one WAN subnet, with a tunnel that is meant to be in clear: the switch between them counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mcastcfg.deploy.deploy import deploy
from mcastcfg.lab.derive import topology_of
from mcastcfg.lab.lifecycle import lab_down, lab_up
from mcastcfg.lab.ports import unused_port
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.traffic import run_traffic
from mcastcfg.platforms.design import Design, open_design
from mcastcfg.verify.run import verify

pytestmark = pytest.mark.lab

NETWORK = """\
name: shared
pim_domains:
  one: {hello_interval: 5}
tunnels:
  a-b: {ipsec: none, key: 77, ends: [{router: ra, interface: wan0}, {router: rb, interface: wan0}]}
streams:
  feed: {group: 232.1.1.1, port: 5000, mode: ssm, source: {host: camera}, receivers: [b], packet_size: 200}
waivers:
  - {rule: tunnel-without-ipsec, at: tunnels.a-b, reason: the test wants to see GRE in clear}
sites:
  a:
    pim_domain: one
    routers:
      ra:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [192.0.2.1/29], gateway: 192.0.2.6}
          lan0: {role: lan, addresses: [10.1.0.1/24]}
    hosts:
      camera: {address: 10.1.0.10}
  b:
    pim_domain: one
    routers:
      rb:
        platform: frr
        interfaces:
          wan0: {role: wan, addresses: [192.0.2.2/29], gateway: 192.0.2.6}
          lan0: {role: lan, addresses: [10.2.0.1/24]}
"""
GROUPS = """\
lab:
  hostname: 127.0.0.1
  username: root
  connection_options:
    netmiko:
      extras:
        use_keys: true
        key_file: .mcastcfg/lab/id_ed25519
        alt_host_keys: true
        alt_key_file: .mcastcfg/lab/known_hosts
"""


@pytest.fixture(scope="module")
def design(tmp_path_factory: pytest.TempPathFactory) -> Design:
    folder: Path = tmp_path_factory.mktemp("shared-wan")
    (folder / "network.yaml").write_text(NETWORK)
    (folder / "allocations.yaml").write_text("tunnels:\n  a-b: 1\n")
    (folder / "groups.yaml").write_text(GROUPS)
    ports = f"ra: {{port: {unused_port()}, groups: [lab]}}\nrb: {{port: {unused_port()}, groups: [lab]}}\n"
    (folder / "hosts.yaml").write_text(ports)
    return open_design(folder)


@pytest.fixture(scope="module")
def lab(design: Design) -> Iterator[RunningLab]:
    running = lab_up(design.inventory.root, topology_of(design), print)
    try:
        assert {outcome.status for outcome in deploy(design).values()} == {"changed"}
        yield running
    finally:
        lab_down(design.inventory.root)


def test_clear_by_intent_is_counted_as_such_between_the_routers(lab: RunningLab, design: Design) -> None:
    assert not [outcome for outcome in verify(design, settle=120) if outcome.status == "failed"]
    result = run_traffic(lab, design, seconds=5)
    assert result.matrix.cell("feed", "b-probe").verdict == "delivered"
    (count,) = result.wire.counts
    assert count.gre_allowed >= result.matrix.cell("feed", "b-probe").received > 50
    assert (count.gre_clear, count.multicast, count.esp, count.esp_expected) == (0, 0, 0, 0)
    assert result.passed
