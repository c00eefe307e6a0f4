"""Deadlines that rest on projected days: found, and written anew once the official calendar is there (A5, O1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Boolean, Date, and_, or_, select, tuple_, update

from hub.policy.assignments import LIVE
from hub.policy.vocabulary import AssignmentState, ObjectionState, RepairState
from hub.store.graph.states import exit_day
from hub.store.ids import Ref
from hub.store.models import (
    Assignment,
    CalendarDay,
    ListEntry,
    Measure,
    Objection,
    Publication,
    Repair,
)
from hub.store.statements.sets import KEY, table_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ROW = Assignment.__table__.c
_ENTRY = ListEntry.__table__
_OPEN = sorted({state.value for state in LIVE} | {AssignmentState.RELEASE_DUE.value})


async def assignments_after(session: AsyncSession, last: Ref | None, limit: int) -> list[Ref]:
    """The next assignments, in the order of their keys, that are not over and have a projected deadline."""
    asked = select(_ROW.bucket, _ROW.id).where(_ROW.provisional, _ROW.state.in_(_OPEN))
    if last is not None:
        asked = asked.where(tuple_(_ROW.bucket, _ROW.id) > tuple_(last.bucket, last.id))
    rows = await session.execute(asked.order_by(_ROW.bucket, _ROW.id).limit(limit))
    return [Ref("Assignment", row.bucket, row.id) for row in rows]


async def published_after(
    session: AsyncSession, last: Ref | None, limit: int, today: dt.date
) -> list[tuple[Ref, Ref, dt.date]]:
    """The next publications with a projected last day that has not passed, each with its entry and that one's exit day."""
    row = Publication.__table__.c
    theirs = and_(_ENTRY.c.bucket == row.bucket, _ENTRY.c.id == row.entry_id)
    asked = (
        select(row.bucket, row.id, row.entry_id, exit_day(_ENTRY).label("exit_day"))
        .join_from(Publication, _ENTRY, theirs)
        .where(row.provisional, row.withdrawn_at.is_(None), row.withdraw_by >= today)
    )
    if last is not None:
        asked = asked.where(tuple_(row.bucket, row.id) > tuple_(last.bucket, last.id))
    rows = await session.execute(asked.order_by(row.bucket, row.id).limit(limit))
    return [
        (
            Ref("Publication", each.bucket, each.id),
            Ref("ListEntry", each.bucket, each.entry_id),
            each.exit_day,
        )
        for each in rows
    ]


async def terms_of(session: AsyncSession, measures: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """The working days to acknowledge and to implement, by measure."""
    row = Measure.__table__.c
    found = await session.execute(
        select(row.id, row.acknowledge_within_days, row.implement_within_days).where(
            row.id.in_(set(measures))
        )
    )
    return {each.id: (each.acknowledge_within_days, each.implement_within_days) for each in found}


@dataclass(frozen=True, slots=True)
class Open:
    """An objection or a repair under way: who decides it, since when, within how many working days, by when."""

    ref: Ref
    department_id: UUID
    since: dt.datetime
    days: int
    due_on: dt.date


async def open_cases(session: AsyncSession) -> list[Open]:
    """The objections and repairs under way whose deadline rests on projected days, locked."""
    objection, repair = Objection.__table__.c, Repair.__table__.c
    found: list[Open] = []
    for kind, table, columns, state in (
        (
            "Objection",
            Objection,
            (objection.addressed_to, objection.opened_at, objection.due_within_days, objection.due_on),
            ObjectionState.OPEN.value,
        ),
        (
            "Repair",
            Repair,
            (repair.decided_by, repair.submitted_at, repair.decision_days, repair.due_on),
            RepairState.SUBMITTED.value,
        ),
    ):
        row: Any = table.__table__.c
        rows = await session.execute(
            select(row.bucket, row.id, *columns)
            .where(row.provisional, row.state == state, columns[2].is_not(None))
            .order_by(row.bucket, row.id)
            .with_for_update(key_share=True)
        )
        found += [Open(Ref(kind, each[0], each[1]), *each[2:]) for each in rows]
    return found


async def write_cases(session: AsyncSession, rows: Sequence[tuple[Ref, dt.date, bool]]) -> None:
    """Write the deadlines of objections and repairs, and whether they still rest on projected days."""
    for kind, table in (("Objection", Objection), ("Repair", Repair)):
        mine = [(ref.bucket, ref.id, due_on, flag) for ref, due_on, flag in rows if ref.kind == kind]
        if mine:
            row: Any = table.__table__.c
            new = table_of("new", (*KEY, ("due_on", Date()), ("provisional", Boolean())), mine)
            await session.execute(
                update(table)
                .where(and_(row.bucket == new.c.bucket, row.id == new.c.id))
                .values(due_on=new.c.due_on, provisional=new.c.provisional)
                .execution_options(synchronize_session=False)
            )


async def confirmed_otherwise(session: AsyncSession, days: Iterable[tuple[dt.date, bool]]) -> list[dt.date]:
    """The days among these that a notice has confirmed as the contrary."""
    row = CalendarDay.__table__.c
    given = dict(days)
    worked = [day for day, working in given.items() if working]
    off = [day for day, working in given.items() if not working]
    found = await session.scalars(
        select(row.day)
        .where(
            ~row.provisional,
            or_(and_(row.day.in_(worked), ~row.working), and_(row.day.in_(off), row.working)),
        )
        .order_by(row.day)
    )
    return list(found)
