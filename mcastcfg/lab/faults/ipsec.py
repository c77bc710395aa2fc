"""What faults of IPsec have in common: the file that strongSwan reads, and asking for SAs as a deploy does."""

from __future__ import annotations

from mcastcfg.lab.running import RunningLab
from mcastcfg.platforms import frr
from mcastcfg.platforms.base import FILE

SWANCTL = frr.SWANCTL
_SECONDS = 120.0


def load_and_ask(lab: RunningLab, node: str) -> None:
    """Have charon read its file anew and ask its peers for what is missing, as a deploy does when that file changed."""
    commands = next(activation.commands for activation in frr.ACTIVATIONS if activation.path == SWANCTL)
    for command in commands:
        lab.exec(node, ["sh", "-c", command.replace(FILE, SWANCTL)], check=True, timeout=_SECONDS)


def ask_for_sas(lab: RunningLab, node: str) -> None:
    """Ask the peers for SAs where the router has any tunnel inside IPsec."""
    if lab.exec(node, ["test", "-s", SWANCTL]).exit_code == 0:
        load_and_ask(lab, node)
