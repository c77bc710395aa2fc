"""The lab's image: a Debian root file system and its kernel, built once per recipe into the user's cache."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import signal
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from mcastcfg.errors import LabError
from mcastcfg.lab import initramfs, recipe
from mcastcfg.lab.paths import cache_dir
from mcastcfg.lab.tools import require

Progress = Callable[[str], None]
_BUILDING = "building-"


@dataclass(frozen=True, slots=True)
class Image:
    """A built image's folder; what is in it never changes, so any number of guests may share it."""

    folder: Path

    @property
    def root(self) -> Path:
        """The read-only root file system (squashfs)."""
        return self.folder / "root.sqfs"

    @property
    def kernel(self) -> Path:
        """The kernel that fits the modules in the root."""
        return self.folder / "vmlinuz"

    @property
    def initrd(self) -> Path:
        """The generic part of the initramfs."""
        return self.folder / "initrd.base"


def ensure_image(progress: Progress) -> Image:
    """Return the image, building it first when this recipe has none; a second builder waits for the first."""
    image = Image(cache_dir() / recipe.recipe_hash())
    if image.folder.is_dir():
        return image
    cache_dir().mkdir(parents=True, exist_ok=True)
    with FileLock(cache_dir() / "build.lock"):
        if not image.folder.is_dir():
            for left in cache_dir().glob(f"{_BUILDING}*"):
                shutil.rmtree(left, ignore_errors=True)  # of a builder that was killed outright
            _build(image.folder, progress)
    return image


def _build(target: Path, progress: Progress) -> None:
    unprivileged = os.geteuid() != 0
    programs = require(["mmdebstrap", "sqfstar", *(["newuidmap"] if unprivileged else [])])
    if unprivileged:
        _require_subuid()
    if not Path(recipe.KEYRING).is_file():
        raise LabError(
            f"{recipe.KEYRING} is missing, so Debian's signatures cannot be checked: "
            "run `apt install debian-archive-keyring`"
        )
    with tempfile.TemporaryDirectory(prefix=_BUILDING, dir=target.parent) as name:
        work = Path(name)
        # mmdebstrap's own user (unshare mode) only passes through; the results are ours
        tar, out = work / "root.tar", work / "out"
        out.mkdir()
        progress(f"building the lab image (Debian {recipe.SUITE}, once, about a minute)")
        _run(_mmdebstrap(programs["mmdebstrap"], tar, unprivileged), work / "mmdebstrap.log", progress=progress)
        progress("packing the root file system")
        squash = [programs["sqfstar"], "-comp", "lz4", "-quiet", "-no-progress", str(out / "root.sqfs")]
        _run([*squash, "-e", "dev", "boot"], work / "sqfstar.log", stdin=tar)
        with tarfile.open(tar) as root:
            names = set(root.getnames())
            names |= {f"./{name}" for name in names}
            kernel = root.extractfile(f"./boot/vmlinuz-{initramfs.kernel_release(names)}")
            if kernel is None:
                raise LabError("the lab image's kernel is not a file; delete the lab's cache folder and build again")
            (out / "vmlinuz").write_bytes(kernel.read())
            (out / "initrd.base").write_bytes(initramfs.build_base(root, names))
        out.rename(target)
    progress("the lab image is built")


def _mmdebstrap(program: str, tar: Path, unprivileged: bool) -> list[str]:
    command = [program, f"--mode={'unshare' if unprivileged else 'root'}", "--variant=minbase"]
    command += [f"--keyring={recipe.KEYRING}", f"--include={','.join(recipe.PACKAGES)}"]
    command += [f"--aptopt={option}" for option in recipe.APT_OPTIONS]
    command += [f"--dpkgopt=path-exclude={pattern}" for pattern in recipe.EXCLUDED]
    command += [f'--customize-hook=rm -f "$1"/{pattern}' for pattern in recipe.REMOVED]
    return [*command, recipe.SUITE, str(tar)]


def _require_subuid() -> None:
    user, uid = getpass.getuser(), str(os.getuid())
    for table in (Path("/etc/subuid"), Path("/etc/subgid")):
        lines = table.read_text().splitlines() if table.is_file() else []
        if not any(line.split(":")[0] in (user, uid) for line in lines):
            raise LabError(
                f"{table} grants {user} no ids, which an unprivileged image build needs: "
                f"run `usermod --add-subuids 100000-165535 --add-subgids 100000-165535 {user}` as root"
            )


def _run(command: list[str], log: Path, *, stdin: Path | None = None, progress: Progress | None = None) -> None:
    """Run a builder in its own process group, so that an interruption ends it together with its children."""
    source = stdin.open("rb") if stdin else subprocess.DEVNULL
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "INITRD": "No"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdin=source, stdout=output, stderr=subprocess.STDOUT, env=environment, process_group=0
        )
        try:
            seen = 0
            while process.poll() is None:
                try:
                    process.wait(timeout=0.5)
                except subprocess.TimeoutExpired:
                    seen = _report(log, seen, progress)
        except BaseException:
            # SIGTERM first: mmdebstrap unmounts and removes its own temporary root
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            raise
        finally:
            if stdin and not isinstance(source, int):
                source.close()
    if process.returncode != 0:
        tail = " / ".join(log.read_text(errors="replace").strip().splitlines()[-6:])
        raise LabError(f"{Path(command[0]).name} failed while building the lab image: {tail}")


def _report(log: Path, seen: int, progress: Progress | None) -> int:
    text = log.read_text(errors="replace")
    steps = re.findall(r"^I: (.*?)\.*$", text[seen:], flags=re.MULTILINE)
    if progress:
        for step in steps:
            progress(step)
    return len(text)


def remove_images() -> None:
    """Delete every built image; the next lab builds anew."""
    shutil.rmtree(cache_dir(), ignore_errors=True)
