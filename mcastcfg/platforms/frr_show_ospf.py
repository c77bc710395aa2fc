"""How FRR is asked about its OSPF neighbours and its BFD sessions."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from mcastcfg.model.base import Address
from mcastcfg.platforms.frr_json import CamelJson, one
from mcastcfg.platforms.show import Question
from mcastcfg.platforms.state import BfdSessionState, OspfNeighborState


class _Neighbor(CamelJson):
    nbr_state: str
    iface_address: Address
    iface_name: str


class _Neighbors(CamelJson):
    neighbors: dict[Address, list[_Neighbor]]


class _Session(BaseModel):
    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", "-"))

    peer: Address
    interface: str = ""
    status: str
    transmit_interval: int
    multiplier: int = Field(alias="detect-multiplier")


_NEIGHBORS = TypeAdapter(_Neighbors)
_SESSIONS = TypeAdapter(list[_Session])


def _ospf_neighbors(output: str, exit_code: int) -> tuple[OspfNeighborState, ...]:
    found = one(_NEIGHBORS, output, exit_code).neighbors
    return tuple(
        OspfNeighborState(
            # FRR writes `gre1:172.31.0.1`, the interface with its own address, and `Full/DR`, the state with a role.
            interface=neighbor.iface_name.partition(":")[0],
            address=neighbor.iface_address,
            router_id=router_id,
            state=neighbor.nbr_state.partition("/")[0].lower(),
        )
        for router_id, neighbors in found.items()
        for neighbor in neighbors
    )


def _bfd_sessions(output: str, exit_code: int) -> tuple[BfdSessionState, ...]:
    return tuple(
        BfdSessionState(
            session.interface, session.peer, session.status == "up", session.transmit_interval, session.multiplier
        )
        for session in one(_SESSIONS, output, exit_code)
    )


OSPF_NEIGHBORS = Question("vtysh -c 'show ip ospf neighbor json'", _ospf_neighbors)
"""Every OSPF neighbour."""
BFD_SESSIONS = Question("vtysh -c 'show bfd peers json'", _bfd_sessions)
"""Every BFD session."""
