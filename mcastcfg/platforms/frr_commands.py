"""Scripts that put files into force on a Debian router with FRR, and why each is needed."""

from __future__ import annotations

# After a refusal (a wrong key, now mended) the kernel holds back new attempts for minutes; asking charon does not. Only
# connections without any SA are asked for, all at once, and nobody waits for the answer: the peer may not be ready yet.
INITIATE = (
    "for name in $(swanctl --list-conns | sed -n 's/^\\(mcastcfg-[^:]*\\):.*/\\1/p'); do "
    "swanctl --list-sas --ike $name | grep -q . || "
    "swanctl --initiate --ike $name --child gre --timeout 1 >/dev/null 2>&1 & done; wait"
)

# FRR reads `msdp timers KEEPALIVE HOLDTIME` and prints the two the other way round; here they stand as it reads them.
# Whether it listens to Auto-RP it prints only where it does not; here it stands in both cases.
RUNNING = (
    "text=$(vtysh -c 'show running-config no-header') && "
    "printf '%s\\n' \"$text\" | sed -E 's/^( msdp timers) ([0-9]+) ([0-9]+)/\\1 \\3 \\2/' | "
    "awk '/^router pim$/ {on = 1} /^ no autorp discovery/ {on = 0} "
    '/^exit/ {if (on) print " autorp discovery"; on = 0} {print}\''
)

# What FRR does not print frr-reload cannot take out: where the target no longer listens to Auto-RP, it is told here.
LISTEN_NO_MORE = (
    "! grep -q '^router pim$' {file} || grep -qE '^ (no )?autorp discovery' {file} || "
    "vtysh -c 'configure terminal' -c 'router pim' -c 'no autorp discovery'"
)

# FRR 10.7 takes a `network` of the multicast address family for unreachable (it checks the unicast ones only) and never
# announces it, unless it is taken away and given back before bgpd has come to process the first of the two. A busy one
# may win that race, so what is still lost is tried again.
LOST = """vtysh -c 'show bgp ipv4 multicast' | awk '/^     [0-9]/ && $2 == "0.0.0.0" {print $1}'"""
ANNOUNCE = (
    "( as=$(awk '/^router bgp/ {print $3; exit}' {file}); test -n \"$as\" || exit 0; for n in $(seq 30); do "
    f"lost=$({LOST}); "
    'test -n "$lost" || exit 0; '
    "set -- -c 'configure terminal' -c \"router bgp $as\" -c 'address-family ipv4 multicast'; "
    'for p in $lost; do set -- "$@" -c "no network $p" -c "network $p"; done; vtysh "$@" >/dev/null; done; '
    'echo "bgpd does not announce $lost for RPF"; exit 1 )'
)

# `--terminate` is known to hang now and then.
ASK_AGAIN = (
    "grep -q '^[0-9a-f]' {file} || exit 0; "
    "for name in $(swanctl --list-sas | sed -n 's/^\\(mcastcfg-[^:]*\\):.*/\\1/p' | sort -u); do "
    "swanctl --list-conns | sed -n \"/^$name:/,/^[^ ]/p\" | grep -q 'remote public key' || continue; "
    "timeout 10 swanctl --terminate --ike $name --force >/dev/null 2>&1; done; " + INITIATE
)

# pimd never opens anew what it had open in a VRF or on a link that goes and comes again, and then routes nothing there.
# Its own script says "Unknown command" of a word that only some daemons know.
PIM_ANEW = "! pidof pimd >/dev/null || /usr/lib/frr/watchfrr.sh restart pimd >/dev/null 2>&1"

# The watchdog talks to each of them all the time, so one question tells of all; in parentheses, because `exit` is meant
# for the loop and not for the session.
EACH_DAEMON_ANSWERS = (
    "(up=$(vtysh -c 'show watchfrr') && for daemon in $(sed -n 's/^\\([a-z0-9]*d\\)=yes/\\1/p' {file}); do "
    'echo "$up" | grep -Eq "^ +$daemon +Up$" || exit 1; done)'
)
