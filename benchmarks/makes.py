"""Render rates of every platform, beside Arista's own renderer on the same EOS routers.

Spokes of a generated hub-and-spoke network, resolved before the clock starts, become routers of each make in turn.
pyavd gets its own structured configuration of them, made and validated before the clock starts as well; it prints the
lines it has words for, most of ours. Seconds are CPU seconds of one process.
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from pyavd import get_device_config, validate_structured_config

from benchmarks.generate import write
from mcastcfg.config.router_config import RouterConfig, TunnelConfig
from mcastcfg.model.ipsec import IkeSuite
from mcastcfg.platforms.design import open_design
from mcastcfg.platforms.registry import PLATFORMS
from mcastcfg.render.context import context_of
from mcastcfg.render.render import render_router
from tests.avd_words import structured
from tests.golden.cases import INTERFACES

ROUTERS = 1_000
_EVERYWHERE = IkeSuite(encr_alg="aes-256-cbc", intr_alg="sha256", prf_alg="sha256", dh_group=20)
"""Algorithms that every make can do."""


def spokes(number: int) -> list[RouterConfig]:
    """Return the spokes of a network of that size, without the hub."""
    with tempfile.TemporaryDirectory() as folder:
        write(number, Path(folder))
        configs = open_design(Path(folder)).configs
    return [config for name, config in configs.items() if name != "hub-r1"]


def of_make(config: RouterConfig, platform: str) -> RouterConfig:
    """Return the same router in another make."""
    names: Mapping[str, str] = INTERFACES[platform]
    interfaces = tuple(replace(one, name=names.get(one.name, one.name)) for one in config.interfaces)
    tunnels = tuple(_taken_everywhere(tunnel, names) for tunnel in config.tunnels)
    return replace(config, platform=platform, interfaces=interfaces, tunnels=tunnels)


def _taken_everywhere(tunnel: TunnelConfig, names: Mapping[str, str]) -> TunnelConfig:
    ipsec = None if tunnel.ipsec is None else replace(tunnel.ipsec, ike=_EVERYWHERE)
    source = names.get(tunnel.source_interface, tunnel.source_interface)
    # Each has one tunnel; generated numbers are too large for some makes.
    return replace(tunnel, ipsec=ipsec, source_interface=source, number=1)


def _rate(work: Callable[[RouterConfig], str], configs: Sequence[RouterConfig]) -> tuple[float, float]:
    work(configs[0])
    started = time.process_time()
    lines = sum(work(config).count("\n") for config in configs)
    return len(configs) / (time.process_time() - started), lines / len(configs)


def _ours(config: RouterConfig) -> str:
    return "".join(file.text for file in render_router(config).files)


def main() -> None:
    """Print the table."""
    gc.set_threshold(100_000, 50, 50)  # as the command line does
    number = int(sys.argv[1]) if len(sys.argv) > 1 else ROUTERS
    generated = spokes(number)
    print(f"{number} routers of each make; routers rendered per CPU second\n")
    print(f"{'renderer':<24} {'routers/s':>10} {'lines each':>11} {'times pyavd':>12}")
    eos = [of_make(config, "arista_eos") for config in generated]
    words = {config.name: structured(context_of(config, PLATFORMS["arista_eos"])) for config in eos}
    validated = {name: validate_structured_config(one).validated_data for name, one in words.items()}
    sys.dont_write_bytecode, sys.pycache_prefix = False, tempfile.mkdtemp()  # else pyavd compiles them for each router
    floor, lines = _rate(lambda config: str(get_device_config(dict(validated[config.name] or {}))), eos)
    print(f"{'pyavd (arista_eos)':<24} {floor:>10.0f} {lines:>11.0f} {1:>12.1f}", flush=True)
    for platform in PLATFORMS:
        rate, lines = _rate(_ours, [of_make(config, platform) for config in generated])
        print(f"{platform:<24} {rate:>10.0f} {lines:>11.0f} {rate / floor:>12.1f}", flush=True)


if __name__ == "__main__":
    main()
