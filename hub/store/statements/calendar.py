"""The working-day calendar in the database: loaded for a change, filled from notices and projections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Date, Integer, Text, cast, extract, func, select
from sqlalchemy.dialects.postgresql import insert

from hub.policy.workdays import DAY, Calendar
from hub.store.models import CalendarDay
from hub.store.statements.sets import table_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_DAY = CalendarDay.__table__.c
_COLUMNS = (("day", Date()), ("working", Boolean()), ("provisional", Boolean()), ("source", Text()))
_FRIDAY = 5


async def load(session: AsyncSession, since: dt.date) -> Calendar:
    """The calendar from `since` on: its days that are not as the week has them, and where it is projected.

    Beyond its last day the calendar goes on Monday to Friday, provisional: a release ten years ahead
    has a date, too, and gets a better one when that year's notice comes.
    """
    as_the_week = cast(extract("isodow", _DAY.day), Integer) <= _FRIDAY
    rows = await session.execute(
        select(_DAY.day, _DAY.working).where(_DAY.day >= since, _DAY.working != as_the_week)
    )
    exceptions = {row.day: row.working for row in rows}
    projected = select(_DAY.day).where(_DAY.provisional).order_by(_DAY.day).limit(1).scalar_subquery()
    first, last = (
        await session.execute(select(projected, select(func.max(_DAY.day)).scalar_subquery()))
    ).one()
    beyond = since if last is None else last + DAY
    return Calendar(exceptions, beyond if first is None else first)


async def fill(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> int:
    """Write days that are new or were only projected; a confirmed day is never overwritten. How many."""
    given = table_of("given", _COLUMNS, ([row[name] for name, _ in _COLUMNS] for row in rows))
    new = insert(CalendarDay).from_select([name for name, _ in _COLUMNS], select(given))
    changed = (new.excluded.working, new.excluded.provisional, new.excluded.source)
    differs = func.row(*changed).is_distinct_from(func.row(_DAY.working, _DAY.provisional, _DAY.source))
    done = await session.execute(
        new.on_conflict_do_update(
            index_elements=[_DAY.day],
            set_={name: new.excluded[name] for name, _ in _COLUMNS[1:]},
            where=_DAY.provisional & differs,
        ).returning(_DAY.day)
    )
    return len(done.all())
