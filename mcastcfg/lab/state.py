"""Where a running lab lives: a folder beside its inventory, and a note in a registry of the user's labs."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, cast

from filelock import FileLock, Timeout

from mcastcfg.errors import LabError
from mcastcfg.lab.agent.shapes import Topology, topology_from_json
from mcastcfg.lab.backend import BackendName
from mcastcfg.lab.keys import LabKeys, known_hosts
from mcastcfg.lab.paths import registry_dir
from mcastcfg.lab.process import ProcessRef
from mcastcfg.model.write import write_atomically

Phase = Literal["starting", "running"]


@dataclass(frozen=True, slots=True)
class LabState:
    """What lab.json holds; `starter` is the mcastcfg that started it, `process` the QEMU or native launcher."""

    phase: Phase
    backend: BackendName
    starter: ProcessRef
    process: ProcessRef | None
    control_port: int
    memory_mb: int
    topology: Topology

    def is_live(self) -> bool:
        """Say whether there is a lab behind this: one that runs, or one whose starter is still at it."""
        if self.phase == "starting":
            return self.starter.is_alive()
        return self.process is not None and self.process.is_alive()


@dataclass(frozen=True, slots=True)
class LabFolder:
    """The folder of an inventory's lab; everything in it is private to the user and goes when the lab goes."""

    inventory: Path

    @property
    def path(self) -> Path:
        """The folder itself."""
        return self.inventory / ".mcastcfg" / "lab"

    @property
    def identity(self) -> Path:
        """The private key that opens every node."""
        return self.path / "id_ed25519"

    @property
    def known_hosts(self) -> Path:
        """The host keys of the nodes, as OpenSSH and Paramiko read them."""
        return self.path / "known_hosts"

    @property
    def password(self) -> Path:
        """The file with root's password on every node."""
        return self.path / "password"

    @property
    def authkey(self) -> Path:
        """The file with the control channel's key, in hexadecimal."""
        return self.path / "authkey"

    @property
    def faults(self) -> Path:
        """The file with the faults that stand in the lab."""
        return self.path / "faults.json"

    @property
    def _state(self) -> Path:
        return self.path / "lab.json"

    @property
    def _note(self) -> Path:
        return registry_dir() / f"{_name(self.inventory)}.json"

    def is_registered(self) -> bool:
        """Say whether the registry knows of a lab here."""
        return self._note.is_file()

    def create(self, keys: LabKeys, ports: Mapping[str, int]) -> None:
        """Make the folder with the keys, and note it in the registry."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o700)
        registry_dir().mkdir(parents=True, exist_ok=True, mode=0o700)
        write_atomically(self._note, json.dumps({"inventory": str(self.inventory)}), 0o600)
        write_atomically(self.identity, keys.private, 0o600)
        write_atomically(self.path / "id_ed25519.pub", f"{keys.public}\n", 0o644)
        write_atomically(self.known_hosts, known_hosts(keys, ports), 0o644)
        write_atomically(self.password, f"{keys.password}\n", 0o600)
        write_atomically(self.authkey, keys.authkey.hex(), 0o600)

    def write(self, state: LabState) -> None:
        """Replace the state."""
        write_atomically(self._state, json.dumps(asdict(state), indent=1), 0o600)

    def read(self) -> LabState | None:
        """Return the state; None when there is none, or none that this version can read."""
        try:
            data = json.loads(self._state.read_text())
            process = data["process"]
            return LabState(
                phase=cast("Phase", data["phase"]),
                backend=cast("BackendName", data["backend"]),
                starter=ProcessRef(**data["starter"]),
                process=ProcessRef(**process) if process else None,
                control_port=int(data["control_port"]),
                memory_mb=int(data["memory_mb"]),
                topology=topology_from_json(data["topology"]),
            )
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise LabError(
                f"{self._state} cannot be read ({error}); end the lab's QEMU if one runs, and delete {self.path}"
            ) from error

    def remove(self) -> None:
        """Delete the folder and the note."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._note.unlink(missing_ok=True)
        try:
            self.path.parent.rmdir()  # unless something else of mcastcfg lives there
        except OSError:
            return

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Keep others from starting or stopping this lab meanwhile; released by the kernel even if we are killed."""
        registry_dir().mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with FileLock(registry_dir() / f"{_name(self.inventory)}.lock", timeout=0):
                yield
        except Timeout:
            raise LabError(
                f"another mcastcfg is starting or stopping the lab of {self.inventory}; wait for it, or interrupt it"
            ) from None


def _name(inventory: Path) -> str:
    return hashlib.sha256(str(inventory).encode()).hexdigest()[:16]


def folder_of(inventory: Path) -> LabFolder:
    """Return the lab folder of an inventory, however its path is written."""
    return LabFolder(inventory.resolve())


def registered() -> list[LabFolder]:
    """Return the folders of all labs that the user's registry names, in the order of their paths."""
    found = []
    for note in registry_dir().glob("*.json"):
        try:
            found.append(LabFolder(Path(json.loads(note.read_text())["inventory"])))
        except (OSError, ValueError, KeyError, TypeError):
            note.unlink(missing_ok=True)  # half a note helps nobody
    return sorted(found, key=lambda folder: folder.inventory)
