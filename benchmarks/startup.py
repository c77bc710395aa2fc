"""Start-up: how long a user waits for `--help` and for a lint of two offices, against `python -c pass`."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 11
ROOT = Path(__file__).parent.parent


def once(argv: list[str]) -> tuple[float, float]:
    """Return wall and CPU milliseconds of one run of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    subprocess.run(argv, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
    wall = time.monotonic() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return 1000 * wall, 1000 * cpu


def main() -> None:
    """Print medians and ratios."""
    command = str(Path(sys.executable).parent / "mcastcfg")
    commands = {
        "python -c pass": [sys.executable, "-c", "pass"],
        "mcastcfg --help": [command, "--help"],
        "mcastcfg lint (two offices)": [command, "lint", str(ROOT / "inventory" / "two-office")],
    }
    print(f"\nStart-up, median of {RUNS} runs\n")
    print(f"{'command':30} {'wall ms':>9} {'CPU ms':>9} {'ratio':>7}")
    floor = 0.0
    for name, argv in commands.items():
        runs = [once(argv) for _ in range(RUNS)]
        wall = statistics.median(run[0] for run in runs)
        cpu = statistics.median(run[1] for run in runs)
        floor = floor or cpu
        print(f"{name:30} {wall:9.0f} {cpu:9.0f} {cpu / floor:7.1f}", flush=True)


if __name__ == "__main__":
    main()
