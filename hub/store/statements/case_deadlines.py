"""Deadlines of objections, restorations and repairs of which something is to be told (O1, O3, O4, P1)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, Interval, and_, case, cast, exists, func, literal, or_, select

from hub.policy.vocabulary import EventKind, ObjectionState, RepairState
from hub.policy.workdays import DAY, day_of, start_of
from hub.store.graph.states import exit_day
from hub.store.ids import Ref
from hub.store.models import ListEntry, Objection, Repair, Told
from hub.store.statements.reminders import Deadline, Reach

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

_TOLD = Told.__table__.c
_OBJECTION = Objection.__table__
_REPAIR = Repair.__table__
_ENTRY = ListEntry.__table__


def _end_of(day: Any) -> Any:
    following = func.timezone("Asia/Shanghai", cast(day + 1, DateTime(timezone=False)))
    return following - cast("1 second", Interval)


def _sources(today: dt.date) -> tuple[tuple[str, Any, Any, Any, Any, Any], ...]:
    """Kind of object, its table, who owes it, since when, by which day, and whether it is owed still."""
    stands = exists(
        select(literal(1)).where(
            _ENTRY.c.bucket == _REPAIR.c.bucket,
            _ENTRY.c.id == _REPAIR.c.entry_id,
            ~_ENTRY.c.erased,
            exit_day(_ENTRY) > today,
        )
    )
    o, r = _OBJECTION.c, _REPAIR.c
    return (
        (
            "Objection",
            _OBJECTION,
            o.addressed_to,
            o.opened_at,
            o.due_on,
            o.state == ObjectionState.OPEN.value,
        ),
        (
            "Objection",
            _OBJECTION,
            o.addressed_to,
            o.decided_at,
            o.restore_by,
            and_(o.restoration_owed, o.restored_at.is_(None), o.decided_at.is_not(None)),
        ),
        (
            "Repair",
            _REPAIR,
            r.decided_by,
            r.submitted_at,
            r.due_on,
            and_(r.state == RepairState.SUBMITTED.value, stands),
        ),
    )


def _asked(
    source: tuple[Any, ...], moment: dt.datetime, near_until: dt.date, until: dt.datetime
) -> Select[Any]:
    _, table, department, since, day, owed = source
    today = day_of(moment)
    due = _end_of(day)
    event = case(
        (due < moment, literal(EventKind.DEADLINE_PASSED.value)),
        (day <= today, literal(EventKind.DEADLINE_REACHED.value)),
        else_=literal(EventKind.DEADLINE_NEAR.value),
    )
    told = exists(
        select(literal(1)).where(
            _TOLD.bucket == table.c.bucket,
            _TOLD.object_id == table.c.id,
            _TOLD.event == event,
            _TOLD.due_at == due,
        )
    )
    passed = and_(due < moment, due <= until)
    coming = and_(due >= moment, day <= near_until, since < start_of(today))
    wanted = or_(passed, coming) if until >= moment else passed
    return select(
        table.c.bucket,
        table.c.id,
        department.label("department_id"),
        due.label("due_at"),
        since.label("since"),
    ).where(owed, day <= max(near_until, day_of(until) + DAY), wanted, ~told)


async def earliest(session: AsyncSession, moment: dt.datetime, near_until: dt.date) -> dt.datetime | None:
    """When the oldest of them fell due; None where there is none."""
    found: list[dt.datetime] = []
    for source in _sources(day_of(moment)):
        asked = _asked(source, moment, near_until, moment).subquery()
        first = await session.scalar(select(func.min(asked.c.due_at)))
        if first is not None:
            found.append(min(first, moment))
    return min(found, default=None)


async def take(
    session: AsyncSession, moment: dt.datetime, near_until: dt.date, reach: Reach
) -> list[Deadline]:
    """The next of them, the oldest of each kind first, locked; those that another sweep holds are left to it."""
    found: list[Deadline] = []
    for source in _sources(day_of(moment)):
        kind, table, *_ = source
        rows = await session.execute(
            _asked(source, moment, near_until, reach.until)
            .order_by("due_at", table.c.bucket, table.c.id)
            .limit(reach.limit)
            .offset(reach.skip)
            .with_for_update(key_share=True, skip_locked=True, of=table)
        )
        found += [
            Deadline(Ref(kind, row.bucket, row.id), row.department_id, row.due_at, row.since) for row in rows
        ]
    return found
