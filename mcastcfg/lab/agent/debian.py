"""The files that make a fresh Debian root file system into one particular machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .shapes import Nic, Node

INITTAB = "null::sysinit:/bin/true\n"
"""busybox's init starts shells unless told that there is nothing to do."""

BOOT = """\
# What init does on a machine without systemd: the start links, in order; one that fails does not stop the boot.
failed=
for script in /etc/rcS.d/S* /etc/rc2.d/S*; do
    [ -x "$script" ] || continue
    "$script" start || failed="$failed ${script##*/}"
done
[ -z "$failed" ] || { echo "failed at boot:$failed" >&2; exit 1; }
"""

_FRR_INIT = """\
#!/bin/sh
### BEGIN INIT INFO
# Provides:          frr
# Required-Start:    $network
# Required-Stop:     $network
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: FRRouting
### END INIT INFO
# Debian ships a systemd unit only; this starts the script which that unit starts.
# A daemon that died comes back at once, not after watchfrr's minute, so that a test need not wait for it.
export watchfrr_options="--min-restart-interval 1 --max-restart-interval 10"
exec /usr/lib/frr/frrinit.sh "$@"
"""

_STRONGSWAN_INIT = """\
#!/bin/sh
### BEGIN INIT INFO
# Provides:          strongswan
# Required-Start:    $network
# Required-Stop:     $network
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: strongSwan IPsec (charon, configured by swanctl)
### END INIT INFO
# Debian ships a systemd unit only; this does the same: start charon, then load the connections.
DAEMON=/usr/sbin/charon-systemd
PIDFILE=/run/charon-systemd.pid
VICI=/run/charon.vici

start() {
    start-stop-daemon --start --oknodo --quiet --background --make-pidfile --pidfile "$PIDFILE" \\
        --exec "$DAEMON" --output /var/log/charon.log || return 1
    tries=0
    until [ -S "$VICI" ]; do
        tries=$((tries + 1))
        [ "$tries" -lt 100 ] || { echo "charon does not open $VICI" >&2; return 1; }
        sleep 0.3
    done
    swanctl --load-all --noprompt
}

stop() {
    start-stop-daemon --stop --oknodo --quiet --retry TERM/5/KILL/5 --remove-pidfile --pidfile "$PIDFILE" \\
        --exec "$DAEMON"
    rm -f "$VICI"
}

case "$1" in
    start) start ;;
    stop) stop ;;
    restart|force-reload) stop; start ;;
    reload) swanctl --reload-settings && swanctl --load-all --noprompt ;;
    status) start-stop-daemon --status --pidfile "$PIDFILE" --exec "$DAEMON" ;;
    *) echo "usage: $0 start|stop|restart|reload|force-reload|status" >&2; exit 2 ;;
esac
"""

_SYSLOG_INIT = """\
#!/bin/sh
# Collects what the daemons log, as every Debian machine does in one way or another.
[ "$1" = start ] || exit 0
exec /bin/busybox syslogd -s 4096 -O /var/log/syslog
"""

_SSHD_CONFIG = """\
HostKey /etc/ssh/ssh_host_ed25519_key
PermitRootLogin yes
PasswordAuthentication yes
UsePAM no
UseDNS no
PrintMotd no
PrintLastLog no
# the post-quantum default costs seconds on an emulated processor
KexAlgorithms curve25519-sha256,curve25519-sha256@libssh.org
MaxSessions 100
Subsystem sftp internal-sftp
"""


@dataclass(frozen=True, slots=True)
class File:
    """A file to write: its path on the node, its text, its mode, and the user and group that own it."""

    path: str
    text: str
    mode: int = 0o644
    owner: str = "root"


@dataclass(frozen=True, slots=True)
class Access:
    """Who may log in to a node: the public key and the crypted password of root, and the node's own host key."""

    authorized_key: str
    password_hash: str
    host_key: str


def files(node: Node, access: Access | None) -> Iterator[File]:
    """Yield what turns the image into this node."""
    yield File("/etc/inittab", INITTAB)
    yield File("/etc/hostname", f"{node.name}\n")
    yield File("/etc/hosts", f"127.0.0.1 localhost\n127.0.1.1 {node.name}\n")
    if access is not None:
        yield File("/root/.ssh/authorized_keys", f"{access.authorized_key}\n", 0o600)
        yield File("/etc/ssh/ssh_host_ed25519_key", access.host_key, 0o600)
        yield File("/etc/ssh/sshd_config", _SSHD_CONFIG)
    if node.kind == "router":
        yield File("/etc/network/interfaces", interfaces(node.interfaces))
        yield File("/etc/frr/frr.conf", frr_conf(node), 0o640, "frr")
        yield File("/etc/init.d/frr", _FRR_INIT, 0o755)
        yield File("/etc/init.d/strongswan", _STRONGSWAN_INIT, 0o755)
        yield File("/etc/init.d/syslog", _SYSLOG_INIT, 0o755)


START_LINKS = {
    "rcS.d": ("S01syslog", "S02procps", "S03networking"),
    "rc2.d": ("S01strongswan", "S02frr"),
}
"""The services of a router, in the order of its boot; sshd is started per connection, from outside."""


def interfaces(nics: tuple[Nic, ...]) -> str:
    """Return /etc/network/interfaces with the physical interfaces, and the usual way in for more."""
    parts = ["# physical interfaces; tunnels have files of their own below", "auto lo\niface lo inet loopback"]
    for nic in nics:
        stanzas = [f"auto {nic.name}"]
        for address in nic.addresses:
            family = "inet6" if ":" in address else "inet"
            stanzas.append(f"iface {nic.name} {family} static\n    address {address}\n    mtu {nic.mtu}")
        if not nic.addresses:
            stanzas.append(f"iface {nic.name} inet manual\n    up ip link set dev {nic.name} up mtu {nic.mtu}")
        parts.append("\n".join(stanzas))
    parts.append("source /etc/network/interfaces.d/*")
    return "\n\n".join(parts) + "\n"


def frr_conf(node: Node) -> str:
    """Return Debian's frr.conf plus the static routes.

    FRR owns them, because the kernel forgets a route when its interface goes down and FRR puts it back.
    """
    lines = [f"hostname {node.name}", "log syslog informational", "service integrated-vtysh-config"]
    for route in node.routes:
        family = "ipv6" if ":" in route.destination else "ip"
        lines.append(f"{family} route {route.destination} {route.via}")
    return "\n".join(lines) + "\n"
