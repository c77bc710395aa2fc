#!/usr/bin/env bash
# The main job, end to end: an inventory becomes two routers on a real kernel, configured over SSH, and every
# declared stream is proven by packets. Exits 0 only if every step held.
set -euo pipefail

here=$(cd "$(dirname "$0")/.." && pwd)
export PATH="$here/.venv/bin:$PATH"
work=$(mktemp -d)
network="$work/two-office"
started=$SECONDS

finish() {
  status=$?
  trap - EXIT INT TERM
  mcastcfg lab down "$network" >/dev/null 2>&1 || true
  rm -rf "$work"
  if [ $status -eq 0 ]; then
    echo "demo: everything held, in $((SECONDS - started)) s"
  else
    echo "demo: FAILED (exit $status) after $((SECONDS - started)) s" >&2
  fi
  exit $status
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

show() {
  printf '\n\033[1m$ %s\033[0m\n' "$*" | if [ -t 1 ]; then cat; else sed 's/\x1b\[[0-9;]*m//g'; fi
  "$@"
}

cd "$work"
show mcastcfg init two-office --example two-office
show mcastcfg lint two-office
show mcastcfg render two-office --output build
show cat build/main-r1/etc/frr/frr.conf
show cat build/main-r1/etc/network/interfaces.d/mcastcfg-gre1
show cat build/main-r1/etc/swanctl/conf.d/mcastcfg.conf
show cat build/main-r1/etc/mcastcfg/guard.nft
show mcastcfg lab up two-office
show mcastcfg deploy two-office --dry-run
show mcastcfg deploy two-office
show mcastcfg deploy two-office
show mcastcfg verify two-office
show mcastcfg lab traffic two-office
show mcastcfg lab down two-office
