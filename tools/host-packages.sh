#!/usr/bin/env bash
# Installs the Debian packages that a part of the project needs and the machine lacks.
# usage: host-packages.sh python|lab|test
set -euo pipefail

case "${1:-}" in
  python)
    # program -> package
    wanted=(python3:python3 ensurepip:python3-venv)
    ;;
  lab)
    wanted=(qemu-system-x86_64:qemu-system-x86 mmdebstrap:mmdebstrap newuidmap:uidmap sqfstar:squashfs-tools
            ssh:openssh-client xz:xz-utils zstd:zstd)
    # Only Debian's own machines come with the keys that sign its archive.
    [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || wanted+=(missing:debian-archive-keyring)
    ;;
  test)
    # The transport's tests log in to a real OpenSSH server of their own, on loopback and without the system's service.
    # The archive writer is compared with cpio itself.
    wanted=(sshd:openssh-server cpio:cpio)
    ;;
  *)
    echo "usage: host-packages.sh python|lab|test" >&2
    exit 2
    ;;
esac

present() {
  case "$1" in
    ensurepip) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
    *) PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null ;;
  esac
}

packages=()
for entry in "${wanted[@]}"; do
  present "${entry%%:*}" || packages+=("${entry#*:}")
done
[ ${#packages[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "mcastcfg needs these Debian packages or their like, and there is no apt-get here: ${packages[*]}" >&2
  exit 1
fi
sudo=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "run as root, or install: ${packages[*]}" >&2; exit 1; }
  sudo=(sudo)
fi
echo "Installing with apt-get: ${packages[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# A package brings its program here, never a service that listens on this machine.
policy=/usr/sbin/policy-rc.d
if [ "$1" = test ] && [ ! -e "$policy" ]; then
  trap 'rm -f "$log"; "${sudo[@]}" rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' | "${sudo[@]}" tee "$policy" >/dev/null
  "${sudo[@]}" chmod 755 "$policy"
fi
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq update >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install --yes --no-install-recommends "${packages[@]}" >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
if [ "$1" = test ] && command -v systemctl >/dev/null; then
  "${sudo[@]}" systemctl --quiet disable ssh.service ssh.socket >>"$log" 2>&1 || true # the one or the other is there
fi
