"""Put a lab up, find it again, take it down."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Literal

from mcastcfg.errors import LabError
from mcastcfg.lab.backend import Backend, BackendName, Ground
from mcastcfg.lab.image import Progress
from mcastcfg.lab.interrupts import deferred, termination_raises
from mcastcfg.lab.keys import generate
from mcastcfg.lab.native import NativeBackend
from mcastcfg.lab.ports import require_free, unused_port
from mcastcfg.lab.probe import kernel_refusal
from mcastcfg.lab.process import ProcessRef, reference
from mcastcfg.lab.running import RunningLab
from mcastcfg.lab.spawn import Record
from mcastcfg.lab.state import LabFolder, LabState, folder_of, registered
from mcastcfg.lab.tools import find
from mcastcfg.lab.topology import Topology, check, ssh_ports
from mcastcfg.lab.vm import VmBackend

_GUEST_MB = 512
_ROUTER_MB = 56
"""Twice the 28 MiB that a router was measured to need."""
_OTHER_MB = 12
_LEAST_MB = 1024

_UP_SECONDS = 180.0
_UP_SECONDS_PER_NODE = 45.0


def lab_up(
    inventory_dir: Path,
    topology: Topology,
    progress: Progress,
    backend: Literal["auto", "vm", "native"] = "auto",
    memory_mb: int | None = None,
) -> RunningLab:
    """Start the lab of an inventory and return when all its routers route.

    Whatever interrupts it, it leaves no process and no file behind.
    """
    check(topology)
    folder = folder_of(inventory_dir)
    if not folder.inventory.is_dir():
        raise LabError(f"{folder.inventory} is not a folder; give the folder of an inventory")
    with termination_raises(), folder.exclusive():
        state = _swept(folder)
        if state is not None:
            raise LabError(f"the lab of {folder.inventory} is up already; run `mcastcfg lab down` first")
        require_free(ssh_ports(topology))
        return _start(folder, topology, progress, _choose(backend), memory_mb or memory_for(topology))


def memory_for(topology: Topology) -> int:
    """Return the memory in MiB that a lab of these nodes is given unless someone says otherwise."""
    routers = sum(node.kind == "router" for node in topology.nodes)
    return max(_LEAST_MB, _GUEST_MB + _ROUTER_MB * routers + _OTHER_MB * (len(topology.nodes) - routers))


def _choose(wanted: Literal["auto", "vm", "native"]) -> BackendName:
    """A virtual machine wherever QEMU is: it shares nothing with the host, and its kernel is known to suffice."""
    if wanted == "vm" or (wanted == "auto" and find("qemu-system-x86_64")):
        return "vm"
    refusal = kernel_refusal()
    if refusal is None:
        return "native"
    if wanted == "auto":
        raise LabError(
            f"the lab needs QEMU, as this kernel cannot run it ({refusal}): run `apt install qemu-system-x86`"
        )
    raise LabError(f"the lab cannot run on this host's own kernel: {refusal}; use the virtual machine instead")


def _start(folder: LabFolder, topology: Topology, progress: Progress, name: BackendName, memory_mb: int) -> RunningLab:
    ports = ssh_ports(topology)
    keys = generate(ports)
    state = LabState("starting", name, reference(os.getpid()), None, unused_port(), memory_mb, topology)

    def record(process: ProcessRef) -> None:
        nonlocal state
        state = replace(state, process=process)
        folder.write(state)

    chosen: Backend | None = None
    try:
        folder.create(keys, ports)
        folder.write(state)
        ground = Ground(folder.path, state.control_port, tuple(ports.values()), keys.authkey, memory_mb)
        chosen = _backend(name, ground, record)
        chosen.start(progress)
        progress(f"starting {len(topology.nodes)} nodes")
        chosen.agent().up(topology, keys, _UP_SECONDS + _UP_SECONDS_PER_NODE * len(topology.nodes))
        state = replace(state, phase="running")
        folder.write(state)
        progress("the lab is up")
    except BaseException:
        with deferred():
            if chosen is not None:
                chosen.stop()
            folder.remove()
        raise
    return RunningLab(folder, state, chosen.agent())


def _backend(name: BackendName, ground: Ground, record: Record, process: ProcessRef | None = None) -> Backend:
    backends: dict[BackendName, type[VmBackend] | type[NativeBackend]] = {"vm": VmBackend, "native": NativeBackend}
    return backends[name](ground, record, process)


def _swept(folder: LabFolder) -> LabState | None:
    """Return the state of a lab that lives; of one that does not, clear away what is left."""
    state = folder.read()
    if state is not None and state.is_live():
        return state
    if state is not None and state.process is not None:
        state.process.end()  # a starter that was killed outright leaves its guest behind
    folder.remove()
    return None


def find_running(inventory_dir: Path | None = None) -> RunningLab | None:
    """Return the inventory's running lab; without an inventory the only one that runs.

    Labs that died are cleared away on the occasion. More than one is a LabError that names them.
    """
    folders = registered() if inventory_dir is None else [folder_of(inventory_dir)]
    running = [lab for lab in map(_running, folders) if lab is not None]
    if len(running) > 1:
        names = ", ".join(str(lab.folder.inventory) for lab in running)
        raise LabError(f"several labs are up; name the inventory of one: {names}")
    return running[0] if running else None


def _running(folder: LabFolder) -> RunningLab | None:
    state = folder.read()
    if state is not None and state.is_live():
        return RunningLab.attach(folder, state) if state.phase == "running" else None
    if state is not None or folder.is_registered():
        with folder.exclusive():
            _swept(folder)
    return None


def lab_down(inventory_dir: Path | None = None) -> tuple[Path, ...]:
    """Take down the inventory's lab, or without one every lab of this user; returns the inventories whose labs ended.

    No lab is fine. What a lab that died left behind goes too.
    """
    ended = []
    for folder in registered() if inventory_dir is None else [folder_of(inventory_dir)]:
        with termination_raises(), folder.exclusive():
            state = _swept(folder)
            if state is None or state.process is None:
                continue
            with deferred():
                state.process.end()
                folder.remove()
            ended.append(folder.inventory)
    return tuple(ended)
