"""What the fields of a PIM domain cannot know of each other."""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath, Problem
from mcastcfg.model.base import Prefix
from mcastcfg.model.pim import PimDomain


def overlapping_mappings(domain: PimDomain, at: NodePath) -> Iterator[Problem]:
    """Yield each group range of the SSM mapping that a source before has claimed: routers disagree about the order."""
    seen: list[tuple[Prefix, int]] = []
    for index, mapping in enumerate(domain.ssm_map):
        for place, groups in enumerate(mapping.groups):
            for other, first in seen:
                if groups.overlaps(other):
                    yield Problem(
                        f"{groups} overlaps {other}, which stands for {domain.ssm_map[first].source_address}",
                        path=(*at, "ssm_map", index, "groups", place),
                        fix="give each group one source",
                    )
        seen += [(groups, index) for groups in mapping.groups]
