"""Can the host's own kernel run a lab? Found out by making one of each kind of thing in a throw-away namespace."""

from __future__ import annotations

import os
import subprocess

from mcastcfg.lab.tools import find

_SECONDS = 20.0
_ESP_KEYS = ("0x" + "01" * 16, "0x" + "02" * 32)
_NEEDS: dict[str, tuple[str, ...]] = {
    "veth interfaces": ("link", "add", "probe0", "type", "veth", "peer", "probe1"),
    "bridges": ("link", "add", "probe2", "type", "bridge", "mcast_snooping", "0"),
    "GRE tunnels": ("link", "add", "probe3", "type", "gre", "local", "192.0.2.1", "remote", "192.0.2.2"),
    "IPsec (ESP)": (
        *("xfrm", "state", "add", "src", "192.0.2.1", "dst", "192.0.2.2", "proto", "esp", "spi", "0x100"),
        *("mode", "transport", "enc", "cbc(aes)", _ESP_KEYS[0], "auth", "hmac(sha256)", _ESP_KEYS[1]),
    ),
}  # fmt: skip


def kernel_refusal() -> str | None:
    """Return why this host's kernel cannot run a lab, in a few words; None when it can."""
    if os.geteuid() != 0:
        return "only root may use it"
    unshare, ip = find("unshare"), find("ip")
    if unshare is None or ip is None:
        return "`unshare` or `ip` is missing; run `apt install util-linux iproute2`"
    lacking = []
    for what, arguments in _NEEDS.items():
        # each in a namespace of its own, which ends with the command and takes what was made with it
        try:
            tried = subprocess.run(
                [unshare, "--net", "--", ip, *arguments], capture_output=True, timeout=_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            lacking.append(what)
            continue
        if tried.returncode != 0:
            lacking.append(what)
    return f"its kernel has no {', no '.join(lacking)}" if lacking else None
