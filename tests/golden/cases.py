"""The golden tree: one folder per case, one joined text per router and platform.

A case is `inventory.yaml` (or, by the folder's name, a shipped inventory), written for `frr`. Every other platform
gets the same inventory with its own interface names; a case called mixed-something names the makes itself and is taken
as it is written. `<platform>/<router>.txt` holds what is rendered, each file
under a header; `<platform>.unsupported` holds the refusal instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from mcastcfg.platforms.design import Design, open_design
from mcastcfg.render.artifact import Artifact

HERE = Path(__file__).parent
SHIPPED = HERE.parents[1] / "inventory"
MIXED = "mixed"
INTERFACES = {
    "frr": {},
    "arista_eos": {
        "wan0": "Ethernet1",
        "lan0": "Ethernet2",
        "core0": "Ethernet3",
        "core1": "Ethernet4",
        "lo": "Loopback0",
        "lo1": "Loopback1",
    },
    "cisco_xe": {
        "wan0": "GigabitEthernet1",
        "lan0": "GigabitEthernet2",
        "lan1": "GigabitEthernet5",
        "core0": "GigabitEthernet3",
        "core1": "GigabitEthernet4",
        "lo": "Loopback0",
        "lo1": "Loopback1",
    },
    "juniper_junos": {
        "wan0": "ge-0/0/0.0",
        "lan0": "ge-0/0/1.0",
        "core0": "ge-0/0/2.0",
        "core1": "ge-0/0/3.0",
        "lan1": "ge-0/0/4.0",
        "lo": "lo0.0",
    },
    "vyos": {
        "wan0": "eth0",
        "lan0": "eth1",
        "core0": "eth2",
        "core1": "eth3",
        "lan1": "eth4",
        "lo": "lo",
        "lo1": "dum1",
    },
}


@dataclass(frozen=True, slots=True)
class Case:
    """One inventory on one platform."""

    name: str
    platform: str

    @property
    def folder(self) -> Path:
        """Where its golden texts are."""
        return HERE / self.name

    def design(self, scratch: Path) -> Design:
        """Return the inventory, resolved for this platform; its translation is written below `scratch`."""
        source = self.folder if (self.folder / "inventory.yaml").is_file() else SHIPPED / self.name
        for file in sorted(source.rglob("*.yaml")):
            target = scratch / self.name / self.platform / file.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(self._translated(file.read_text(encoding="utf-8")), encoding="utf-8")
        return open_design(scratch / self.name / self.platform)

    def _translated(self, text: str) -> str:
        if self.platform == MIXED:
            return text
        for ours, theirs in INTERFACES[self.platform].items():
            text = re.sub(rf"(?<![\w-]){ours}(?![\w-])(?=:|\}}|$)", theirs, text, flags=re.MULTILINE)
        return text.replace("platform: frr", f"platform: {self.platform}")


def cases() -> list[Case]:
    """Return every case, once for each platform."""
    names = sorted(folder.name for folder in HERE.iterdir() if folder.is_dir() and not folder.name.startswith("_"))
    return [
        Case(name, platform) for name in names for platform in ([MIXED] if name.startswith(f"{MIXED}-") else INTERFACES)
    ]


def joined(artifact: Artifact) -> str:
    """Return every file of an artifact as one text for people to review."""
    return "".join(f"=== {file.path} {file.mode:04o} {file.merge}\n{file.text}" for file in artifact.files)
