"""From what a router has and what it is meant to have, to the changes between, in the platform's order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from mcastcfg.model.secret import Secret
from mcastcfg.plan.applied import Applied, OwnedLines
from mcastcfg.plan.change import STAGED, STAGED_ADDED, Action, Change, FileState, IntendedFile, RouterPlan, Running
from mcastcfg.plan.diff import unified
from mcastcfg.plan.merge import merge_assignments, merge_config_tree
from mcastcfg.platforms.base import ADDED, Activation, Platform, activation_for, names_in

NOT_RUNNING = Activation("")


def plan_router(
    router: str,
    platform: Platform,
    intended: Sequence[IntendedFile],
    states: Mapping[str, FileState],
    applied: Applied,
    secrets: Iterable[Secret] = (),
) -> RouterPlan:
    """Return what makes a router have the intended files; `states` holds every path that is intended or applied."""
    planner = _Planner(platform, tuple(secrets), applied)
    changes: list[Change | None] = [planner.file(file, states[file.path]) for file in intended]
    ours = frozenset(file.path for file in intended if file.merge == "replace")
    changes += [planner.removal(states[path]) for path in sorted(applied.files - ours) if path in states]
    in_order = sorted((change for change in changes if change is not None), key=lambda c: file_order(platform, c.path))
    return RouterPlan(router, tuple(in_order), Applied(ours, planner.owned), applied)


def file_order(platform: Platform, path: str) -> int:
    """Return where a path stands in the platform's FILES; paths of no file of the platform come last."""
    for position, file in enumerate(platform.FILES):
        if names_in(file.path, path) is not None:
            return position
    return len(platform.FILES)


class _Planner:
    """What the files of one router have in common."""

    def __init__(self, platform: Platform, secrets: tuple[Secret, ...], applied: Applied) -> None:
        self.platform = platform
        self.secrets = secrets
        self.applied = applied
        self.owned: dict[str, OwnedLines] = {}

    def file(self, file: IntendedFile, state: FileState) -> Change | None:
        """Return the change of an intended file, or None."""
        if file.merge == "config_tree":
            return self._tree(file, state)
        new = file.content
        if file.merge == "assignments":
            new = merge_assignments(_text(state.content), _text(file.content)).encode("utf-8", errors="surrogateescape")
        # A file that others own keeps the mode they gave it.
        mode = file.mode if file.merge == "replace" or state.mode is None else state.mode
        same = state.content == new and state.mode == mode
        if same and not state.broken:
            return None
        return self._change(state, new, mode, self._diff(state, new))

    def _tree(self, file: IntendedFile, state: FileState) -> Change | None:
        comment = self.platform.COMMENT
        owned = self.applied.owned.get(file.path, OwnedLines())
        intended = _text(file.content)
        in_file = merge_config_tree(_text(state.content), owned.file, intended, comment)
        base = state.running if state.running is not None else _text(state.content)
        in_running = merge_config_tree(base, owned.running, intended, comment)
        self.owned[file.path] = OwnedLines(in_file.owned, in_running.owned)
        runs = state.running is not None and not in_running.is_change
        if runs and not in_file.is_change and state.content is not None and not state.broken:
            return None
        new = (
            in_file.text.encode("utf-8", errors="surrogateescape")
            if in_file.is_change or state.content is None
            else state.content
        )
        mode = file.mode if state.mode is None else state.mode
        diff = unified(base, in_running.text, f"{file.path}, running", self.secrets) if in_running.is_change else ""
        diff = diff or self._diff(state, new)
        change = self._change(state, new, mode, diff, Running(state.running, in_running.text, intended))
        activation = activation_for(self.platform.ACTIVATIONS, state.path) or NOT_RUNNING
        if runs or in_running.removed or state.running is None:
            return change
        return replace(change, adding=_staged(activation.adding, state.path))

    def removal(self, state: FileState) -> Change | None:
        """Return the change that takes away a file of ours that is no longer intended, or None where it is gone."""
        if state.content is None:
            return None
        activation = activation_for(self.platform.ACTIVATIONS, state.path) or NOT_RUNNING
        return Change(
            path=state.path,
            action="remove",
            old=state.content,
            old_mode=state.mode,
            new=None,
            mode=state.mode or 0o600,
            diff=self._diff(state, b""),
            before=activation.before,
            commands=activation.after_removal,
            undo=activation.commands,
        )

    def _change(self, state: FileState, new: bytes, mode: int, diff: str, running: Running | None = None) -> Change:
        activation = activation_for(self.platform.ACTIVATIONS, state.path) or NOT_RUNNING
        same = state.content == new and state.mode == mode
        action: Action = "create" if state.content is None else "repair" if same else "change"
        return Change(
            path=state.path,
            action=action,
            old=state.content,
            old_mode=state.mode,
            new=new,
            mode=mode,
            diff=diff,
            reason=_reason(state, new, mode),
            before=activation.before if state.content is not None else (),
            commands=_staged(activation.commands, state.path) if running else activation.commands,
            undo_before=activation.before,
            undo=activation.commands if state.content is not None else activation.after_removal,
            running=running,
        )

    def _diff(self, state: FileState, new: bytes) -> str:
        return unified(_text(state.content), _text(new), state.path, self.secrets)


def _staged(commands: Sequence[str], path: str) -> tuple[str, ...]:
    return tuple(command.replace(path, STAGED).replace(ADDED, STAGED_ADDED) for command in commands)


def _reason(state: FileState, new: bytes, mode: int) -> str:
    if state.content == new and state.mode is not None and state.mode != mode:
        return f"its mode is {state.mode:o}, not {mode:o}"
    if state.broken and state.content == new:
        return f"what runs does not agree with it: {state.broken[0]}"
    return ""


def _text(content: bytes | None) -> str:
    return "" if content is None else content.decode("utf-8", errors="surrogateescape")
