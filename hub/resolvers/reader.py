"""Runs a plan: breadth-first, one statement per level, all of one snapshot; rows become the answer in columns."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from time import perf_counter
from typing import TYPE_CHECKING, Any, Final

from hub.resolvers.fetched import Fetched, fetched, key_of, whole
from hub.resolvers.plans import Anomaly, Plan, Prepared, Step, Unproven, prepared
from hub.resolvers.shapes import WITHHELD, Row, Rows, Selection

if TYPE_CHECKING:
    from hub.resolvers.context import Context
    from hub.store.compiled import Compiled
    from hub.store.ids import Ref
    from hub.store.line import Asked, Line


@dataclass(frozen=True, slots=True)
class Told:
    """One statement that was run: for which steps, in which stage, how many rows it gave."""

    steps: Sequence[Step]
    stage: int
    """Statements of one stage travel together; `milliseconds` are those of the stage."""
    rows: int
    milliseconds: float
    statement: Compiled

    def words(self) -> dict[str, Any]:
        """As `extensions.plan` tells it; no value is in a statement."""
        return {
            "level": ", ".join(f"{step.level.kind} {step.level.target.name}" for step in self.steps),
            "stage": self.stage,
            "rows": self.rows,
            "milliseconds": round(self.milliseconds, 2),
            "statement": self.statement.text.decode(),
        }


@dataclass(eq=False, slots=True)
class Run:
    """One execution of a plan."""

    plan: Plan
    context: Context
    variables: Any
    fetched: dict[Step, Fetched] = field(default_factory=dict)
    named: Mapping[Any, Sequence[Ref]] = field(default_factory=dict)
    """What something else than the operation names, by the look-up that finds it."""
    looked: dict[Any, Any] = field(default_factory=dict)
    withholds: bool = False
    told: list[Told] = field(default_factory=list)
    _made: dict[Any, list[dict[str, Any]]] = field(default_factory=dict)

    def objects(self, selection: Selection, rows: Rows) -> list[dict[str, Any]]:
        """A selection's objects for all rows of its step, made once."""
        made = self._made.get(selection)
        if made is None:
            made = self._made[selection] = selection.objects(self, rows)
        return made


async def read(
    plan: Plan, context: Context, variables: Any, named: Mapping[Any, Sequence[Ref]] | None = None
) -> Run:
    """Fetch everything a plan needs. Raises Anomaly, or whatever was wrong with arguments and database."""
    run = Run(plan, context, variables, named=named or {})
    steps = list(plan.steps)
    for root in plan.looking:
        steps += root.begin(run)
    # After the look-ups: what they find may be planned just now, with checks of its own.
    for check in plan.checks:
        check(context, variables)
    ready = _prepared(steps, run)
    wire = context.store.wire
    if ready or context.proof is not None:
        async with wire.line() as line:
            await _staged(run, steps, ready, line)
        wire.statements += len(run.told)
    return run


def _prepared(steps: Sequence[Step], run: Run) -> dict[Step, Prepared]:
    """Every step's arguments, before anything is fetched: what is wrong with them is wrong at once."""
    ready: dict[Step, Prepared] = {}
    todo = list(steps)
    while todo:
        step = todo.pop()
        ready[step] = prepared(step, run.context, run.variables)
        todo += step.children
    return ready


async def _staged(run: Run, steps: list[Step], ready: Mapping[Step, Prepared], line: Line) -> None:
    stage = 0
    context = run.context
    while steps or context.proof is not None:
        stage += 1
        questions = []
        for step in steps:
            known = step.level.made
            question = _question(step, run, ready)
            if question is not None:
                questions.append(question)
            if not known:
                # Making a statement takes milliseconds; others are answered in between.
                await asyncio.sleep(0)
        following = [child for each in questions for child in each.following()]
        started = perf_counter()
        asked = [each.asked for each in questions]
        if context.proof is not None:
            asked.append(context.proof.asked)
        answers = await line.ask(asked, more=bool(following))
        took = (perf_counter() - started) * 1000
        if context.proof is not None:
            # What was found for a caller is told to nobody else.
            if not context.proof.holds(answers.pop()):
                raise Unproven
            context.proof = None
        for question, found in zip(questions, answers, strict=True):
            rows = found.rows()
            question.answered(rows, run, ready)
            run.told.append(Told(question.steps, stage, len(rows), took, question.asked[0]))
        steps = following


@dataclass(slots=True)
class _Question:
    """One statement to ask: a step's, or that of a chain of steps."""

    steps: Sequence[Step]
    keys: Sequence[Any]
    asked: Asked

    def following(self) -> list[Step]:
        """What is to be fetched under what this finds."""
        return [child for step in self.steps for child in step.children if child not in self.steps]

    def answered(self, rows: list[Row], run: Run, ready: Mapping[Step, Prepared]) -> None:
        """Keep what was found."""
        first, *others = self.steps
        if not others:
            run.fetched[first] = fetched(first, self.keys, rows, ready[first])
            return
        assert first.chained is not None  # noqa: S101
        parts = first.chained.split(rows)
        run.fetched[first] = fetched(first, self.keys, parts[0], ready[first])
        for step, above, found in zip(others, parts, parts[1:], strict=False):
            keys = list(map(key_of(step), above))
            run.fetched[step] = fetched(step, keys, found, ready[step], [key for key in keys if whole(key)])


CHAINED: Final = 2_500
"""The most rows that a chain may bring; every level's columns come again in each of them."""


def _question(step: Step, run: Run, ready: Mapping[Step, Prepared]) -> _Question | None:
    """The statement of a step, with its chain where that is small; None where there is nothing to ask for."""
    keys = _keys(step, run)
    if keys is not None and not keys:
        run.fetched[step] = Fetched((), {}, key_of(step))
        _nothing_under(step, run)
        return None
    context, rights = run.context, run.plan.rights
    common = {"now": context.moment, "today": context.today, "department": context.caller.department_id}
    how = [ready[each] for each in step.chain]
    # A look-up without its page size is a look-up of its keys.
    rows = prod((len(keys or ()), *(each.given.first or 1 for each in how if each.given)))
    if step.chained is not None and rows <= CHAINED:
        values = {**common, **step.chained.values([each.binds for each in how]), **_arrays(step, keys)}
        statement = step.chained.compiled(tuple(each.shape for each in how), rights)
        return _Question(step.chain, keys or (), (statement, values))
    values = {**common, **ready[step].binds, **_arrays(step, keys)}
    return _Question([step], keys or [()], (step.level.compiled(ready[step].shape, rights), values))


def _nothing_under(step: Step, run: Run) -> None:
    """What lies under nothing is nothing."""
    for child in step.children:
        run.fetched[child] = Fetched((), {}, key_of(child))
        _nothing_under(child, run)


def _keys(step: Step, run: Run) -> list[Any] | None:
    """The parents' keys, each once, nulls left out; None for a step without keys."""
    if step in run.looked:
        found: list[Any] = run.looked[step]
        return found
    if step.parent is None:
        return None
    rows = run.fetched[step.parent].rows
    if step.level.only and (place := step.level.kind_place) is not None:
        rows = [row for row in rows if row[place] in step.level.only]
    keys = dict.fromkeys(map(key_of(step), rows))
    if len(step.level.parent_keys) == 1:
        return [key for key in keys if key is not None]
    return [key for key in keys if None not in key]


def _arrays(step: Step, keys: Sequence[Any] | None) -> dict[str, Any]:
    if keys is None:
        return {}
    if step.parent is not None and len(step.level.parent_keys) == 1:
        return {"k0": keys}
    return {f"k{i}": column for i, column in enumerate(zip(*keys, strict=True))}


def answered(run: Run) -> dict[str, Any]:
    """The answer's data; what is withheld is noted in the context. Raises Anomaly."""
    data = {key: output.column(run, _ROOT)[0] for key, output in run.plan.roots}
    if run.withholds:
        _tell_withheld(data, run.context)
    return data


_ROOT: Rows = [()]


def _tell_withheld(data: dict[str, Any], context: Context) -> None:
    """Note the path of everything withheld. An object may stand in several places: first look, then replace."""
    places: list[tuple[Any, Any]] = []
    todo: list[tuple[tuple[Any, ...], Any]] = [((), data)]
    while todo:
        path, value = todo.pop()
        items = enumerate(value) if isinstance(value, list) else value.items()
        for step, each in items:
            if each is WITHHELD:
                places.append((value, step))
                context.withheld.append({"path": [*path, step], "code": "READ_PERSONS"})
            elif isinstance(each, dict) or (isinstance(each, list) and each and not isinstance(each[0], str)):
                todo.append(((*path, step), each))
    for container, step in places:
        container[step] = None


__all__ = ["Anomaly", "Fetched", "Run", "answered", "read"]
