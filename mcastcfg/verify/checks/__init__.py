"""The checks, from the ground up: one file each, platform-free; adding one is one file and one word here."""

from __future__ import annotations

from mcastcfg.verify.checks import (
    auto_rp,
    bfd_session,
    bgp_session,
    bsr,
    certificate,
    child_sa,
    clear_text_guard,
    denied_stream,
    flood_pruned,
    igmp_membership,
    ike_sa,
    ldp_neighbor,
    mdt_tree,
    msdp_peer,
    msdp_sa,
    ospf_neighbor,
    pim_neighbor,
    rp_mapping,
    rp_set,
    rpf,
    shared_tree,
    source_tree,
    tunnel_up,
    vpn_route,
    vpn_session,
)
from mcastcfg.verify.scope import Check

CHECKS: tuple[Check, ...] = (
    clear_text_guard, certificate, ike_sa, child_sa, tunnel_up, bfd_session, ospf_neighbor, pim_neighbor, bsr,
    auto_rp, rp_mapping, rp_set, bgp_session, rpf, msdp_peer, igmp_membership, msdp_sa, shared_tree, source_tree,
    flood_pruned, denied_stream, ldp_neighbor, vpn_session, vpn_route, mdt_tree,
)  # fmt: skip
"""In the order their outcomes are shown."""
