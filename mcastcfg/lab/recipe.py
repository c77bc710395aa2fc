"""What the lab's image is made of; its hash names the folder in the cache, so a new recipe is a new image."""

from __future__ import annotations

import hashlib
import json

SUITE = "forky"
"""The Debian release of the guest: the first whose FRR has every PIM feature the lab proves."""

KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
"""Named explicitly so that a host that is not Debian checks Debian's signatures too."""

PACKAGES = (
    "frr",
    "frr-pythontools",
    "strongswan-swanctl",
    "charon-systemd",
    "strongswan-pki",
    "libstrongswan-extra-plugins",
    "libcharon-extra-plugins",
    "openssh-server",
    "ifupdown",
    "iproute2",
    "nftables",
    "iputils-ping",
    "tcpdump",
    "procps",
    "kmod",
    "python3",
    "jq",
    "busybox-static",
    # what the tests send with: transport streams, files, flows
    "multicat",
    "uftp",
    "mgen",
    "init-system-helpers",
    "linux-image-cloud-amd64",
)

APT_OPTIONS = (
    # Debian's testing suites carry a Valid-Until of a week, and mirrors and snapshots serve older Release
    # files; signatures are still checked, only the age is not.
    'Acquire::Check-Valid-Until "false"',
    'APT::Install-Recommends "false"',
)

EXCLUDED = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/info/*", "/usr/share/locale/*", "/usr/lib/*/gconv/*")
"""Paths that dpkg does not unpack: nobody reads them in the lab."""

REMOVED = (
    "etc/ssh/ssh_host_*",  # every router brings its own host key
    "etc/profile.d/*systemd*",  # puts OSC 3008 escapes into the prompt, which breaks prompt detection
)
"""Files of Debian's packages (shell patterns below the root) that the image leaves out."""

EARLY_MODULES = ("virtio_pci", "virtio_blk", "squashfs", "overlay", "virtio_net")
"""What the kernel must load before it has a root file system; those built in are skipped."""

INITRAMFS_INIT = """\
#!/bin/busybox sh
# Mounts the squashfs under a writable overlay, hands over what was injected in /lab, and starts the machine.
B=/bin/busybox
$B mount -t proc proc /proc
$B mount -t sysfs sys /sys
$B mount -t devtmpfs dev /dev
case " $($B cat /proc/cmdline) " in
    *" labprobe "*) echo LABPROBE-OK; $B poweroff -f ;;
esac
for module in /modules/*; do $B insmod "$module"; done
tries=0
while [ ! -b /dev/vda ] && [ "$tries" -lt 200 ]; do $B usleep 50000; tries=$((tries + 1)); done
$B mount -t squashfs -o ro /dev/vda /image || { echo "LABFAIL: no root file system"; $B poweroff -f; }
$B mount -t tmpfs -o mode=755 rw /rw
$B mkdir /rw/upper /rw/work
$B mount -t overlay -o lowerdir=/image,upperdir=/rw/upper,workdir=/rw/work root /new
$B mkdir -p /new/lab/image /new/dev /new/proc /new/sys
$B cp -a /lab/. /new/lab/
$B cp /lab/inittab /new/etc/inittab
$B mount --move /image /new/lab/image
for tree in dev proc sys; do $B mount --move /$tree /new/$tree; done
exec $B switch_root /new /bin/busybox init
"""

INITRAMFS_FOLDERS = ("bin", "dev", "image", "lab", "modules", "new", "proc", "rw", "sys")


def recipe_hash() -> str:
    """Return a short name for this recipe; it changes with anything that changes the image."""
    parts = (SUITE, PACKAGES, APT_OPTIONS, EXCLUDED, REMOVED, EARLY_MODULES, INITRAMFS_INIT, INITRAMFS_FOLDERS)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
