"""Assignments in the database: locked in key order, written as sets, cut from what was erased."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Boolean, Date, DateTime, SmallInteger, Text, Uuid, and_, delete, insert, select, update

from hub.policy.assignments import LIVE, Standing
from hub.policy.vocabulary import AssignmentState, DeclineGround, MeasureForce, ReleaseReason
from hub.store.ids import Ref
from hub.store.models import Assignment, AuditContent, Feedback, Idempotency, LinkedAction
from hub.store.statements.sets import keys, keys_of, table_of

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, FromClause, Row, Select
    from sqlalchemy.ext.asyncio import AsyncSession

_ROW = Assignment.__table__.c
_ACTION = LinkedAction.__table__.c
_MOMENT = DateTime(timezone=True)
_WRITTEN: tuple[tuple[str, Any], ...] = (
    ("state", Text()),
    ("suspended_from", Text()),
    ("entry_ends_on", Date()),
    ("measure_ends_on", Date()),
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
)


@dataclass(frozen=True, slots=True)
class Held:
    """One assignment, locked for this change. `initiated_by` is null once erasure has cut the action."""

    ref: Ref
    action_id: UUID | None
    entry_id: UUID | None
    initiated_by: UUID | None
    measure_code: str
    force: MeasureForce
    target: tuple[int, UUID] | None
    department_id: UUID
    issued_at: dt.datetime
    acknowledge_by: dt.datetime
    implement_by: dt.datetime
    release_within_days: int
    erased: bool
    standing: Standing


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
        measure_code=row.measure_code,
        force=MeasureForce(row.force),
        target=None if row.target_id is None else (row.target_bucket, row.target_id),
        department_id=row.department_id,
        issued_at=row.issued_at,
        acknowledge_by=row.acknowledge_by,
        implement_by=row.implement_by,
        release_within_days=row.release_within_days,
        erased=row.erased,
        standing=Standing(
            state=AssignmentState(row.state),
            suspended_from=None if row.suspended_from is None else AssignmentState(row.suspended_from),
            entry_ends_on=row.entry_ends_on,
            measure_ends_on=row.measure_ends_on,
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
    }
    values = (own[name] if name in own else getattr(item.standing, name) for name, _ in _WRITTEN)
    # A word travels as its value: psycopg has a way of its own with enums.
    plain = (value.value if isinstance(value, Enum) else value for value in values)
    return (item.ref.bucket, item.ref.id, *plain)


async def issue(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Insert new assignments."""
    if rows:
        await session.execute(insert(Assignment), rows)


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


async def erase(session: AsyncSession, entries: Iterable[Ref]) -> None:
    """Cut the assignments of erased entries from them, and delete their free text (X4).

    Those that owe a release keep measure, target and department until it is confirmed; the others
    lose their target, too.
    """
    given = keys_of(entries)
    mine = and_(_ROW.bucket == given.c.bucket, _ROW.entry_id == given.c.id)
    # Locked, in key order: a release confirmed at this moment is waited for, and then cut whole.
    found = await session.execute(
        select(_ROW.bucket, _ROW.id, _ROW.state)
        .join_from(given, Assignment.__table__, mine)
        .order_by(_ROW.bucket, _ROW.id)
        .with_for_update(key_share=True, of=Assignment.__table__)
    )
    assignments = found.all()
    actions = await session.execute(
        update(LinkedAction)
        .where(_ACTION.bucket == given.c.bucket, _ACTION.entry_id == given.c.id)
        .values(note=None, withdraw_reason=None)
        .returning(_ACTION.id)
        .execution_options(synchronize_session=False)
    )
    ids = [row.id for row in assignments]
    await _forget(session, [*ids, *actions.scalars()])
    if not assignments:
        return
    all_of_them = keys((row.bucket, row.id) for row in assignments)
    await session.execute(
        update(Feedback)
        .where(Feedback.bucket == all_of_them.c.bucket, Feedback.assignment_id == all_of_them.c.id)
        .values(note=None, evidence=None, service_item=None)
        .execution_options(synchronize_session=False)
    )
    owing = [(row.bucket, row.id) for row in assignments if row.state == AssignmentState.RELEASE_DUE.value]
    done = [(row.bucket, row.id) for row in assignments if row.state != AssignmentState.RELEASE_DUE.value]
    cut = {"erased": True, "action_id": None, "entry_id": None, "decline_reason": None, "release_note": None}
    await _cut(session, owing, cut)
    await _cut(session, done, {**cut, "target_bucket": None, "target_id": None})


async def _cut(session: AsyncSession, pairs: Sequence[tuple[int, UUID]], values: Mapping[str, Any]) -> None:
    if pairs:
        given = keys(pairs)
        await session.execute(
            update(Assignment)
            .where(_ROW.bucket == given.c.bucket, _ROW.id == given.c.id)
            .values(values)
            .execution_options(synchronize_session=False)
        )


async def _forget(session: AsyncSession, ids: Sequence[UUID]) -> None:
    """Delete what the audit and the idempotency keys keep of these objects beyond their digests (X4)."""
    for table in (AuditContent, Idempotency):
        await session.execute(
            delete(table).where(table.object_id.in_(ids)).execution_options(synchronize_session=False)
        )
