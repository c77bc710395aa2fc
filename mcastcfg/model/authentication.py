"""What the two ways of authenticating peers need, and what contradicts them (RFC 7296 section 2.15)."""

from __future__ import annotations

from collections.abc import Iterator

from mcastcfg.errors import NodePath, Problem
from mcastcfg.model.ipsec import IpsecProfile
from mcastcfg.model.network import Network
from mcastcfg.model.tunnel import TunnelEnd
from mcastcfg.model.unknown import unknown


def authentication_problems(network: Network) -> Iterator[Problem]:
    """Yield each profile that cannot authenticate anyone, and each key that would never be used."""
    for name, profile in network.ipsec_profiles.items():
        path: NodePath = ("ipsec_profiles", name)
        if profile.auth_method == "pre_shared":
            yield from _pre_shared(network, name, profile, path)
        else:
            yield from _digital_signature(network, name, profile, path)


def authorities_by_router(network: Network) -> dict[str, tuple[str, ...]]:
    """Return router -> the authorities, sorted, of the tunnels at which it authenticates by certificates."""
    found: dict[str, set[str]] = {}
    for tunnel in network.tunnels.values():
        for end in tunnel.ends:
            profile = network.ipsec_profiles.get(end.ipsec or tunnel.ipsec)
            if profile is not None and profile.certificate_authority is not None:
                found.setdefault(end.router, set()).add(profile.certificate_authority)
    return {router: tuple(sorted(names)) for router, names in found.items()}


def _pre_shared(network: Network, name: str, profile: IpsecProfile, path: NodePath) -> Iterator[Problem]:
    if profile.certificate_authority is not None:
        fix = "write auth_method: digital_signature, or remove it"
        what = "a certificate authority is not asked with auth_method pre_shared"
        yield Problem(what, path=(*path, "certificate_authority"), fix=fix)
    users = [tunnel for tunnel in network.tunnels.values() if name in _profiles(tunnel.ipsec, tunnel.ends)]
    if profile.pre_shared_key is None and not (users and all(tunnel.pre_shared_key for tunnel in users)):
        fix = "name the reference to the key, or write auth_method: digital_signature"
        yield Problem("auth_method pre_shared needs a pre_shared_key", path=path, fix=fix)


def _digital_signature(network: Network, name: str, profile: IpsecProfile, path: NodePath) -> Iterator[Problem]:
    authorities = network.certificate_authorities
    if profile.pre_shared_key is not None:
        what = "a pre-shared key is not used with auth_method digital_signature"
        yield Problem(what, path=(*path, "pre_shared_key"), fix="remove it")
    if profile.certificate_authority is None:
        listed = ", ".join(sorted(authorities)) or "none is defined, write one under certificate_authorities"
        what = "auth_method digital_signature needs a certificate_authority"
        yield Problem(what, path=path, fix=f"known: {listed}")
    elif profile.certificate_authority not in authorities:
        yield unknown(
            "certificate authority", profile.certificate_authority, authorities, (*path, "certificate_authority")
        )
    for tunnel_name, tunnel in network.tunnels.items():
        if tunnel.pre_shared_key is not None and name in _profiles(tunnel.ipsec, tunnel.ends):
            what = f"the profile {name!r} authenticates by certificates and uses no pre-shared key"
            yield Problem(what, path=("tunnels", tunnel_name, "pre_shared_key"), fix="remove it")


def _profiles(shared: str, ends: tuple[TunnelEnd, ...]) -> frozenset[str]:
    return frozenset(end.ipsec or shared for end in ends)
