"""Assignments in the database: locked in key order, written as sets, cut from what was erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    SmallInteger,
    Text,
    Uuid,
    and_,
    insert,
    literal,
    select,
    update,
)

from hub.policy.assignments import LIVE, Standing
from hub.policy.vocabulary import AssignmentState, DeclineGround, MeasureForce, MeasureSide, ReleaseReason
from hub.store.ids import Ref
from hub.store.models import Assignment, Feedback, History, LinkedAction
from hub.store.statements.sets import keys, keys_of, table_of

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, FromClause, Row, Select
    from sqlalchemy.ext.asyncio import AsyncSession

_ROW = Assignment.__table__.c
_ACTION = LinkedAction.__table__.c
_STEP = History.__table__.c
_MOMENT = DateTime(timezone=True)
_WRITTEN: tuple[tuple[str, Any], ...] = (
    ("state", Text()),
    ("suspended_from", Text()),
    ("suspended_at", _MOMENT),
    ("acknowledge_by", _MOMENT),
    ("implement_by", _MOMENT),
    ("extended_days", SmallInteger()),
    ("entry_ends_on", Date()),
    ("measure_ends_on", Date()),
    ("end_by_basis", Boolean()),
    ("release_by", _MOMENT),
    ("provisional", Boolean()),
    ("acknowledged_at", _MOMENT),
    ("implemented_at", _MOMENT),
    ("release_due_since", _MOMENT),
    ("release_reason", Text()),
    ("released_at", _MOMENT),
    ("released_on", Date()),
    ("release_note", Text()),
    ("decline_ground", Text()),
    ("decline_reason", Text()),
    ("action_id", Uuid()),
    ("entry_id", Uuid()),
    ("target_bucket", SmallInteger()),
    ("target_id", Uuid()),
    ("restoration_id", Uuid()),
)


@dataclass(frozen=True, slots=True)
class Held:
    """One assignment, locked for this change. `initiated_by` is null once erasure has cut the action."""

    ref: Ref
    action_id: UUID | None
    entry_id: UUID | None
    initiated_by: UUID | None
    measure_id: UUID
    measure_code: str
    side: MeasureSide
    force: MeasureForce
    target: tuple[int, UUID] | None
    department_id: UUID
    issued_at: dt.datetime
    acknowledge_by: dt.datetime
    implement_by: dt.datetime
    release_within_days: int
    erased: bool
    standing: Standing
    extended_days: int = 0
    restoration_id: UUID | None = None


async def lock(session: AsyncSession, refs: Iterable[Ref]) -> dict[Ref, Held]:
    """These assignments, locked in key order; an id that is no assignment's is left out."""
    given = keys_of(ref for ref in refs if ref.kind == "Assignment")
    return await _lock(session, given, and_(_ROW.bucket == given.c.bucket, _ROW.id == given.c.id))


async def lock_of_entries(
    session: AsyncSession, entries: Iterable[Ref], states: Iterable[AssignmentState] = LIVE
) -> dict[Ref, Held]:
    """The assignments of these entries that are written in one of `states`, locked in key order."""
    given = keys_of(entries)
    return await _lock(
        session, given, and_(_ROW.bucket == given.c.bucket, _ROW.entry_id == given.c.id), states
    )


async def lock_of_actions(
    session: AsyncSession, actions: Iterable[Ref], states: Iterable[AssignmentState] = LIVE
) -> dict[Ref, Held]:
    """The assignments of these actions that are written in one of `states`, locked in key order."""
    given = keys_of(actions)
    return await _lock(
        session, given, and_(_ROW.bucket == given.c.bucket, _ROW.action_id == given.c.id), states
    )


async def _lock(
    session: AsyncSession,
    given: FromClause,
    held: ColumnElement[bool],
    states: Iterable[AssignmentState] | None = None,
) -> dict[Ref, Held]:
    found = await session.execute(_locking(given, held, states))
    return {item.ref: item for item in map(_held, found)}


def _locking(
    given: FromClause, held: ColumnElement[bool], states: Iterable[AssignmentState] | None
) -> Select[Any]:
    table = Assignment.__table__
    action = LinkedAction.__table__
    under = and_(_ACTION.bucket == _ROW.bucket, _ACTION.id == _ROW.action_id)
    statement = select(table, _ACTION.initiated_by).select_from(
        table.join(given, held).outerjoin(action, under)
    )
    if states is not None:
        statement = statement.where(_ROW.state.in_([state.value for state in states]))
    return statement.order_by(_ROW.bucket, _ROW.id).with_for_update(key_share=True, of=table)


def _held(row: Row[Any]) -> Held:
    return Held(
        ref=Ref("Assignment", row.bucket, row.id),
        action_id=row.action_id,
        entry_id=row.entry_id,
        initiated_by=row.initiated_by,
        measure_id=row.measure_id,
        measure_code=row.measure_code,
        side=MeasureSide(row.side),
        force=MeasureForce(row.force),
        target=None if row.target_id is None else (row.target_bucket, row.target_id),
        department_id=row.department_id,
        issued_at=row.issued_at,
        acknowledge_by=row.acknowledge_by,
        implement_by=row.implement_by,
        release_within_days=row.release_within_days,
        erased=row.erased,
        extended_days=row.extended_days,
        restoration_id=row.restoration_id,
        standing=Standing(
            state=AssignmentState(row.state),
            suspended_from=None if row.suspended_from is None else AssignmentState(row.suspended_from),
            suspended_at=row.suspended_at,
            entry_ends_on=row.entry_ends_on,
            measure_ends_on=row.measure_ends_on,
            end_by_basis=row.end_by_basis,
            release_by=row.release_by,
            provisional=row.provisional,
            acknowledged_at=row.acknowledged_at,
            implemented_at=row.implemented_at,
            release_due_since=row.release_due_since,
            release_reason=None if row.release_reason is None else ReleaseReason(row.release_reason),
            released_at=row.released_at,
            released_on=row.released_on,
            release_note=row.release_note,
            decline_ground=None if row.decline_ground is None else DeclineGround(row.decline_ground),
            decline_reason=row.decline_reason,
        ),
    )


async def write(session: AsyncSession, changed: Sequence[Held]) -> None:
    """Write what a step changed of locked assignments, all in one statement."""
    if not changed:
        return
    columns = (("bucket", SmallInteger()), ("id", Uuid()), *_WRITTEN)
    new = table_of("new", columns, [_written(item) for item in changed])
    await session.execute(
        update(Assignment)
        .where(_ROW.bucket == new.c.bucket, _ROW.id == new.c.id)
        .values({name: new.c[name] for name, _ in _WRITTEN})
        .execution_options(synchronize_session=False)
    )


def _written(item: Held) -> tuple[Any, ...]:
    own = {
        "action_id": item.action_id,
        "entry_id": item.entry_id,
        "target_bucket": item.target[0] if item.target else None,
        "target_id": item.target[1] if item.target else None,
        "acknowledge_by": item.acknowledge_by,
        "implement_by": item.implement_by,
        "extended_days": item.extended_days,
        "restoration_id": item.restoration_id,
    }
    values = (own[name] if name in own else getattr(item.standing, name) for name, _ in _WRITTEN)
    # A word travels as its value: psycopg has a way of its own with enums.
    plain = (value.value if isinstance(value, Enum) else value for value in values)
    return (item.ref.bucket, item.ref.id, *plain)


async def issue(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Insert new assignments."""
    if rows:
        await session.execute(insert(Assignment), rows)


async def note_issue(
    session: AsyncSession, rows: Sequence[Mapping[str, Any]], step: Mapping[str, Any]
) -> None:
    """Write the first step of new assignments, under their own ids: by the database, for they may be many."""
    if not rows:
        return
    given = keys((row["bucket"], row["id"]) for row in rows)
    values = {name: literal(value, _STEP[name].type).label(name) for name, value in step.items()}
    own = (given.c.bucket, given.c.id, given.c.id.label("assignment_id"))
    await session.execute(
        insert(History).from_select(
            ["bucket", "id", "assignment_id", *values], select(*own, *values.values()).select_from(given)
        )
    )


async def add_feedback(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Insert feedback."""
    if rows:
        await session.execute(insert(Feedback), rows)


async def departments_of(session: AsyncSession, entries: Iterable[Ref]) -> Mapping[Ref, frozenset[UUID]]:
    """The departments with an assignment, in whatever state, of each of these entries (X3)."""
    given = keys_of(entries)
    rows = await session.execute(
        select(_ROW.bucket, _ROW.entry_id, _ROW.department_id)
        .distinct()
        .join_from(
            given, Assignment.__table__, and_(_ROW.bucket == given.c.bucket, _ROW.entry_id == given.c.id)
        )
    )
    found: dict[Ref, set[UUID]] = {}
    for row in rows:
        found.setdefault(Ref("ListEntry", row.bucket, row.entry_id), set()).add(row.department_id)
    return {ref: frozenset(departments) for ref, departments in found.items()}
