"""Lint and render rates on generated hub-and-spoke networks, against the least any tool of this kind must do.

The floor: the same data, already parsed, through pydantic once, and one compiled Jinja template of as many lines a
router. Reading the YAML with PyYAML's C loader stands beside it, because every such tool must read its files too.
Seconds are CPU seconds of one process; each size has a process of its own.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import jinja2
import yaml

from benchmarks.generate import write

SIZES = (10, 100, 1_000, 10_000)

T = TypeVar("T")

_FLOOR_TEMPLATE = """\
{% for interface in interfaces %}
interface {{ interface }}
 description {{ site }}
 ip pim
 ip igmp
exit
{% endfor %}
{% for number in range(lines) %}
line {{ number }} of {{ site }}
{% endfor %}
"""


def measure(sites: int) -> dict[str, float]:
    """Return CPU seconds of each step for one network, and how many routers it has."""
    # Imported here, so that the parent process that prints the table stays small.
    from mcastcfg.lint.run import lint  # noqa: PLC0415 # see above
    from mcastcfg.model.network import Network  # noqa: PLC0415 # see above
    from mcastcfg.platforms.design import open_design  # noqa: PLC0415 # see above
    from mcastcfg.render.render import render_all  # noqa: PLC0415 # see above

    gc.set_threshold(100_000, 50, 50)  # as the command line does
    seconds: dict[str, float] = {}

    def timed(name: str, work: Callable[[], T]) -> T:
        started = time.process_time()
        result = work()
        seconds[name] = time.process_time() - started
        return result

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        write(sites, root)
        design = timed("load", lambda: open_design(root))
        result = timed("lint", lambda: lint(design))
        artifacts = timed("render", lambda: render_all(design.configs))
        plain = timed("yaml", lambda: _plain(root))
    errors = result.count("error")
    if errors:
        raise SystemExit(
            f"the generated network of {sites} sites has {errors} errors: the benchmark would mean nothing"
        )
    lines = sum(file.text.count("\n") for artifact in artifacts.values() for file in artifact.files)
    template = jinja2.Environment(trim_blocks=True, autoescape=False).from_string(_FLOOR_TEMPLATE)  # noqa: S701 # no HTML
    each = lines // len(artifacts)
    network = timed("floor validate", lambda: Network.model_validate(plain))
    timed(
        "floor render",
        lambda: [
            template.render(interfaces=list(router.interfaces), site=site, lines=each - 5 * len(router.interfaces))
            for site, router in network.routers().values()
        ],
    )
    return {**seconds, "routers": len(design.configs), "lines": each}


def _plain(root: Path) -> dict[str, dict[str, object]]:
    merged: dict[str, dict[str, object]] = {}
    for file in sorted(root.rglob("*.yaml")):
        for key, value in yaml.load(file.read_text(), Loader=yaml.CSafeLoader).items():  # a safe loader
            if isinstance(value, dict):
                merged.setdefault(key, {}).update(value)
            else:
                merged[key] = value
    return merged


def main() -> None:
    """Print the table, one process per size."""
    print("CPU milliseconds a router; ratio = (load + lint) or (load + render) over the floor's same part\n")
    head = ("routers", "lines", "yaml(C)", "floor", "load", "lint", "render", "lint ratio", "render ratio", "routers/s")
    print(" ".join(f"{title:>12}" for title in head))
    for sites in SIZES:
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.rates", str(sites)], check=True, capture_output=True, text=True
        )
        print(_row(json.loads(done.stdout)), flush=True)


def _row(seconds: dict[str, float]) -> str:
    routers = seconds["routers"]
    floor = seconds["floor validate"] + seconds["floor render"]
    lint, render = seconds["load"] + seconds["lint"], seconds["load"] + seconds["render"]
    milli = [1000 * value / routers for value in (seconds["yaml"], floor, seconds["load"], seconds["lint"])]
    milli.append(1000 * seconds["render"] / routers)
    cells = [f"{routers:12.0f}", f"{seconds['lines']:12.0f}", *(f"{value:12.3f}" for value in milli)]
    cells += [f"{lint / seconds['floor validate']:12.1f}", f"{render / floor:12.1f}"]
    cells.append(f"{routers / (lint + seconds['render']):12.0f}")
    return " ".join(cells)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(measure(int(sys.argv[1]))))
    else:
        main()
