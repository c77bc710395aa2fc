"""A daemon that dies, with or without someone to start it again."""

from __future__ import annotations

from typing import Literal

from mcastcfg.errors import LabError
from mcastcfg.lab.faults.base import BaseFault, require_node
from mcastcfg.lab.faults.ipsec import ask_for_sas
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.topology import Topology
from mcastcfg.model.base import Flag

CHARON = "charon"
_PROGRAMS = {CHARON: "charon-systemd"}
"""What the kernel calls a daemon, where people call it otherwise."""
_BACK_SECONDS = 120

_STOP_WATCHFRR = """\
pkill -STOP -x watchfrr
# A restart that it had begun goes on without it: wait until none of its children lives.
while pgrep -r D,R,S -P "$(pgrep -x watchfrr)" >/dev/null; do sleep 0.2; done
"""

_FRR_BACK = """\
pkill -CONT -x watchfrr || service frr start
tries=0
until pgrep -r D,R,S -x {program} >/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -lt {tries} ] || {{ echo "watchfrr does not bring {program} back" >&2; exit 1; }}
    sleep 0.5
done
"""


class DaemonKilled(BaseFault):
    """SIGKILL to a daemon of a router. watchfrr starts FRR's daemons again; charon stays dead until it is healed."""

    fault: Literal["kill"] = "kill"
    node: str
    """Router."""
    daemon: str
    """Daemon: pimd, zebra, ospfd, bgpd, bfdd, ldpd, staticd, mgmtd, charon."""
    stay_dead: Flag = False
    """Whether watchfrr is kept from starting it again."""
    flush: Flag = False
    """For charon: whether the kernel loses its SAs and policies as well, so that nothing but the guard is left."""

    @property
    def target(self) -> str:
        """The daemon."""
        return f"{self.daemon} on {self.node}"

    @property
    def text(self) -> str:
        """What has happened."""
        more = " and stays dead" if self.stay_dead else ""
        return f"{self.daemon} on {self.node} was killed{more}{', its SAs and policies are gone' if self.flush else ''}"

    @property
    def _program(self) -> str:
        return _PROGRAMS.get(self.daemon, self.daemon)

    def check(self, topology: Topology) -> None:
        """The router must be there."""
        require_node(topology, self.node)
        if self.flush and self.daemon != CHARON:
            raise LabError(f"`flush` is for {CHARON}: {self.daemon} holds no SAs")

    def require(self, lab: RunningLab) -> None:
        """The daemon must run."""
        self.check(lab.topology)
        there = sorted({name for name in lab.status().nodes[self.node].daemons if name not in {"init", "busybox"}})
        if self._program not in there:
            raise LabError(f"no {self.daemon} runs on {self.node}; there: {', '.join(there) or 'nothing'}")

    def make(self, lab: RunningLab, number: int) -> None:  # noqa: ARG002 # a dead process needs no name
        """Kill."""
        if self.stay_dead and self.daemon != CHARON:
            lab.exec(self.node, ["sh", "-ec", _STOP_WATCHFRR], check=True, timeout=_BACK_SECONDS)
        lab.exec(self.node, ["pkill", "-KILL", "-x", self._program], check=True)
        if self.flush:
            lab.exec(self.node, ["sh", "-ec", "ip xfrm state flush; ip xfrm policy flush"], check=True)

    def undo(self, lab: RunningLab, number: int) -> None:  # noqa: ARG002 # same
        """Have it run again."""
        if self.daemon == CHARON:
            # As a person would: a fresh charon meets what the dead one left in the kernel, and its peers hear of it.
            lab.exec(
                self.node, ["sh", "-ec", "service strongswan stop; service strongswan start"], check=True, timeout=120
            )
            ask_for_sas(lab, self.node)
            return
        script = _FRR_BACK.format(program=self._program, tries=2 * _BACK_SECONDS)
        lab.exec(self.node, ["sh", "-c", script], check=True, timeout=2 * _BACK_SECONDS)
