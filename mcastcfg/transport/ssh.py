"""Sessions to many routers at once: Nornir runs the tasks, Netmiko opens the connections."""

from __future__ import annotations

import getpass
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from nornir.core import Nornir
from nornir.core.configuration import Config
from nornir.core.inventory import Host
from nornir.core.inventory import Inventory as NornirInventory
from nornir.core.state import GlobalState
from nornir.core.task import Task

from mcastcfg.errors import InventoryError, Problem, TransportError, UnsupportedFeature
from mcastcfg.model.secret import Secret
from mcastcfg.model.unknown import unknown
from mcastcfg.platforms.design import Design
from mcastcfg.platforms.registry import PLATFORMS
from mcastcfg.transport.failures import Door, quiet_libraries
from mcastcfg.transport.nornir_files import SECRET_KEYS
from mcastcfg.transport.nornir_inventory import nornir_inventory
from mcastcfg.transport.runner import InterruptibleRunner
from mcastcfg.transport.shell_session import ShellSession

T = TypeVar("T")

WORKERS = 20
"""Routers worked on at once unless told otherwise."""


@dataclass(frozen=True, slots=True)
class _Done(Generic[T]):
    value: T


@dataclass(frozen=True, slots=True)
class _Failed:
    error: BaseException


class Routers:
    """Open sessions to a choice of routers; each opens when its first task begins and stays open."""

    def __init__(self, nornir: Nornir, interrupted: threading.Event, secrets: Iterable[Secret]) -> None:
        self._nornir = nornir
        self._interrupted = interrupted
        self._secrets = tuple(secrets)
        self._sessions: dict[str, ShellSession] = {}

    def each(
        self, task: Callable[[ShellSession], T], names: Iterable[str] | None = None
    ) -> dict[str, T | TransportError]:
        """Run a task on every router (or those named); one router's TransportError does not stop the others.

        Raises what a task raises besides TransportError, and KeyboardInterrupt, once all that began have ended.
        """
        wanted = None if names is None else set(names)
        chosen = self._nornir.filter(filter_func=lambda host: wanted is None or host.name in wanted)
        results = chosen.run(task=_on_host, name="mcastcfg", open_session=self._session, work=task)
        outcomes: dict[str, T | TransportError] = {}
        others: list[BaseException] = []
        for name, result in results.items():
            outcome: _Done[T] | _Failed = result[0].result
            if isinstance(outcome, _Done):
                outcomes[name] = outcome.value
            elif isinstance(outcome.error, TransportError):
                outcomes[name] = outcome.error
            else:
                others.append(outcome.error)
        if others:
            raise next((error for error in others if isinstance(error, KeyboardInterrupt)), others[0])
        return outcomes

    def close(self) -> None:
        """End every session."""
        for session in self._sessions.values():
            session.close()

    def _session(self, host: Host) -> ShellSession:
        if host.name not in self._sessions:
            self._sessions[host.name] = _open(host, self._secrets, self._interrupted)
        return self._sessions[host.name]


@contextmanager
def open_routers(
    design: Design, names: Iterable[str] | None = None, *, workers: int = WORKERS, secrets: Iterable[Secret] = ()
) -> Iterator[Routers]:
    """Open sessions to the routers of a design (all, or those named) and close them at the end.

    `secrets` are masked in whatever the routers say. Raises InventoryError for a name that is no router and for
    Nornir files that cannot be read, UnsupportedFeature for a router that no session speaks to.
    """
    inventory = nornir_inventory(design)
    chosen = list(inventory.hosts if names is None else names)
    _check(design, chosen)
    quiet_libraries()
    interrupted = threading.Event()
    nornir = Nornir(
        # A fresh Config is not `configure`d: Nornir's log file is never written.
        inventory=NornirInventory(
            type(inventory.hosts)({name: inventory.hosts[name] for name in chosen}),
            inventory.groups,
            inventory.defaults,
        ),
        runner=InterruptibleRunner(max(1, workers), interrupted),
        config=Config(),
        data=GlobalState(),
    )
    routers = Routers(nornir, interrupted, secrets)
    try:
        yield routers
    finally:
        routers.close()


def on_routers(
    design: Design,
    task: Callable[[ShellSession], T],
    names: Iterable[str] | None = None,
    *,
    workers: int = WORKERS,
    secrets: Iterable[Secret] = (),
) -> dict[str, T | TransportError]:
    """Run one task on every router of a design (or those named) and return router -> its value or its error.

    Raises like `open_routers` and `Routers.each`.
    """
    with open_routers(design, names, workers=workers, secrets=secrets) as routers:
        return routers.each(task)


def _check(design: Design, names: Iterable[str]) -> None:
    known = design.network.routers()
    problems = [unknown("router", name, known, ()) for name in names if name not in known]
    if problems:
        raise InventoryError([Problem(problem.message, fix=problem.fix) for problem in problems])
    for name in names:
        platform = PLATFORMS[known[name][1].platform]
        if platform.NETMIKO_DEVICE_TYPE != "linux":
            reason = platform.FEATURES.get("push")
            why = reason if isinstance(reason, str) else "mcastcfg has no session that speaks its command line"
            raise UnsupportedFeature(platform.NAME, "push", why, design.inventory.place(design.configs[name].origin))


def _on_host(
    task: Task, open_session: Callable[[Host], ShellSession], work: Callable[[ShellSession], T]
) -> _Done[T] | _Failed:
    # Nothing may escape to Nornir, which would log it with a traceback.
    try:
        return _Done(work(open_session(task.host)))
    except BaseException as error:  # noqa: BLE001 # handed to the caller's thread, which raises it
        return _Failed(error)


def _open(host: Host, secrets: tuple[Secret, ...], interrupted: threading.Event) -> ShellSession:
    if interrupted.is_set():
        raise KeyboardInterrupt
    found = host.get_connection_parameters("netmiko")
    extras = dict(found.extras or {})
    own = [
        Secret(value) for value in (found.password, *(extras.get(key) for key in SECRET_KEYS)) if isinstance(value, str)
    ]
    username = found.username or getpass.getuser()
    port = found.port or 22
    keys = extras.get("alt_key_file")
    key_file = extras.get("key_file")
    door = Door(
        router=host.name,
        host=str(found.hostname),
        port=port,
        username=username,
        password_given=found.password is not None,
        key_file=str(key_file) if key_file else None,
        known_hosts=str(keys) if keys else str(Path("~/.ssh/known_hosts").expanduser()),
    )
    options = {
        **extras, "device_type": "linux", "host": door.host, "port": port, "username": username,
        "password": found.password,
    }  # fmt: skip
    return ShellSession(door, options, (*secrets, *own), interrupted.is_set)
