"""Whether an interface joins the tree of a group or floods it: PIM modes, group by group.

Source-specific groups are joined in every mode (RFC 4607). An interface of mode sm joins all others; one of mode dm
floods its domain's dense groups and carries nothing else; one of mode sm_dm joins what has a rendezvous point, and of
the rest floods the dense groups (RFC 3973).
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from mcastcfg.analysis.fabric import Attachment, Fabric
from mcastcfg.analysis.rp_map import is_forwardable, is_ssm, rp_for_group
from mcastcfg.model.base import Address

Carriage: TypeAlias = Literal[
    "joined",  # packets come where somebody joined
    "flooded",  # packets come unless everybody pruned
    "nothing",  # the group does not pass
]


def carriage(fabric: Fabric, here: Attachment, group: Address) -> Carriage:
    """Return how a group passes an interface that runs PIM."""
    if here.pim is None or not is_forwardable(group):
        return "nothing"
    config = fabric.configs[here.router]
    if is_ssm(config, group) or here.pim.mode == "sm":
        return "joined"
    if here.pim.mode == "sm_dm" and rp_for_group(fabric, here.router, group) is not None:
        return "joined"
    dense = config.pim.dense_groups
    if not dense or any(group in prefix for prefix in dense):
        return "flooded"
    return "joined" if here.pim.mode == "sm_dm" else "nothing"


def told(how: Carriage) -> str:
    """Return a carriage as the end of a sentence about an interface."""
    return {"joined": "waits for joins", "flooded": "floods it", "nothing": "does not carry it"}[how]
