"""Tells whom it concerns that an entry's validity has run out, which needs nobody to make it happen (L6, X3)."""

from __future__ import annotations

import datetime as dt

from hub.casework.cases import end_cases
from hub.casework.change import Change
from hub.casework.reminders import overseers_of
from hub.policy.exits import followed
from hub.policy.vocabulary import EventKind
from hub.policy.workdays import day_of, start_of
from hub.store.session import Session
from hub.store.statements import audience
from hub.store.statements import expiries as statements
from hub.store.statements import reminders as told
from hub.store.statements.assignments import departments_of
from hub.store.statements.reminders import Reach


async def tell_expired(change: Change, reach: Reach) -> int:
    """Tell of the next entries that have expired; how many were looked at.

    Told are the listing department, every department with an assignment, and the credit offices of the
    listing department's seat and the prefecture (X3, L7); of a black entry whose watch entry begins, that
    its subject has to be warned (X2). What had expired before the first sweep is no news.
    """
    since = await statements.begin(change.session, change.today)
    found = await statements.take(change.session, since, reach)
    if not found:
        # Nobody else is at work on them either: up to here everything is told.
        if reach.skip == 0 and await statements.earliest(change.session, since, day_of(reach.until)) is None:
            await statements.advance(change.session, day_of(reach.until))
        return 0
    exited = EventKind.ENTRY_EXITED
    telling = {(entry.ref, exited, start_of(entry.exit_day)): entry for entry in found}
    fresh = [telling[each] for each in await told.note(change.session, telling, change.moment)]
    fresh.sort(key=lambda entry: (entry.exit_day, entry.ref))
    refs = [entry.ref for entry in fresh]
    responding = await departments_of(change.session, refs)
    people = {entry.listed_by for entry in fresh}.union(*responding.values())
    now = await audience.standing_in(change.session, people, change.today)
    above = await overseers_of(change, {now[entry.listed_by] for entry in fresh})
    black = [entry.ref for entry in fresh if followed(entry.kind)]
    begun = await statements.begun_after(change.session, black, change.today)
    for entry in fresh:
        mine = now[entry.listed_by]
        responders = {now[each] for each in responding.get(entry.ref, ())}
        change.tell(exited, entry.ref, [mine, *sorted((responders | above[mine]) - {mine})])
        if entry.ref in begun:
            change.tell(EventKind.WARNING_DUE, begun[entry.ref], [mine])
    await end_cases(change, {entry.ref: entry.exit_day for entry in fresh})
    return len(found)


async def first_expiry(session: Session, today: dt.date) -> dt.datetime | None:
    """When the oldest expiry of which somebody has still to be told took effect."""
    since = await statements.begin(session, today)
    day = await statements.earliest(session, since, today)
    return None if day is None else start_of(day)
