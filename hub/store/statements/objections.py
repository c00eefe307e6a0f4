"""Statements of objections: opened, locked, decided, closed with their entry, and what waits for a restoration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from hub.policy.vocabulary import AssignmentState, ObjectionOrigin, ObjectionOutcome, ObjectionState
from hub.store.ids import Ref
from hub.store.models import Assignment, AuditContent, Department, Objection, Subject
from hub.store.statements.sets import keys, keys_of

_ROW = Objection.__table__.c
_ASSIGNMENT = Assignment.__table__.c
_DEPARTMENT = Department.__table__.c
_SUBJECT = Subject.__table__.c
_OPEN = ObjectionState.OPEN.value


@dataclass(frozen=True, slots=True)
class Asked:
    """One objection, locked. `entry` and `concerning` are null once they are cut, `concerns_one` stays (X4)."""

    ref: Ref
    entry: Ref | None
    concerning: Ref | None
    concerns_one: bool
    origin: ObjectionOrigin
    opened_by: UUID
    opened_at: dt.datetime
    addressed_to: UUID
    department_name: str
    state: ObjectionState
    outcome: ObjectionOutcome | None
    restoration_owed: bool
    restored_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Ended:
    """An objection that was closed while it was open, as its entry or its person went, and whom that concerns."""

    ref: Ref
    opened_by: UUID
    addressed_to: UUID


async def insert_objection(session: AsyncSession, row: dict[str, Any]) -> None:
    """Insert one objection."""
    await session.execute(insert(Objection), [row])


async def entry_of(session: AsyncSession, objection: Ref) -> Ref | None:
    """The entry that an objection questions, None for an unknown one or a cut one; asked before it is locked."""
    found = await session.scalar(
        select(_ROW.entry_id).where(_ROW.bucket == objection.bucket, _ROW.id == objection.id)
    )
    return None if found is None else Ref("ListEntry", objection.bucket, found)


async def lock(session: AsyncSession, objection: Ref) -> Asked | None:
    """An objection, locked after its entry; None where there is none."""
    person = and_(_SUBJECT.bucket == _ROW.concerning_bucket, _SUBJECT.id == _ROW.concerning_id)
    found = await session.execute(
        select(Objection.__table__, _DEPARTMENT.name.label("department_name"), _SUBJECT.type.label("kind"))
        .join(Department, _DEPARTMENT.id == _ROW.addressed_to)
        .outerjoin(Subject, person)
        .where(_ROW.bucket == objection.bucket, _ROW.id == objection.id)
        .with_for_update(key_share=True, of=Objection.__table__)
    )
    row = found.one_or_none()
    if row is None:
        return None
    return Asked(
        ref=Ref("Objection", row.bucket, row.id),
        entry=None if row.entry_id is None else Ref("ListEntry", row.bucket, row.entry_id),
        concerning=None
        if row.concerning_id is None
        else Ref(row.kind, row.concerning_bucket, row.concerning_id),
        concerns_one=row.concerns_one,
        origin=ObjectionOrigin(row.origin),
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        addressed_to=row.addressed_to,
        department_name=row.department_name,
        state=ObjectionState(row.state),
        outcome=None if row.outcome is None else ObjectionOutcome(row.outcome),
        restoration_owed=row.restoration_owed,
        restored_at=row.restored_at,
    )


async def write(session: AsyncSession, objection: Ref, values: dict[str, Any]) -> None:
    """Write columns of one objection, locked."""
    await session.execute(
        update(Objection)
        .where(_ROW.bucket == objection.bucket, _ROW.id == objection.id)
        .values(values)
        .execution_options(synchronize_session=False)
    )


async def verified(session: AsyncSession, entries: Iterable[Ref]) -> frozenset[Ref]:
    """Those of these entries to which an objection is open (O2)."""
    given = keys_of(entries)
    rows = await session.execute(
        select(_ROW.bucket, _ROW.entry_id)
        .distinct()
        .join_from(given, Objection, and_(_ROW.bucket == given.c.bucket, _ROW.entry_id == given.c.id))
        .where(_ROW.state == _OPEN)
    )
    return frozenset(Ref("ListEntry", row.bucket, row.entry_id) for row in rows)


async def owing(session: AsyncSession, objection: Ref, moment: dt.datetime) -> int:
    """How many measures that its decision ended are to be waited for: not lifted, and their bound not over (O3, X4)."""
    asked = select(func.count()).where(
        _ASSIGNMENT.bucket == objection.bucket,
        _ASSIGNMENT.restoration_id == objection.id,
        _ASSIGNMENT.state == AssignmentState.RELEASE_DUE.value,
        or_(_ASSIGNMENT.cut_by.is_(None), _ASSIGNMENT.cut_by >= moment),
    )
    return int((await session.execute(asked)).scalar_one())


_CUT: dict[str, Any] = {
    "concerning_bucket": None,
    "concerning_id": None,
    "grounds": None,
    "ruling": None,
    "explanation": None,
    "operator": None,
    "decided_operator": None,
    "restored_note": None,
}
"""What an erasure leaves empty: whom an objection concerned, and every word of it (X4)."""


async def erase(session: AsyncSession, entries: Collection[Ref]) -> list[Ended]:
    """Cut the objections of erased entries from them and from every word; the open ones close (X4, O3)."""
    return await _end(session, entries, true(), {"entry_id": None})


async def forget_persons(session: AsyncSession, entry: Ref, persons: Collection[UUID]) -> list[Ended]:
    """Cut the objections to an entry from these persons, whom it no longer names; the open ones close (X4, O3)."""
    return await _end(session, [entry], _ROW.concerning_id.in_(persons), {})


async def _end(
    session: AsyncSession, entries: Collection[Ref], which: ColumnElement[bool], values: dict[str, Any]
) -> list[Ended]:
    given = keys_of(entries)
    mine = and_(_ROW.bucket == given.c.bucket, _ROW.entry_id == given.c.id)
    found = (
        await session.execute(
            select(_ROW.bucket, _ROW.id, _ROW.state, _ROW.opened_by, _ROW.addressed_to)
            .join_from(given, Objection, mine)
            .where(which)
            .order_by(_ROW.bucket, _ROW.id)
            .with_for_update(key_share=True, of=Objection.__table__)
        )
    ).all()
    closed = case((_ROW.state == _OPEN, literal(ObjectionState.CLOSED.value)), else_=_ROW.state)
    await _cut(session, [(row.bucket, row.id) for row in found], values | {"state": closed})
    return [
        Ended(Ref("Objection", row.bucket, row.id), row.opened_by, row.addressed_to)
        for row in found
        if row.state == _OPEN
    ]


async def _cut(session: AsyncSession, pairs: Collection[tuple[int, UUID]], values: dict[str, Any]) -> None:
    if not pairs:
        return
    given = keys(pairs)
    await session.execute(
        update(Objection)
        .where(_ROW.bucket == given.c.bucket, _ROW.id == given.c.id)
        .values(_CUT | values)
        .execution_options(synchronize_session=False)
    )
    ids = [key for _, key in pairs]
    await session.execute(
        delete(AuditContent)
        .where(AuditContent.object_id.in_(ids))
        .execution_options(synchronize_session=False)
    )
