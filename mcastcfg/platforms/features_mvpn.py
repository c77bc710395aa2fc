"""Which features the multicast of a VRF uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mcastcfg.config.mvpn import VrfMulticastConfig
from mcastcfg.config.router_config import PimConfig, RouterConfig
from mcastcfg.errors import NodePath
from mcastcfg.model.base import Prefix
from mcastcfg.model.mvpn import PmsiTunnel
from mcastcfg.platforms.base import Feature

_SSM = Prefix("232.0.0.0/8")
_TUNNELS: Mapping[PmsiTunnel, Feature] = {
    "mldp_p2mp": "mvpn_mldp",
    "mldp_mp2mp": "mvpn_mldp",
    "rsvp_te_p2mp": "mvpn_rsvp_te",
    "ingress_replication": "mvpn_ingress_replication",
}


def of_vrf_multicast(multicast: VrfMulticastConfig, config: RouterConfig) -> Iterator[tuple[Feature, NodePath]]:
    """Yield each feature with the place that asks for it."""
    yield "vrf_multicast", multicast.origin
    pim = multicast.pim
    if pim != PimConfig(pim.domain, pim.rps, (_SSM,), pim.origin):
        yield "vrf_pim_options", pim.origin
    if multicast.draft_rosen is not None:
        yield "mvpn_draft_rosen", multicast.origin
        if config.mdt_link is None:
            yield "mvpn_without_mdt_link", multicast.origin
        if any(multicast.draft_rosen.default_mdt in prefix for prefix in config.pim.ssm_range):
            yield "mvpn_ssm_mdt", multicast.origin
        if multicast.draft_rosen.data_mdt is not None:
            yield "mvpn_data_mdt", multicast.origin
    labelled = multicast.ng_mvpn
    if labelled is not None:
        yield _TUNNELS[labelled.i_pmsi], multicast.origin
        if "mldp_mp2mp" in {labelled.i_pmsi, labelled.s_pmsi}:
            yield "mvpn_mldp_mp2mp", multicast.origin
        if labelled.s_pmsi is not None and _TUNNELS[labelled.s_pmsi] != _TUNNELS[labelled.i_pmsi]:
            yield "mvpn_s_pmsi_of_other_type", multicast.origin
        if labelled.s_pmsi_threshold:
            yield "mvpn_s_pmsi_threshold", multicast.origin
