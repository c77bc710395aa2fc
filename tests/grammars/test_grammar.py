"""Every line we render stands in the grammar that the vendor publishes, and the reader of it tells good from bad."""

import pytest

from grammars.grammar import fault, golden_lines

PLATFORMS = ["juniper_junos", "vyos"]


@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_golden_line_stands_in_the_vendors_grammar(platform: str) -> None:
    lines = golden_lines(platform)
    assert len(lines) > 100
    faults = [f"{file}: {why}" for line, file in lines.items() if (why := fault(platform, line)) is not None]
    assert faults == [], f"if the lines are new, tests/grammars/extract_{platform}.py asks the vendor's own model"


@pytest.mark.parametrize(
    ("platform", "line"),
    [
        ("juniper_junos", "delete protocols pim"),
        ("juniper_junos", "set protocols pim interfaces ge-0/0/0.0 mode sparse"),
        ("juniper_junos", "set protocols pim interface ge-0/0/0.0 mode spares"),
        ("juniper_junos", "set protocols pim interface ge-0/0/0.0 hello-interval 256"),
        ("juniper_junos", "set protocols pim interface ge-0/0/0.0 hello-interval"),
        ("juniper_junos", "set protocols pim interface ge-0/0/0.0 hello-interval 5 commit"),
        ("juniper_junos", "set security ike gateway a dead-peer-detection interval 61"),
        ("juniper_junos", f"set security ike gateway {'x' * 33} version v2-only"),
        ("juniper_junos", "set interfaces lo0 unit 0 description two words"),
        ("vyos", "set protocols pim interfaces eth1 hello '5'"),
        ("vyos", "set protocols pim interface eth1 hello '181'"),
        ("vyos", "set protocols pim interface eth1 igmp version '1'"),
        ("vyos", "set protocols pim interface eth1 igmp query-max-response-time '9'"),
        ("vyos", "set protocols pim rp address 10.255.0.256 group '239.0.0.0/8'"),
        ("vyos", "set interfaces tunnel tun1 encapsulation 'grep'"),
        ("vyos", "set interfaces tunnel tun1 enable-multicast 'true'"),
        ("vyos", "set interfaces loopback lo description two words"),
    ],
)
def test_a_line_that_the_vendor_lacks_is_told(platform: str, line: str) -> None:
    assert fault(platform, line)
