"""The faults that stand in a lab: written down before they are made, so that healing knows what to undo."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from filelock import FileLock
from pydantic import TypeAdapter, ValidationError

from mcastcfg.errors import LabError
from mcastcfg.lab.faults import Fault
from mcastcfg.lab.running import RunningLab
from mcastcfg.model.write import write_atomically


@dataclass(frozen=True, slots=True)
class Standing:
    """A fault with its number in this lab."""

    number: int
    fault: Fault


_BOOK: TypeAdapter[list[Standing]] = TypeAdapter(list[Standing])
_LOCK_SECONDS = 120.0


def standing(lab: RunningLab) -> tuple[Standing, ...]:
    """Return the faults that stand, in the order they were made."""
    try:
        return tuple(_BOOK.validate_json(lab.folder.faults.read_bytes()))
    except FileNotFoundError:
        return ()
    except ValidationError as error:
        raise LabError(f"{lab.folder.faults} cannot be read ({error.errors()[0]['msg']}); take the lab down") from None


def inject(lab: RunningLab, fault: Fault) -> Standing:
    """Make a fault; one that fails half-way is undone. LabError where the same thing is broken already."""
    with _locked(lab):
        fault.require(lab)
        there = standing(lab)
        for other in there:
            if other.fault.target == fault.target:
                raise LabError(f"fault {other.number} stands there already: {other.fault.text}; heal it first")
        new = Standing(max((other.number for other in there), default=0) + 1, fault)
        _write(lab, (*there, new))
        try:
            fault.make(lab, new.number)
        except BaseException:
            with contextlib.suppress(LabError):
                fault.undo(lab, new.number)
            _write(lab, there)
            raise
        return new


def heal(lab: RunningLab, numbers: Sequence[int] | None = None) -> tuple[Standing, ...]:
    """Undo the faults of these numbers, or all, the youngest first; returns them in that order."""
    with _locked(lab):
        there = standing(lab)
        known = {other.number: other for other in there}
        for number in numbers or ():
            if number not in known:
                raise LabError(f"no fault {number} stands; there are: {', '.join(map(str, known)) or 'none'}")
        healed = []
        for one in reversed(there):
            if numbers is None or one.number in numbers:
                one.fault.undo(lab, one.number)
                healed.append(one)
                _write(lab, tuple(other for other in there if other not in healed))
        return tuple(healed)


@contextlib.contextmanager
def injected(lab: RunningLab, *faults: Fault) -> Iterator[tuple[Standing, ...]]:
    """Have these faults stand in the block, and none of them behind it."""
    made: list[Standing] = []
    try:
        for fault in faults:
            made.append(inject(lab, fault))
        yield tuple(made)
    finally:
        if made:
            heal(lab, [one.number for one in made])


def _write(lab: RunningLab, faults: Sequence[Standing]) -> None:
    write_atomically(lab.folder.faults, _BOOK.dump_json(list(faults), indent=1), 0o600)


@contextlib.contextmanager
def _locked(lab: RunningLab) -> Iterator[None]:
    with FileLock(lab.folder.path / "faults.lock", timeout=_LOCK_SECONDS):
        yield
