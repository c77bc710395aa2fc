"""What a scenario has to survive: the file `scenario.yaml` beside an inventory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field, ValidationError

from mcastcfg.errors import InventoryError, LabError, Place, Problem
from mcastcfg.lab.derive import lab_hosts, topology_of
from mcastcfg.lab.faults import Fault
from mcastcfg.lab.flow import Pair
from mcastcfg.model.base import Name, Node, Text
from mcastcfg.model.explain import problems_of
from mcastcfg.model.files import SCENARIO_FILE, read_yaml
from mcastcfg.model.tree import Mapping, place_of
from mcastcfg.platforms.design import Design

Seconds = Annotated[float, Field(ge=0, le=3600)]
"""A length of time."""


class Cells(Node):
    """Streams at hosts; what is left out means all."""

    streams: tuple[Name, ...] = ()
    """Streams, by name."""
    hosts: tuple[Name, ...] = ()
    """Hosts that receive them, the lab's own probes included."""

    def of(self, pairs: Iterable[Pair]) -> frozenset[Pair]:
        """Return those that are meant."""
        return frozenset(
            (stream, host)
            for stream, host in pairs
            if (not self.streams or stream in self.streams) and (not self.hosts or host in self.hosts)
        )


class FaultCase(Node):
    """Faults that stand together for a while, what must arrive meanwhile, and how soon all is well again.

    Every receiver that is in neither `lost` nor `undecided` must keep receiving. Nothing may cross the provider in
    clear, and who must never hear a stream must not hear it now either. Healed, everything must be as declared.
    """

    description: Text = ""
    """What this stands for in the world."""
    make: Annotated[tuple[Fault, ...], Field(min_length=1)]
    """The faults, in this order."""
    hold: Seconds = 15
    """Seconds that they stand at least."""
    max_outage: Seconds = 60
    """Longest time without a packet, in seconds, at each receiver that must keep receiving."""
    max_loss: Annotated[float, Field(ge=0, le=100)] = 100
    """Most packets lost while the faults stand, in percent, at each receiver that must keep receiving."""
    lost: tuple[Cells, ...] = ()
    """Receivers that are cut off: at the end of `hold` nothing arrives there any more."""
    undecided: tuple[Cells, ...] = ()
    """Receivers about which nothing is said."""
    recover: Seconds = 180
    """Seconds until everything is as declared once the faults are healed."""


class Scenario(Node):
    """What the lab does with a scenario beyond deploying, verifying and sending its streams."""

    settle: Seconds = 240
    """Seconds until the routers must be as predicted."""
    faults: dict[Name, FaultCase] = Field(default_factory=dict)
    """Cases by name, run one after another. Where IPsec is used, the faults of security are added by themselves."""


def scenario_of(design: Design) -> Scenario:
    """Return what the inventory's scenario.yaml asks, if there is one; raises InventoryError with every problem."""
    file = design.inventory.root / SCENARIO_FILE
    if not file.is_file():
        return Scenario()
    tree = read_yaml(file)
    start = Place(str(file), 1, 1)
    if not isinstance(tree, Mapping):
        raise InventoryError([Problem("must hold a mapping of keys", start, fix="start with `faults:`")])
    try:
        scenario = Scenario.model_validate(tree)
    except ValidationError as error:
        raise InventoryError(problems_of(error, tree, start, Scenario)) from None
    if problems := _unknown(scenario, design, tree):
        raise InventoryError(problems)
    return scenario


def _unknown(scenario: Scenario, design: Design, tree: Mapping) -> list[Problem]:
    """Return one problem for each name that the design's lab does not know."""
    topology = topology_of(design)
    hosts = [host.name for host in lab_hosts(design)]
    found = []
    for name, case in scenario.faults.items():
        for number, fault in enumerate(case.make):
            try:
                fault.check(topology)
            except LabError as error:
                found.append(Problem(str(error), place_of(tree, ("faults", name, "make", number), tree.place)))
        for word in ("lost", "undecided"):
            for number, cells in enumerate(getattr(case, word)):
                for kind, names, known in (
                    ("stream", cells.streams, design.network.streams),
                    ("host", cells.hosts, hosts),
                ):
                    path = ("faults", name, word, number, f"{kind}s")
                    found += [
                        Problem(f"there is no {kind} {each!r}", place_of(tree, path, tree.place), fix=_known(known))
                        for each in names
                        if each not in known
                    ]
    return found


def _known(names: Iterable[str]) -> str:
    return f"there are: {', '.join(names)}"
