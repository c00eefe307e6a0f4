"""The last link of an erased listing: which subject an unreleased measure is still aimed at, and until when (X4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlalchemy import DateTime, and_, func, select, update

from hub.store.ids import Ref
from hub.store.models import Assignment
from hub.store.statements.sets import KEY, keys_of, table_of

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from hub.store.statements.reminders import Reach

_ROW = Assignment.__table__.c
_LINKED = and_(_ROW.cut_by.is_not(None), _ROW.target_id.is_not(None))


async def bound(session: AsyncSession, links: Iterable[tuple[Ref, dt.datetime]]) -> None:
    """Write until when assignments of erased entries, locked, keep their target at the latest."""
    rows = [(ref.bucket, ref.id, cut_by) for ref, cut_by in links]
    if rows:
        new = table_of("new", (*KEY, ("cut_by", DateTime(timezone=True))), rows)
        await session.execute(
            update(Assignment)
            .where(_ROW.bucket == new.c.bucket, _ROW.id == new.c.id)
            .values(cut_by=new.c.cut_by)
            .execution_options(synchronize_session=False)
        )


async def earliest(session: AsyncSession) -> dt.datetime | None:
    """The first moment at which a link has to be cut."""
    found: dt.datetime | None = await session.scalar(select(func.min(_ROW.cut_by)).where(_LINKED))
    return found


async def take(session: AsyncSession, reach: Reach) -> list[tuple[Ref, UUID]]:
    """The next assignments whose link is to be cut, with their departments, locked."""
    rows = await session.execute(
        select(_ROW.bucket, _ROW.id, _ROW.department_id)
        .where(_LINKED, _ROW.cut_by < reach.until)
        .order_by(_ROW.cut_by, _ROW.bucket, _ROW.id)
        .limit(reach.limit)
        .offset(reach.skip)
        .with_for_update(key_share=True, skip_locked=True)
    )
    return [(Ref("Assignment", row.bucket, row.id), row.department_id) for row in rows]


async def overdue(session: AsyncSession, ref: Ref, moment: dt.datetime) -> bool:
    """Whether this assignment keeps a target that had to be cut before `moment`; it is locked."""
    found = await session.execute(
        select(_ROW.id)
        .where(_ROW.bucket == ref.bucket, _ROW.id == ref.id, _LINKED, _ROW.cut_by < moment)
        .with_for_update(key_share=True)
    )
    return found.one_or_none() is not None


async def cut(session: AsyncSession, refs: Iterable[Ref]) -> None:
    """Let these assignments, locked, know their target no longer."""
    given = keys_of(refs)
    await session.execute(
        update(Assignment)
        .where(_ROW.bucket == given.c.bucket, _ROW.id == given.c.id)
        .values(target_bucket=None, target_id=None, restoration_id=None)
        .execution_options(synchronize_session=False)
    )
