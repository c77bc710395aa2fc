"""The generated hub and spoke of the benchmarks is a network that works."""

from __future__ import annotations

import runpy
from pathlib import Path

from mcastcfg.platforms.design import open_design


def test_a_generated_network(repository: Path, tmp_path: Path) -> None:
    generator = runpy.run_path(str(repository / "benchmarks" / "generate.py"))
    generator["write"](30, tmp_path)
    design = open_design(tmp_path)
    assert len(design.configs) == 31
    hub = design.configs["hub-r1"]
    assert len(hub.tunnels) == 30
    assert hub.static_routes == ()
    for name, config in design.configs.items():
        if name != "hub-r1":
            assert [str(route.prefix) for route in config.static_routes] == ["10.0.0.0/24", "192.168.0.0/32"]
            assert [tunnel.peer_router for tunnel in config.tunnels] == ["hub-r1"]
    assert {len(stream.receivers) for stream in design.network.streams.values()} == {3}
    assert len(design.network.streams) == 20
