from dataclasses import replace
from pathlib import Path

from mcastcfg.config.router_config import RouterConfig
from mcastcfg.platforms import cisco_xe, frr
from mcastcfg.platforms.design import open_design
from mcastcfg.platforms.features import refused


def with_tunnels(two_office: Path, number: int) -> RouterConfig:
    config = open_design(two_office).configs["main-r1"]
    first = config.tunnels[0]
    tunnels = tuple(replace(first, name=f"t{n}", number=n, origin=("tunnels", f"t{n}")) for n in range(1, number + 1))
    return replace(config, tunnels=tunnels)


def test_linux_has_31_multicast_interfaces_and_the_32nd_is_refused_where_it_is_written(two_office: Path) -> None:
    # A LAN and a loopback beside them.
    assert not list(refused(with_tunnels(two_office, 29), frr))
    ((feature, why, origin),) = refused(with_tunnels(two_office, 31), frr)
    assert (feature, origin) == ("multicast_interfaces_above_31", ("tunnels", "t30"))
    assert "32 interfaces" in why.reason
    assert not list(refused(with_tunnels(two_office, 31), cisco_xe))
