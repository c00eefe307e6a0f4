"""Assignments that have ended by their dates and are not written down as ended: taken in the order of their days."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, and_, literal_column, select

from hub.policy.workdays import day_of
from hub.store.ids import Ref
from hub.store.models import Assignment
from hub.store.models.assignments import ENDS_ON, LIVE
from hub.store.statements import assignments
from hub.store.statements.assignments import Held

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from hub.store.statements.reminders import Reach

_ROW = Assignment.__table__.c
# Written out, so that the index on the same expression serves.
_ENDS_ON: Any = literal_column(ENDS_ON, Date())
_LIVE: Any = literal_column(LIVE)


async def earliest(session: AsyncSession, today: dt.date) -> dt.date | None:
    """The first day on which an assignment ended that is not written down as ended."""
    asked = (
        select(_ENDS_ON).select_from(Assignment).where(_LIVE, today >= _ENDS_ON).order_by(_ENDS_ON).limit(1)
    )
    found: dt.date | None = await session.scalar(asked)
    return found


async def take(session: AsyncSession, reach: Reach) -> list[Held]:
    """The next of them, locked; those that somebody else holds are left for the next time."""
    rows = await session.execute(
        select(_ROW.bucket, _ROW.id)
        .where(and_(_LIVE, day_of(reach.until) >= _ENDS_ON))
        .order_by(_ENDS_ON, _ROW.bucket, _ROW.id)
        .limit(reach.limit)
        .offset(reach.skip)
        .with_for_update(key_share=True, skip_locked=True)
    )
    held = await assignments.lock(session, [Ref("Assignment", row.bucket, row.id) for row in rows])
    return sorted(held.values(), key=lambda item: (item.standing.ends_on, item.ref))
