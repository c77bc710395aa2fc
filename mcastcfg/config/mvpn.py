"""Multicast in a VRF as one provider edge router has it: the customer's PIM, and how it crosses the core."""

from __future__ import annotations

from dataclasses import dataclass

from mcastcfg.config.router_config import PimConfig
from mcastcfg.errors import NodePath
from mcastcfg.model.base import Address, Prefix
from mcastcfg.model.mvpn import PmsiTunnel
from mcastcfg.model.vrf import Vrf


@dataclass(frozen=True, slots=True)
class DraftRosenConfig:
    """The MDTs of a VRF (RFC 6037); the threshold in kbit/s."""

    default_mdt: Address
    data_mdt: Prefix | None
    data_threshold: int


@dataclass(frozen=True, slots=True)
class NgMvpnConfig:
    """The provider tunnels of a VRF (RFC 6514); the threshold in kbit/s."""

    i_pmsi: PmsiTunnel
    root: Address | None
    s_pmsi: PmsiTunnel | None
    s_pmsi_threshold: int


@dataclass(frozen=True, slots=True)
class VrfMulticastConfig:
    """The customer's multicast in one VRF; without either kind of tunnel it ends at this router."""

    pim: PimConfig
    draft_rosen: DraftRosenConfig | None
    ng_mvpn: NgMvpnConfig | None
    origin: NodePath
    hello_interval: int = 30
    """Seconds between PIM hellos to the other edges (RFC 7761 section 4.11)."""


def vrf_multicast(vrf: Vrf, pim: PimConfig, name: str, hello_interval: int) -> VrfMulticastConfig:
    """Return the multicast of a VRF that has a PIM domain."""
    rosen = vrf.mvpn.draft_rosen if vrf.mvpn is not None else None
    labelled = vrf.mvpn.ng_mvpn if vrf.mvpn is not None else None
    data = rosen.data_mdt if rosen is not None else None
    single = labelled.s_pmsi if labelled is not None else None
    return VrfMulticastConfig(
        pim=pim,
        draft_rosen=DraftRosenConfig(
            rosen.default_mdt, data.groups if data is not None else None, data.threshold if data is not None else 0
        )
        if rosen is not None
        else None,
        ng_mvpn=NgMvpnConfig(
            labelled.i_pmsi,
            labelled.root,
            single.tunnel_type if single is not None else None,
            single.threshold if single is not None else 0,
        )
        if labelled is not None
        else None,
        origin=("vrfs", name, "mvpn") if vrf.mvpn is not None else ("vrfs", name, "pim_domain"),
        hello_interval=hello_interval,
    )
