"""Which tunnel RPF is pointed into, read as a network engineer would draw it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mcastcfg.config.build import build
from mcastcfg.config.router_config import RouterConfig
from mcastcfg.model.base import Prefix
from mcastcfg.model.load import loads


@dataclass
class Sketch:
    """A network drawn with few words: routers with their LANs, tunnels as pairs, streams by sending router."""

    sites: dict[str, dict[str, list[str]]]
    """Site -> router -> networks of its LANs, as in 10.1.0.0/24."""
    tunnels: dict[str, tuple[str, str]]
    sources: dict[str, str] = field(default_factory=dict)
    """Host -> its address."""
    rps: dict[str, str] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)
    """Site -> domain, where it is not `d`."""
    rp_domain: dict[str, str] = field(default_factory=dict)
    extra: dict[str, dict[str, object]] = field(default_factory=dict)
    """Tunnel -> further keys."""

    def configs(self) -> dict[str, RouterConfig]:
        """Return the resolved configurations."""
        domains: dict[str, dict[str, dict[str, object]]] = {name: {} for name in {"d", *self.domains.values()}}
        for rp, address in self.rps.items():
            domains[self.rp_domain.get(rp, "d")][rp] = {"rp_address": address, "groups": ["239.0.0.0/8"]}
        sites: dict[str, dict[str, object]] = {}
        order = [router for routers in self.sites.values() for router in routers]
        taken: dict[str, int] = {}
        for site, routers in self.sites.items():
            built: dict[str, object] = {}
            for router, lans in routers.items():
                number = order.index(router)
                interfaces: dict[str, object] = {
                    "wan0": {"role": "wan", "addresses": [f"192.0.2.{4 * number + 1}/30"]},
                    "lo": {"role": "loopback", "addresses": [f"10.255.0.{number + 1}/32"]},
                }
                for index, lan in enumerate(lans):
                    taken[lan] = taken.get(lan, 0) + 1
                    address, _, length = lan.partition("/")
                    base = address.rpartition(".")[0]
                    role = {"role": "lan", "addresses": [f"{base}.{taken[lan]}/{length}"]}
                    interfaces[f"lan{index}"] = role
                built[router] = {"platform": "frr", "interfaces": interfaces}
            sites[site] = {"pim_domain": self.domains.get(site, "d"), "routers": built, "hosts": {}}
        for host, address in self.sources.items():
            hosts = sites[host.partition("-")[0]]["hosts"]
            assert isinstance(hosts, dict)
            hosts[host] = {"address": address}
        text = {
            "name": "sketch",
            "pim_domains": {name: {"static_rps": rps} for name, rps in domains.items()},
            "sites": sites,
            "tunnels": {
                name: {
                    "ends": [{"router": one, "interface": "wan0"}, {"router": two, "interface": "wan0"}],
                    "ipsec": "none",
                    **self.extra.get(name, {}),
                }
                for name, (one, two) in self.tunnels.items()
            },
            "streams": {
                f"from-{host}": {
                    "group": "239.1.1.1",
                    "port": 5000,
                    "source": {"host": host},
                    "receivers": [next(iter(self.sites))],
                }
                for host in self.sources
            },
        }
        inventory = loads(yaml.safe_dump(text, sort_keys=False))
        return build(inventory.network, inventory.allocations)

    def routes(self) -> dict[str, dict[str, str]]:
        """Return router -> prefix -> tunnel."""
        return {
            name: {str(route.prefix): route.tunnel for route in config.static_routes}
            for name, config in self.configs().items()
            if config.static_routes
        }


def spokes(count: int) -> Sketch:
    names = [f"s{number}" for number in range(1, count + 1)]
    return Sketch(
        sites={"hub": {"hub-r": ["10.0.0.0/24"]}, **{s: {f"{s}-r": [f"10.0.{s[1:]}.0/24"]} for s in names}},
        tunnels={f"t{s}": ("hub-r", f"{s}-r") for s in names},
    )


def test_hub_and_spoke_of_five_sites() -> None:
    sketch = spokes(5)
    sketch.sources = {"hub-camera": "10.0.0.10", "s3-sensor": "10.0.3.10"}
    sketch.rps = {"main": "10.255.0.1"}
    expected: dict[str, dict[str, str]] = {"hub-r": {"10.0.3.0/24": "ts3"}}
    for number in (1, 2, 4, 5):
        own = f"ts{number}"
        expected[f"s{number}-r"] = {"10.0.0.0/24": own, "10.0.3.0/24": own, "10.255.0.1/32": own}
    expected["s3-r"] = {"10.0.0.0/24": "ts3", "10.255.0.1/32": "ts3"}
    assert sketch.routes() == expected


def test_the_next_hop_is_the_far_end_of_the_tunnel_and_the_reason_is_said() -> None:
    sketch = spokes(2)
    sketch.sources = {"hub-a": "10.0.0.10", "hub-b": "10.0.0.11", "hub-c": "10.0.0.12", "hub-d": "10.0.0.13"}
    sketch.rps = {"main": "10.255.0.1", "more": "10.255.0.1"}
    config = sketch.configs()["s1-r"]
    tunnel = config.tunnel("ts1")
    assert tunnel is not None
    lan, rp = config.static_routes
    assert {route.next_hop for route in config.static_routes} == {tunnel.peer_address}
    assert lan.reason == "source of from-hub-a, source of from-hub-b, source of from-hub-c and 1 more"
    assert rp.reason == "RP main, RP more"
    assert lan.origin == ("tunnels", "ts1")
    assert not lan.multicast_only


def test_a_network_without_streams_or_rps_needs_no_routes() -> None:
    assert spokes(3).routes() == {}


@pytest.mark.parametrize(("rpf", "expected"), [("static", False), ("static_multicast", True), ("external", None)])
def test_the_ways_rpf_is_pointed(rpf: str, expected: bool | None) -> None:
    sketch = spokes(2)
    sketch.sources = {"hub-a": "10.0.0.10"}
    sketch.extra = {"ts1": {"rpf": rpf}}
    configs = sketch.configs()
    found = [route.multicast_only for route in configs["s1-r"].static_routes]
    assert found == ([] if expected is None else [expected])
    assert [route.multicast_only for route in configs["s2-r"].static_routes] == [False]


def test_an_external_tunnel_is_passed_through() -> None:
    sketch = Sketch(
        sites={"a": {"ra": ["10.1.0.0/24"]}, "b": {"rb": []}, "c": {"rc": []}},
        tunnels={"ab": ("ra", "rb"), "bc": ("rb", "rc")},
        sources={"a-h": "10.1.0.10"},
        extra={"ab": {"rpf": "external"}},
    )
    assert sketch.routes() == {"rc": {"10.1.0.0/24": "bc"}}


def test_the_fewest_tunnels_and_then_the_lowest_number() -> None:
    square = Sketch(
        sites={name: {f"r{name}": [f"10.{index}.0.0/24"]} for index, name in enumerate("abcd", 1)},
        tunnels={"ab": ("ra", "rb"), "bc": ("rb", "rc"), "ad": ("ra", "rd"), "dc": ("rd", "rc")},
        sources={"a-h": "10.1.0.10"},
    )
    numbers = {tunnel.name: tunnel.number for tunnel in square.configs()["rc"].tunnels}
    nearest = min(numbers, key=numbers.__getitem__)
    assert square.routes() == {
        "rb": {"10.1.0.0/24": "ab"},
        "rc": {"10.1.0.0/24": nearest},
        "rd": {"10.1.0.0/24": "ad"},
    }
    square.tunnels = {**square.tunnels, "ac": ("ra", "rc")}
    assert square.routes()["rc"] == {"10.1.0.0/24": "ac"}


def test_two_tunnels_between_the_same_routers() -> None:
    sketch = Sketch(
        sites={"a": {"ra": ["10.1.0.0/24"]}, "b": {"rb": []}},
        tunnels={"x": ("ra", "rb"), "y": ("rb", "ra")},
        sources={"a-h": "10.1.0.10"},
    )
    lower = min(sketch.configs()["rb"].tunnels, key=lambda tunnel: tunnel.number).name
    assert sketch.routes() == {"rb": {"10.1.0.0/24": lower}}
    sketch.extra = {lower: {"pim": {"enabled": False}}}
    assert sketch.routes() == {"rb": {"10.1.0.0/24": ({"x", "y"} - {lower}).pop()}}, "PIM before number"


def test_a_longer_way_with_pim_before_a_shorter_one_without() -> None:
    sketch = Sketch(
        sites={"a": {"ra": ["10.1.0.0/24"]}, "b": {"rb": []}, "c": {"rc": []}, "e": {"re": []}},
        tunnels={"ac": ("ra", "rc"), "ab": ("ra", "rb"), "bc": ("rb", "rc"), "ce": ("rc", "re")},
        sources={"a-h": "10.1.0.10"},
        extra={"ac": {"pim": {"enabled": False}}, "ce": {"pim": {"enabled": False}}},
    )
    routes = sketch.routes()
    assert routes["rc"] == {"10.1.0.0/24": "bc"}
    assert routes["re"] == {"10.1.0.0/24": "ce"}, "nothing else leads there: the linter names it"


def test_a_source_behind_an_inner_router_of_its_site() -> None:
    """The edge router has the tunnel, an inner router the LAN; the site's own routing joins them."""
    sketch = Sketch(
        sites={"a": {"edge": ["10.1.0.0/24"], "inner": ["10.1.0.0/24", "10.2.0.0/24"]}, "b": {"rb": []}},
        tunnels={"t": ("edge", "rb")},
        sources={"a-camera": "10.2.0.10"},
        rps={"main": "10.255.0.2"},
    )
    assert sketch.routes() == {"rb": {"10.2.0.0/24": "t", "10.255.0.2/32": "t"}}


def test_two_edge_routers_on_the_source_lan() -> None:
    """Both have the LAN; each far router goes to the one its own tunnel leads to, and neither edge needs a route."""
    sketch = Sketch(
        sites={"a": {"e1": ["10.1.0.0/24"], "e2": ["10.1.0.0/24"]}, "b": {"rb": []}, "c": {"rc": []}},
        tunnels={"b1": ("e1", "rb"), "c2": ("e2", "rc"), "bc": ("rb", "rc")},
        sources={"a-h": "10.1.0.10"},
    )
    assert sketch.routes() == {"rb": {"10.1.0.0/24": "b1"}, "rc": {"10.1.0.0/24": "c2"}}


def test_an_inner_router_with_its_own_tunnel_uses_it() -> None:
    sketch = Sketch(
        sites={"hub": {"h": ["10.0.0.0/24"]}, "a": {"a1": ["10.1.0.0/24"], "a2": ["10.1.0.0/24"]}},
        tunnels={"h1": ("h", "a1"), "h2": ("h", "a2")},
        sources={"hub-s": "10.0.0.10"},
    )
    assert sketch.routes() == {"a1": {"10.0.0.0/24": "h1"}, "a2": {"10.0.0.0/24": "h2"}}


def test_a_tunnel_before_a_link_of_the_site_at_equal_length() -> None:
    sketch = Sketch(
        sites={"hub": {"h": ["10.0.0.0/24"]}, "a": {"a1": ["10.1.0.0/24"], "a2": ["10.1.0.0/24"]}, "b": {"rb": []}},
        tunnels={"h1": ("h", "a1"), "hb": ("h", "rb"), "b2": ("rb", "a2")},
        sources={"hub-s": "10.0.0.10"},
    )
    assert sketch.routes()["a2"] == {"10.0.0.0/24": "b2"}


def test_the_same_lan_on_two_sites() -> None:
    """The sender's site is meant; the other site's own LAN hides it there, so nobody is sent through that site."""
    sketch = Sketch(
        sites={"a": {"ra": ["10.1.0.0/24"]}, "b": {"rb": ["10.1.0.0/24"]}, "c": {"rc": []}, "e": {"re": []}},
        tunnels={"ac": ("ra", "rc"), "bc": ("rb", "rc"), "be": ("rb", "re")},
        sources={"a-h": "10.1.0.10"},
    )
    assert sketch.routes() == {"rc": {"10.1.0.0/24": "ac"}}


def test_nested_networks_are_told_apart() -> None:
    sketch = Sketch(
        sites={"a": {"ra": ["10.1.0.0/16"]}, "b": {"rb": ["10.1.7.0/24"]}, "c": {"rc": []}},
        tunnels={"ac": ("ra", "rc"), "bc": ("rb", "rc")},
        sources={"b-h": "10.1.7.10"},
    )
    assert sketch.routes() == {"ra": {"10.1.7.0/24": "ac"}, "rc": {"10.1.7.0/24": "bc"}}


def test_an_rp_on_a_lan_address() -> None:
    sketch = spokes(2)
    sketch.rps = {"main": "10.0.0.1"}
    assert sketch.routes() == {"s1-r": {"10.0.0.0/24": "ts1"}, "s2-r": {"10.0.0.0/24": "ts2"}}
    sketch.sources = {"hub-h": "10.0.0.10"}
    reasons = {route.reason for config in sketch.configs().values() for route in config.static_routes}
    assert reasons == {"source of from-hub-h, RP main"}, "one route for both"


def test_an_rp_that_nobody_has_gets_no_route() -> None:
    sketch = spokes(2)
    sketch.rps = {"main": "198.51.100.1"}
    assert sketch.routes() == {}


def test_an_rp_matters_to_its_own_domain_only() -> None:
    sketch = spokes(4)
    sketch.domains = {"s3": "other", "s4": "other"}
    sketch.rps = {"main": "10.255.0.1", "second": "10.255.0.4"}
    sketch.rp_domain = {"second": "other"}
    assert sketch.routes() == {"s1-r": {"10.255.0.1/32": "ts1"}, "s2-r": {"10.255.0.1/32": "ts2"}}, (
        "s4 is reached over the hub alone, which does not know the RP of the other domain"
    )
    sketch.tunnels["t34"] = ("s3-r", "s4-r")
    assert sketch.routes()["s4-r"] == {"10.255.0.4/32": "t34"}


def test_two_domains_whose_rps_share_a_network() -> None:
    sketch = spokes(2)
    sketch.domains = {"s2": "other"}
    sketch.rps = {"main": "10.0.0.1", "second": "10.0.0.1"}
    sketch.rp_domain = {"second": "other"}
    assert sketch.routes() == {"s1-r": {"10.0.0.0/24": "ts1"}, "s2-r": {"10.0.0.0/24": "ts2"}}


def test_a_source_matters_to_every_domain() -> None:
    sketch = spokes(2)
    sketch.domains = {"s2": "other"}
    sketch.sources = {"hub-h": "10.0.0.10"}
    sketch.rps = {"main": "10.0.0.1"}
    assert set(sketch.routes()) == {"s1-r", "s2-r"}


@st.composite
def sketches(draw: st.DrawFn) -> Sketch:
    count = draw(st.integers(2, 8))
    routers = [f"r{number}" for number in range(count)]
    sites: dict[str, dict[str, list[str]]] = {}
    for number, router in enumerate(routers):
        site = f"s{draw(st.integers(0, number))}"
        sites.setdefault(site, {})[router] = [f"10.{number}.0.0/24"]
        if draw(st.booleans()) and len(sites[site]) > 1:
            sites[site][router].append(sites[site][next(iter(sites[site]))][0])
    pairs = st.tuples(st.sampled_from(routers), st.sampled_from(routers)).filter(lambda pair: pair[0] != pair[1])
    drawn = draw(st.lists(pairs, max_size=12))
    tunnels = {f"t{index}": pair for index, pair in enumerate(drawn)}
    extra: dict[str, dict[str, object]] = {
        name: {"pim": {"enabled": False}} for name in draw(st.sets(st.sampled_from([*tunnels, "none"])))
    }
    sources: dict[str, str] = {}
    for site, owned in sites.items():
        first = next(iter(owned.values()))[0]
        sources[f"{site}-h"] = first.replace(".0/24", ".99")
    return Sketch(sites, tunnels, sources, {"main": "10.255.0.1"}, extra=extra)


def networks(config: RouterConfig) -> set[Prefix]:
    return {address.network for part in config.interfaces if part.role != "wan" for address in part.addresses}


def leading(prefix: Prefix, configs: Mapping[str, RouterConfig]) -> set[str]:
    """Return the routers whose way ends where the network is: grown from there, so a circle is never in it."""
    found = {name for name, config in configs.items() if prefix in networks(config)}
    grown = True
    while grown:
        grown = False
        for name in configs.keys() - found:
            config = configs[name]
            route = next((route for route in config.static_routes if route.prefix == prefix), None)
            tunnel = config.tunnel(route.tunnel) if route else None
            near = {
                other.name
                for other in configs.values()
                if other.site == config.site and networks(other) & networks(config)
            }
            if (tunnel.peer_router in found) if tunnel else bool(near & found):
                found.add(name)
                grown = True
    return found


@settings(deadline=None)
@given(sketch=sketches())
def test_no_route_leads_in_a_circle_or_to_nowhere(sketch: Sketch) -> None:
    configs = sketch.configs()
    for name, config in configs.items():
        prefixes = [route.prefix for route in config.static_routes]
        assert prefixes == sorted(set(prefixes)), "one route a prefix, sorted"
        assert not networks(config) & set(prefixes), "never for a network of its own"
        for prefix in prefixes:
            assert name in leading(prefix, configs)


@settings(deadline=None)
@given(sketch=sketches())
def test_every_router_that_can_be_led_is_led(sketch: Sketch) -> None:
    """Whoever has a tunnel to a router whose way ends at the source has a way as well."""
    configs = sketch.configs()
    for host, address in sketch.sources.items():
        prefix = Prefix(f"{address}/24", strict=False)
        led = leading(prefix, configs)
        assert led, host
        for config in configs.values():
            if any(tunnel.peer_router in led for tunnel in config.tunnels):
                assert config.name in led
