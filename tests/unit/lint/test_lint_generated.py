"""The linter never crashes, whatever valid network it is given, and its answers do not contradict the trees."""

from __future__ import annotations

import time
from typing import get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generated import hub_and_spoke
from mcastcfg.analysis.tree_parts import BreakKind
from mcastcfg.errors import InventoryError
from mcastcfg.lint.base import slug_of
from mcastcfg.lint.examples import example_design
from mcastcfg.lint.registry import RULES
from mcastcfg.lint.run import lint
from mcastcfg.lint.subject import Subject

SPOKEN = {
    "not_forwardable": {"group-not-multicast"},
    "ssm_range": {"asm-group-in-ssm-range"},
    "no_lan": {"receiving-site-without-lan"},
    "no_igmp": {"igmp-missing-on-receiving-lan"},
    "denied": {"receiver-denied"},
    "igmp_version": {"ssm-on-igmpv2-lan"},
    "no_rp": {"rp-missing"},
    "rp_disagrees": {"rp-differs"},
    "rp_nowhere": {"rpf-off-tunnel", "rp-unreachable"},
    "rp_without_pim": {"rp-unreachable"},
    "no_route": {"rpf-off-tunnel", "rp-unreachable"},
    "rpf_without_pim": {"pim-missing-on-path"},
    "rpf_off_pim": {"rpf-off-tunnel", "rp-unreachable"},
    "neighbor_without_pim": {"pim-missing-on-path"},
    "loop": {"rpf-off-tunnel"},
    "register_lost": {"rp-unreachable"},
    "mode_disagrees": {"pim-mode-disagrees"},
    "boundary": {"boundary-on-path"},
    "sa_lost": {"msdp-path-missing"},
    "sa_filtered": {"sa-filter-denies-stream"},
    "sa_limit": {"sa-limit-too-small"},
    "peer_rpf": {"peer-rpf-failure"},
    "neighbor_filtered": {"pim-neighbor-filtered"},
    "register_refused": {"register-refused"},
    "not_allowed": {"group-not-allowed"},
}
"""Kind of break -> the rules of which one speaks about it; a kind nobody reads would be a silent fault."""

names = st.sampled_from(["a", "b", "c", "d"])
octet = st.integers(0, 3)


@st.composite
def networks(draw) -> str:
    """Return a small inventory: sites that may overlap, any tunnels, any streams, PIM and IGMP off here and there."""
    sites = draw(st.lists(names, min_size=1, max_size=4, unique=True))
    off = ["", ", pim: {enabled: false}", ", igmp: {enabled: false}", ", igmp: {version: 2}", ", mtu: 1200"]
    modes = [", boundary: [239.1.0.0/16]", ", pim: {pim_mode: sm}", ", pim: {pim_mode: dm}", ", pim: {passive: true}"]
    igmp = [", igmp: {static_groups: [{group: 239.1.1.1}]}", ", igmp: {access_groups: [239.2.0.0/16]}"]
    maybe = st.sampled_from([*off, *modes, *igmp])
    length = st.sampled_from([16, 24])
    differing = st.sampled_from(["", ", key: 1", ", ttl: 1"])
    without_pim = st.sampled_from(["", ", pim: {enabled: false}", ", pim: {pim_mode: dm}"])
    lines = ["name: generated", 'ipsec_profiles: {wan: {pre_shared_key: "file:secrets/wan.psk"}}', "pim_domains:"]
    for domain in ("one", "two"):
        ranges = draw(st.sampled_from(["239.0.0.0/8", "239.1.0.0/16", "224.0.0.0/4"]))
        rp = f"10.{draw(octet)}.0.1"
        of_domain = ["sm", "sm", "dm", "sm_dm", "sm_dm\n    dense_groups: [239.2.0.0/16]"]
        lines += [f"  {domain}:", f"    pim_mode: {draw(st.sampled_from(of_domain))}"]
        options = ["hello_interval: 30", "register_sources: [10.1.0.0/16]", "spt_switch: {never: [239.1.0.0/16]}"]
        lines.append(f"    {draw(st.sampled_from(options))}")
        lines += ["    static_rps:", f"      rp: {{rp_address: {rp}, groups: [{ranges}]}}"]
    lines.append("sites:")
    for index, site in enumerate(sites):
        lines += [f"  {site}:", f"    pim_domain: {draw(st.sampled_from(['one', 'two']))}", "    routers:"]
        for router in range(draw(st.integers(1, 2))):
            name = f"{site}{router}"
            third = draw(octet)
            lines += [
                f"      {name}:",
                "        platform: frr",
                "        interfaces:",
                f"          wan0: {{role: wan, addresses: [203.0.113.{8 * index + 4 * router + 1}/30]"
                + draw(st.sampled_from(["", f", gateway: 203.0.113.{8 * index + 4 * router + 2}"]))
                + "}",
                f"          lan0: {{role: lan, addresses: [10.{index}.0.{router + 1}/{draw(length)}]{draw(maybe)}}}",
                f"          lo: {{role: loopback, addresses: [10.{100 + index}.{router}.{third + 1}/32]}}",
            ]
            if draw(st.booleans()):
                prefix = f"10.{draw(octet)}.0.0/{draw(length)}"
                lines.append(
                    f"        routes: [{{prefix: {prefix}, next_hop: 10.{draw(octet)}.0.{draw(st.integers(1, 3))}}}]"
                )
        lines += ["    hosts:", f"      h{site}: {{address: 10.{index}.0.77}}"]
    if len(sites) > 1 and draw(st.booleans()):
        lines.append("tunnels:")
        for number in range(draw(st.integers(1, 4))):
            first, second = draw(st.lists(st.sampled_from(sites), min_size=2, max_size=2, unique=True))
            interface = draw(st.sampled_from(["wan0", "lo", "lan0"]))
            lines += [
                f"  t{number}:",
                "    ends:",
                f"      - {{router: {first}0, interface: {interface}{draw(differing)}}}",
                f"      - {{router: {second}0, interface: wan0{draw(without_pim)}}}",
                f"    ipsec: {draw(st.sampled_from(['wan', 'none']))}",
                f"    rpf: {draw(st.sampled_from(['static', 'static_multicast', 'external']))}",
                f"    mtu: {draw(st.sampled_from([576, 1400, 1500]))}",
                draw(st.sampled_from(["    ttl: 64", "    boundary: [239.0.0.0/8]"])),
            ]
    lines.append("streams:")
    for number in range(draw(st.integers(1, 3))):
        receivers = ", ".join(draw(st.lists(st.sampled_from(sites), min_size=1, max_size=4, unique=True)))
        group = draw(st.sampled_from(["239.1.1.1", "239.2.2.2", "232.1.1.1", "224.0.0.5", "10.0.0.1"]))
        lines.append(
            f"  s{number}: {{group: {group}, port: 1, mode: {draw(st.sampled_from(['asm', 'ssm']))}, "
            f"source: {{host: h{draw(st.sampled_from(sites))}}}, receivers: [{receivers}], "
            f"ttl: {draw(st.integers(1, 5))}, packet_size: {draw(st.sampled_from([16, 1316, 9000]))}}}"
        )
    return "\n".join(lines) + "\n"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(networks())
def test_never_crashes(text):
    try:
        design = example_design(text)
    except InventoryError:
        return  # an address given twice: the loader's to say
    subject = Subject(design)
    slugs = {finding.slug for finding in lint(design).findings}
    for tree in subject.trees:
        reached = {delivery.site for delivery in tree.deliveries}
        missing = set(design.network.streams[tree.stream].receivers) - reached
        # What is not delivered has a reason, and an undelivered stream never passes.
        assert not missing or tree.breaks
        for problem in tree.breaks:
            assert slugs & SPOKEN[problem.kind], problem
        for state in (*tree.shared, *tree.shortest, *tree.flooded):
            assert state.incoming_interface not in state.outgoing_interfaces
            assert state.distance >= 1


def test_every_break_is_spoken_about():
    assert set(SPOKEN) == set(get_args(BreakKind))
    assert {slug for slugs in SPOKEN.values() for slug in slugs} <= {slug_of(rule) for rule in RULES}


def test_a_thousand_sites_take_milliseconds_each():
    sites = 1000
    streams = [
        f"x{k}: {{group: 239.1.1.{k + 1}, port: 5001, source: {{host: {'camera' if k % 2 else f'h{k}'}}}, "
        f"receivers: [{', '.join(f's{i}' for i in range(sites))}]}}"
        for k in range(4)
    ]
    design = example_design(hub_and_spoke(sites, streams))
    started = time.process_time()
    result = lint(design, RULES)
    spent = time.process_time() - started
    assert result.findings == ()
    # 0.2 ms a router on an idle machine; what must be caught is work that grows with the square.
    assert spent / sites < 0.01
