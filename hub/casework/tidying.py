"""Tidies up what has had its time: keys of repeated calls, notices of errors, messages beyond the retention."""

from __future__ import annotations

import datetime as dt

from hub.casework.change import Change
from hub.policy.workdays import DAY, start_of
from hub.store.session import Session
from hub.store.statements import parameters
from hub.store.statements import tidying as statements
from hub.store.statements.reminders import Reach

RETENTION = "NOTIFICATION_RETENTION_DAYS"
"""The parameter: how many days a message is kept in an inbox; without it for ever."""

_AT_ONCE = 5000
"""Messages deleted in one change: an inbox that is locked takes no new ones meanwhile."""


async def forget_keys(change: Change, reach: Reach) -> int:
    """Delete the next idempotency keys that nobody can repeat any more; how many."""
    return await statements.forget_keys(change.session, reach)


async def forget_messages(change: Change, reach: Reach) -> int:
    """Delete the oldest messages of an inbox that are beyond the retention; how many."""
    days = await parameters.value(change.session, RETENTION, change.today)
    if days is None:
        return 0
    return await statements.forget_messages(change.session, reach.until - dt.timedelta(days=days), _AT_ONCE)


async def forget_notices(change: Change, reach: Reach) -> int:
    """Delete the texts of the next notices of errors whose last day is over (X3); nobody reads them any more. How many."""
    return await statements.forget_notices(change.session, reach)


async def first_notice(session: Session) -> dt.datetime | None:
    """When the oldest notice of an error could be forgotten that is still there."""
    last = await statements.first_notice(session)
    return None if last is None else start_of(last + DAY)


async def first_key(session: Session, moment: dt.datetime) -> dt.datetime | None:
    """When the oldest key could be forgotten that is still there."""
    return await statements.first_key(session, moment)


async def first_message(session: Session, moment: dt.datetime, today: dt.date) -> dt.datetime | None:
    """When the oldest message beyond the retention could be forgotten."""
    days = await parameters.value(session, RETENTION, today)
    if days is None:
        return None
    kept = dt.timedelta(days=days)
    sent = await statements.first_message(session, moment - kept)
    return None if sent is None else sent + kept
