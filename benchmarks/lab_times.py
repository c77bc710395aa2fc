"""The lab's times: building the image (cold), and every step of two offices with the image there (warm)."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = str(Path(sys.executable).parent / "mcastcfg")
STEPS = (
    ("lab up", ["lab", "up"]),
    ("deploy", ["deploy"]),
    ("deploy again", ["deploy"]),
    ("verify", ["verify"]),
    ("lab traffic", ["lab", "traffic"]),
    ("lab down", ["lab", "down"]),
)


def main() -> None:
    """Print seconds of each step, first with an empty cache, then with the image in it."""
    print("\nLab, two offices, wall seconds (no KVM unless the machine has it)\n")
    print(f"{'step':14} {'cold':>8} {'warm':>8} {'warm/cold':>10}")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": str(Path(folder) / "cache")}
        cold, warm = (_run(Path(folder) / name, environment) for name in ("cold", "warm"))
    for name, _ in STEPS:
        print(f"{name:14} {cold[name]:8.1f} {warm[name]:8.1f} {warm[name] / cold[name]:10.2f}")
    total_cold, total_warm = sum(cold.values()), sum(warm.values())
    print(f"{'all':14} {total_cold:8.1f} {total_warm:8.1f} {total_warm / total_cold:10.2f}")


def _run(network: Path, environment: dict[str, str]) -> dict[str, float]:
    subprocess.run([COMMAND, "init", str(network), "--example", "two-office"], check=True, stdout=subprocess.DEVNULL)
    seconds: dict[str, float] = {}
    try:
        for name, verb in STEPS:
            started = time.monotonic()
            done = subprocess.run(
                [COMMAND, *verb, str(network)], check=False, env=environment, capture_output=True, text=True
            )
            if done.returncode:
                raise SystemExit(f"{name} failed:\n{done.stdout}{done.stderr}")
            seconds[name] = time.monotonic() - started
    finally:
        subprocess.run([COMMAND, "lab", "down", str(network)], check=False, env=environment, capture_output=True)
    return seconds


if __name__ == "__main__":
    main()
