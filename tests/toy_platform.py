"""The smallest platform there can be, for the tests and for CONTRIBUTING: a router that speaks PIM on Ethernet ports.

It stands in no registry but the one of a test that puts it there; templates: tests/toy_templates/toy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from mcastcfg.model.ipsec import EspSuite, IkeSuite
from mcastcfg.model.secret import Secret
from mcastcfg.platforms.base import SUPPORTED, Activation, Feature, RenderedFile, Timer
from mcastcfg.platforms.show import Show

NAME = "toy"
NETMIKO_DEVICE_TYPE = "generic"
COMMENT = "#"
SHOW: Show | str = "toys do not answer questions; look at them"
ESP_MODE: Literal["transport", "tunnel"] = "transport"
FEATURES: Mapping[Feature, bool | str] = {
    **dict.fromkeys(get_args(Feature), "toys have nothing of the kind; buy a router"),
    "pim_sm": SUPPORTED,
    "ssm": SUPPORTED,
    "igmp": SUPPORTED,
    "gre": SUPPORTED,
}
FILES: tuple[RenderedFile, ...] = (RenderedFile("toy.conf", "main.j2", merge="config_tree"),)
ACTIVATIONS: tuple[Activation, ...] = ()
ERROR_MARKERS: tuple[str, ...] = (r"^no such toy",)
DEFAULTS: Mapping[Timer, int] = {
    "hello_interval": 30,
    "dr_priority": 1,
    "igmp_version": 3,
    "query_interval": 125,
    "query_max_response_time": 10,
    "robustness_variable": 2,
    "join_prune_interval": 60,
    "keepalive_timer": 210,
    "bfd_min_interval": 300,
    "bfd_multiplier": 3,
    "ospf_hello_interval": 10,
    "ospf_dead_interval": 40,
}
PREFERRED: Mapping[Timer, int] = {}


def tunnel_interface(number: int) -> str:
    """Return the interface name of a tunnel."""
    return f"toy-tunnel-{number}"


def interface_fault(name: str) -> str | None:
    """Return why a toy has no interface of this name."""
    return None if name.startswith("toy-") else "the interfaces of toys are called toy-1, toy-2 and so on"


def ipsec_connection(tunnel: str) -> str:
    """Return the name of a tunnel's connection."""
    return tunnel


def description(text: str) -> str:
    """Return free text on one line."""
    return " ".join(text.split())


def ike_words(suite: IkeSuite) -> Mapping[str, str]:
    """Return nothing: toys refuse IPsec."""
    return {}


def esp_words(suite: EspSuite) -> Mapping[str, str]:
    """Return nothing: toys refuse IPsec."""
    return {}


def secret_text(secret: Secret, reference: str, path: str) -> str:
    """Return a secret as it is."""
    return secret.reveal()
