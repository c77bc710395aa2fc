"""PIM modes: how a router finds the tree of a group, by domain, by range and by interface."""

from __future__ import annotations

from typing import Literal, TypeAlias

PimMode: TypeAlias = Literal["sm", "dm", "sm_dm"]
"""sm: trees are built by joins (RFC 7761); dm: packets are flooded and pruned back (RFC 3973); sm_dm: groups that have
a rendezvous point are sparse, the dense groups among the others are flooded. Source-specific groups are joined in all
three."""
