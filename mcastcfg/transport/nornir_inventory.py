"""The Nornir inventory plugin: every router of the model as a Nornir host, with Nornir's own files beside it.

    InitNornir(inventory={"plugin": "McastcfgInventory", "options": {"inventory": "my-network"}})

Unlike Nornir's own plugin, `extras` of defaults, groups and host are merged key by key (a group that adds a key
file does not undo the defaults' host key checking), secrets are references that are resolved when a connection
opens, and file names are relative to the inventory directory.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

from nornir.core.inventory import ConnectionOptions, Defaults, Group, Groups, Host, Hosts, Inventory, ParentGroups

from mcastcfg.errors import InventoryError, NodePath, Problem, TransportError
from mcastcfg.model.secret import resolve
from mcastcfg.model.unknown import unknown
from mcastcfg.platforms.design import Design, open_design
from mcastcfg.platforms.registry import PLATFORMS
from mcastcfg.transport.nornir_files import SECRET_KEYS, NornirFiles, Plain, read_nornir_files

NETMIKO_DEFAULTS: dict[str, Plain] = {
    "system_host_keys": True,
    "conn_timeout": 15,
    "banner_timeout": 60,
    "auth_timeout": 60,
    "keepalive": 15,
}
"""Netmiko options unless the files say otherwise; times in seconds, generous because a busy router answers late."""
_FILE_KEYS = ("key_file", "alt_key_file", "ssh_config_file")


class RouterHost(Host):
    """A Nornir host that resolves its secrets and file names when a connection opens, never before."""

    __slots__ = ("root",)

    def __init__(self, name: str, root: Path, defaults: Defaults, entry: dict[str, Plain] | None = None) -> None:
        super().__init__(name=name, defaults=defaults, **_attributes(entry or {}))  # type: ignore[arg-type] # checked by nornir_files
        self.root = root

    def get_connection_parameters(self, connection: str | None = None) -> ConnectionOptions:
        """Return what a connection is opened with, secrets included; raises TransportError or SecretError."""
        chain: list[Host | Defaults] = [self, *self.extended_groups(), self.defaults]
        written = [e.connection_options[connection] for e in chain if connection in e.connection_options]
        found: dict[str, Plain] = {
            key: next((v for o in written if (v := getattr(o, key)) is not None), getattr(self, key))
            for key in ("hostname", "port", "username", "password", "platform")
        }
        if found["hostname"] is None:
            hosts = self.root / "hosts.yaml"
            raise TransportError(
                self.name, f"{hosts} does not say how it is reached: write {self.name}: {{hostname: ADDRESS}}"
            )
        extras: dict[str, Plain] = {}
        for option in reversed(written):
            extras.update(option.extras or {})
        if connection == "netmiko":
            extras = {**NETMIKO_DEFAULTS, **extras, "ssh_strict": True}
            extras.setdefault("alt_host_keys", "alt_key_file" in extras)
        for key in _FILE_KEYS:
            if isinstance(name := extras.get(key), str):
                extras[key] = str((self.root / Path(name).expanduser()).absolute())
        for values in (found, extras):
            for key in SECRET_KEYS & values.keys():
                if isinstance(reference := values[key], str):
                    values[key] = resolve(reference, self.root).reveal()
        return ConnectionOptions(**found, extras=extras)  # type: ignore[arg-type] # checked by nornir_files


class McastcfgInventory:
    """The plugin; `inventory` is the inventory directory (or its single file)."""

    def __init__(self, inventory: str | Path = ".") -> None:
        self.where = Path(inventory).expanduser()

    def load(self) -> Inventory:
        """Return Nornir's inventory; raises InventoryError with every problem found."""
        return nornir_inventory(open_design(self.where))


def nornir_inventory(design: Design) -> Inventory:
    """Return Nornir's inventory of a design that is open already; raises InventoryError."""
    root = design.inventory.root
    files = read_nornir_files(root)
    _check_hosts(design, files)
    managed = _managed(design, files)
    defaults = Defaults(**_attributes(files.defaults))  # type: ignore[arg-type] # checked by nornir_files
    groups = Groups({name: Group(name=name, defaults=defaults, **_attributes(g)) for name, g in files.groups.items()})  # type: ignore[arg-type] # same
    for name, group in groups.items():
        group.groups = _parents(files.groups[name], groups)
    hosts = Hosts()
    for name, (site_name, router) in design.network.routers().items():
        entry = managed.get(name) or files.hosts.get(name)
        host = RouterHost(name, root, defaults, entry)
        host.groups = _parents(entry or {}, groups)
        host.platform = PLATFORMS[router.platform].NETMIKO_DEVICE_TYPE
        site = design.network.sites[site_name]
        host.data = {
            **host.data, "site": site_name, "pim_domain": site.pim_domain,
            "mcastcfg_platform": router.platform, "description": router.description,
        }  # fmt: skip
        hosts[name] = host
    return Inventory(hosts, groups, defaults)


def _check_hosts(design: Design, files: NornirFiles) -> None:
    problems: list[Problem] = []
    routers = design.network.routers()
    for name, entry in files.hosts.items():
        if name not in routers:
            found = unknown("router", name, routers, (name,))
            problems.append(Problem(found.message, files.places[name], (name,), found.fix))
            continue
        device_type = PLATFORMS[routers[name][1].platform].NETMIKO_DEVICE_TYPE
        if entry.get("platform") not in {None, device_type}:
            message = f"is {device_type!r} for this router, got {entry['platform']!r}"
            fix = "delete the line: the platform stands at the router's site"
            problems.append(Problem(message, files.places[name], (name, "platform"), fix))
    if problems:
        raise InventoryError(problems)


def _managed(design: Design, files: NornirFiles) -> dict[str, dict[str, Plain]]:
    """Return the entries that stand beside their routers and not in hosts.yaml; raises InventoryError."""
    entries: dict[str, dict[str, Plain]] = {}
    problems: list[Problem] = []
    for name, (site, router) in design.network.routers().items():
        written = router.management
        if written is None:
            continue
        at: NodePath = ("sites", site, "routers", name, "management")
        if name in files.hosts:
            wrong = f"{name} has an entry in hosts.yaml already, at {files.places[name]}"
            problems.append(Problem(wrong, design.inventory.place(at), at, "keep one of them"))
        for index, group in enumerate(written.groups):
            if group not in files.groups:
                here: NodePath = (*at, "groups", index)
                found = unknown("group", group, files.groups, here)
                problems.append(replace(found, place=design.inventory.place(here)))
        entries[name] = {"hostname": written.hostname, "port": written.port, "groups": [*written.groups]}
    if problems:
        raise InventoryError(problems)
    return entries


def _attributes(entry: dict[str, Plain]) -> dict[str, object]:
    options = cast("dict[str, dict[str, Plain]]", entry.get("connection_options") or {})
    return {
        **{key: entry.get(key) for key in ("hostname", "port", "username", "password", "platform", "data")},
        "connection_options": {name: ConnectionOptions(**option) for name, option in options.items()},  # type: ignore[arg-type] # checked by nornir_files
    }


def _parents(entry: dict[str, Plain], groups: Groups) -> ParentGroups:
    names = cast("list[str]", entry.get("groups") or [])
    return ParentGroups([groups[name] for name in names])
