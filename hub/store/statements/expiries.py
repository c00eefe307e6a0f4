"""Entries whose validity ran out: found for being told, up to the day that is told already (L6, X3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Text, and_, cast, exists, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.types import DateTime

from hub.policy.vocabulary import EventKind, ListKind
from hub.policy.workdays import DAY, day_of
from hub.store.graph.states import exit_day
from hub.store.ids import Ref
from hub.store.models import ListEntry, Swept, Told
from hub.store.statements.reminders import Reach
from hub.store.statements.sets import keys_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ROW = ListEntry.__table__.c
_TOLD = Told.__table__.c
_SWEPT = Swept.__table__.c
_WHAT = "expired entries"


@dataclass(frozen=True, slots=True)
class Expired:
    """An entry that ended by time alone: whose it was, its kind, and the first day without it."""

    ref: Ref
    kind: ListKind
    listed_by: UUID
    exit_day: dt.date


async def begin(session: AsyncSession, today: dt.date) -> dt.date:
    """Up to and including which exit day everything is told; with the first sweep it is today."""
    new = insert(Swept).values(what=_WHAT, until=today).on_conflict_do_nothing()
    await session.execute(new)
    found: dt.date = (await session.execute(select(_SWEPT.until).where(_SWEPT.what == _WHAT))).scalar_one()
    return found


async def advance(session: AsyncSession, until: dt.date) -> None:
    """Note that nothing is left to be told up to and including an exit day."""
    new = insert(Swept).values(what=_WHAT, until=until)
    further = func.greatest(_SWEPT.until, new.excluded.until)
    await session.execute(new.on_conflict_do_update(index_elements=[_SWEPT.what], set_={"until": further}))


def _untold(since: dt.date, until: dt.date) -> Any:
    at = func.timezone("Asia/Shanghai", cast(_ROW.valid_until + 1, DateTime(timezone=False)))
    told = exists(
        select(1).where(
            _TOLD.bucket == _ROW.bucket,
            _TOLD.object_id == _ROW.id,
            _TOLD.event == cast(EventKind.ENTRY_EXITED.value, Text),
            _TOLD.due_at == at,
        )
    )
    # Exit days after `since` and up to `until`; the last day of validity is the day before.
    return and_(
        _ROW.exited_on.is_(None), _ROW.valid_until >= since, _ROW.valid_until < until, ~_ROW.erased, ~told
    )


async def earliest(session: AsyncSession, since: dt.date, today: dt.date) -> dt.date | None:
    """The first exit day of which somebody has still to be told."""
    asked = select(func.min(_ROW.valid_until)).where(_untold(since, today))
    found: dt.date | None = await session.scalar(asked)
    return None if found is None else found + DAY


async def take(session: AsyncSession, since: dt.date, reach: Reach) -> list[Expired]:
    """The next expired entries to be told of, locked; those that another sweep holds are left to it."""
    rows = await session.execute(
        select(_ROW.bucket, _ROW.id, _ROW.kind, _ROW.listed_by, _ROW.valid_until)
        .where(_untold(since, day_of(reach.until)))
        .order_by(_ROW.valid_until, _ROW.bucket, _ROW.id)
        .limit(reach.limit)
        .offset(reach.skip)
        .with_for_update(key_share=True, skip_locked=True)
    )
    return [
        Expired(
            Ref("ListEntry", row.bucket, row.id), ListKind(row.kind), row.listed_by, row.valid_until + DAY
        )
        for row in rows
    ]


async def begun_after(session: AsyncSession, entries: Iterable[Ref], today: dt.date) -> dict[Ref, Ref]:
    """The watch entries in force that follow these black ones: black -> watch (X2)."""
    given = keys_of(entries)
    rows = await session.execute(
        select(_ROW.bucket, _ROW.id, _ROW.follows_id)
        .join_from(given, ListEntry, and_(_ROW.bucket == given.c.bucket, _ROW.follows_id == given.c.id))
        .where(_ROW.valid_from <= today, exit_day(ListEntry.__table__) > today)
    )
    return {
        Ref("ListEntry", row.bucket, row.follows_id): Ref("ListEntry", row.bucket, row.id) for row in rows
    }
