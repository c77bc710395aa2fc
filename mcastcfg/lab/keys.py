"""What a lab's nodes are opened with; made anew for every lab, so nothing that leaks is of use twice."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


@dataclass(frozen=True, slots=True)
class LabKeys:
    """The user's key pair, root's password, each node's host key, and the key of the control channel."""

    private: str = field(repr=False)
    public: str
    password: str = field(repr=False)
    authkey: bytes = field(repr=False)
    host_private: Mapping[str, str] = field(repr=False)
    host_public: Mapping[str, str]


def _pair(comment: str) -> tuple[str, str]:
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    return private, f"{public} {comment}"


def generate(nodes: Iterable[str]) -> LabKeys:
    """Return fresh keys for a lab whose `nodes` accept SSH."""
    private, public = _pair("mcastcfg-lab")
    hosts = {node: _pair(node) for node in nodes}
    return LabKeys(
        private=private,
        public=public,
        password=secrets.token_urlsafe(12),
        authkey=secrets.token_bytes(32),
        host_private={node: pair[0] for node, pair in hosts.items()},
        host_public={node: pair[1] for node, pair in hosts.items()},
    )


def known_hosts(keys: LabKeys, ports: Mapping[str, int]) -> str:
    """Return the known_hosts file for nodes reached through `ports` of 127.0.0.1."""
    lines = []
    for node, port in sorted(ports.items(), key=lambda item: item[1]):
        kind, data, _ = keys.host_public[node].split(" ", 2)
        lines.append(f"[127.0.0.1]:{port} {kind} {data}\n")
    return "".join(lines)
