"""Deletes what has had its time: idempotency keys, notices of errors, messages older than the inboxes keep."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, func, select, update

from hub.policy.workdays import day_of
from hub.store.models import Idempotency, Inbox, Notification, Publication
from hub.store.statements.changes import KEPT
from hub.store.statements.sets import keys

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from hub.store.statements.reminders import Reach

_KEY = Idempotency.__table__.c
_INBOX = Inbox.__table__.c
_MESSAGE = Notification.__table__.c
_PUBLICATION = Publication.__table__.c


async def first_key(session: AsyncSession, moment: dt.datetime) -> dt.datetime | None:
    """When the oldest idempotency key could go that is still there."""
    oldest: dt.datetime | None = await session.scalar(select(func.min(_KEY.created_at)))
    return None if oldest is None or oldest > moment - KEPT else oldest + KEPT


async def forget_keys(session: AsyncSession, reach: Reach) -> int:
    """Delete the next idempotency keys that nobody can repeat any more; how many."""
    old = (
        select(_KEY.department_id, _KEY.mutation, _KEY.key)
        .where(_KEY.created_at <= reach.until - KEPT)
        .order_by(_KEY.created_at)
        .limit(reach.limit)
        .offset(reach.skip)
        .with_for_update(skip_locked=True)
    )
    rows = (await session.execute(old)).all()
    for row in rows:
        await session.execute(
            delete(Idempotency)
            .where(
                _KEY.department_id == row.department_id, _KEY.mutation == row.mutation, _KEY.key == row.key
            )
            .execution_options(synchronize_session=False)
        )
    return len(rows)


_OLDEST = (
    select(_MESSAGE.occurred_at)
    .where(_MESSAGE.department_id == _INBOX.department_id, _MESSAGE.number >= _INBOX.oldest)
    .order_by(_MESSAGE.number)
    .limit(1)
    .correlate(Inbox.__table__)
    .scalar_subquery()
)
"""When the oldest message that an inbox keeps was sent."""


async def first_message(session: AsyncSession, until: dt.datetime) -> dt.datetime | None:
    """When the oldest message sent up to `until` was sent that an inbox still keeps."""
    found: dt.datetime | None = await session.scalar(
        select(func.min(_OLDEST)).select_from(Inbox).where(until >= _OLDEST)
    )
    return found


async def forget_messages(session: AsyncSession, until: dt.datetime, limit: int) -> int:
    """Delete the oldest messages, sent up to `until`, of one inbox that nobody writes to now; how many.

    Whoever follows from before them is told so (`CursorExpired`), never passed over in silence.
    """
    inbox = (
        await session.execute(
            select(_INBOX.department_id, _INBOX.oldest)
            .where(until >= _OLDEST)
            .order_by(_INBOX.department_id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
    ).one_or_none()
    if inbox is None:
        return 0
    department: UUID = inbox.department_id
    rows = await session.execute(
        select(_MESSAGE.number, _MESSAGE.occurred_at)
        .where(and_(_MESSAGE.department_id == department, _MESSAGE.number >= inbox.oldest))
        .order_by(_MESSAGE.number)
        .limit(limit)
    )
    last = inbox.oldest - 1
    for row in rows:
        if row.occurred_at > until:
            break
        last = row.number
    await session.execute(
        delete(Notification)
        .where(_MESSAGE.department_id == department, _MESSAGE.number <= last)
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        update(Inbox)
        .where(_INBOX.department_id == department)
        .values(oldest=last + 1)
        .execution_options(synchronize_session=False)
    )
    return int(last - inbox.oldest + 1)


async def first_notice(session: AsyncSession) -> dt.date | None:
    """The day after which the oldest notice of an error is no longer read that is still there."""
    found: dt.date | None = await session.scalar(
        select(func.min(_PUBLICATION.notice_until)).where(_PUBLICATION.notice.is_not(None))
    )
    return found


async def forget_notices(session: AsyncSession, reach: Reach) -> int:
    """Delete the texts of the next notices of errors whose last day is over; how many (X3, X4)."""
    rows = await session.execute(
        select(_PUBLICATION.bucket, _PUBLICATION.id)
        .where(_PUBLICATION.notice.is_not(None), _PUBLICATION.notice_until < day_of(reach.until))
        .order_by(_PUBLICATION.notice_until, _PUBLICATION.bucket, _PUBLICATION.id)
        .limit(reach.limit)
        .offset(reach.skip)
        .with_for_update(key_share=True, skip_locked=True)
    )
    given = [(row.bucket, row.id) for row in rows]
    if given:
        old = keys(given)
        await session.execute(
            update(Publication)
            .where(_PUBLICATION.bucket == old.c.bucket, _PUBLICATION.id == old.c.id)
            .values(notice=None)
            .execution_options(synchronize_session=False)
        )
    return len(given)
