"""The small engine of all state tables: which step leads from which state to which, by whom, under which clause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from hub.errors import Refusal
from hub.errors.lifecycle import StepNotAllowed

State = TypeVar("State", bound=StrEnum)
Step = TypeVar("Step", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Row(Generic[State, Step]):
    """One line of a table. `source` None is a birth; `remembered` narrows a state that remembers another one."""

    source: State | None
    step: Step
    target: State
    who: str
    clause: str
    remembered: State | None = None


@dataclass(frozen=True)
class Lifecycle(Generic[State, Step]):
    """A state table: everything that is not a row is refused.

    `noun` names the thing in refusals; `mutations` says by which mutation a department takes a step
    (steps that only time or another procedure takes are left out of it, and so out of `allowed`).
    """

    noun: str
    rows: tuple[Row[State, Step], ...]
    mutations: Mapping[Step, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        keys = [(row.source, row.step, row.remembered) for row in self.rows]
        if len(keys) != len(set(keys)):
            message = f"the table of the {self.noun} answers one step twice"
            raise ValueError(message)

    def _leaving(self, state: State | None, remembered: State | None) -> Iterable[Row[State, Step]]:
        return (row for row in self.rows if row.source == state and row.remembered in (None, remembered))

    def next_state(self, state: State | None, step: Step, remembered: State | None = None) -> State | None:
        """The state after `step`, or None where the table has no such row."""
        for row in self._leaving(state, remembered):
            if row.step == step:
                return row.target
        return None

    def steps(self, state: State | None, remembered: State | None = None) -> tuple[Step, ...]:
        """Every step that leads out of `state`, in the table's order."""
        return tuple(dict.fromkeys(row.step for row in self._leaving(state, remembered)))

    def allowed(self, state: State | None, remembered: State | None = None) -> tuple[str, ...]:
        """The mutations that would be accepted in `state`, in the table's order."""
        steps = self.steps(state, remembered)
        return tuple(self.mutations[step] for step in steps if step in self.mutations)

    def clause(self, step: Step) -> str:
        """The clause of the notice that a step rests on."""
        return next(row.clause for row in self.rows if row.step == step)

    def judge(self, state: State, step: Step, remembered: State | None = None) -> State | Refusal:
        """The state after `step`, or its refusal with the mutations that would be allowed."""
        target = self.next_state(state, step, remembered)
        if target is not None:
            return target
        allowed = self.allowed(state, remembered)
        return StepNotAllowed(
            allowed=allowed,
            noun=self.noun,
            state=state.value,
            asked=self.mutations.get(step, step.value),
            possible=", ".join(allowed) or "nothing",
        )

    def diagram(self) -> str:
        """The table as a Mermaid state diagram, for the README."""
        lines = ["stateDiagram-v2"]
        leaving = {row.source for row in self.rows}
        for row in self.rows:
            source = "[*]" if row.source is None else row.source.value
            memory = f" ({row.remembered.value})" if row.remembered is not None else ""
            lines.append(f"    {source} --> {row.target.value}: {row.step.value}{memory}")
        finals = [row.target for row in self.rows if row.target not in leaving]
        lines += [f"    {state.value} --> [*]" for state in dict.fromkeys(finals)]
        return "\n".join(lines) + "\n"
