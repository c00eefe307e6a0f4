"""Reminds departments of their deadlines, and escalates those that were let pass (A5, §7.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from hub.casework.change import Change
from hub.policy.reminders import LEAD, escalation, horizon, owed
from hub.policy.vocabulary import EventKind
from hub.store.session import Session
from hub.store.statements import audience, case_deadlines, parameters
from hub.store.statements import calendar as calendars
from hub.store.statements import reminders as statements
from hub.store.statements.reminders import Deadline, Reach


async def remind(change: Change, reach: Reach) -> int:
    """Tell of the next deadlines that are near, reached or passed; how many were looked at.

    Each is told once, however many sweeps there are: what is told is written down in the same change.
    """
    near_until = await _near_until(change.session, change.today)
    found = await statements.take(change.session, change.moment, near_until, reach)
    return await _remind(change, found, near_until)


async def remind_of_cases(change: Change, reach: Reach) -> int:
    """The same for objections to be verified, restorations to be closed, repairs to be decided (O4, P1)."""
    near_until = await _near_until(change.session, change.today)
    found = await case_deadlines.take(change.session, change.moment, near_until, reach)
    return await _remind(change, found, near_until)


async def _remind(change: Change, found: Sequence[Deadline], near_until: dt.date) -> int:
    department = {deadline.ref: deadline.department_id for deadline in found}
    events = [
        (deadline.ref, event, deadline.due_at)
        for deadline in found
        if (event := owed(deadline.due_at, deadline.since, near_until=near_until, moment=change.moment))
    ]
    fresh = await statements.note(change.session, events, change.moment)
    now = await audience.standing_in(change.session, department.values(), change.today)
    late = {now[department[ref]] for ref, event, _ in fresh if event is EventKind.DEADLINE_PASSED}
    above = await overseers_of(change, late)
    for ref, event, _ in (each for each in events if each in fresh):
        responder = now[department[ref]]
        told = above[responder] if event is EventKind.DEADLINE_PASSED else (responder,)
        change.tell(event, ref, sorted(told))
    return len(found)


async def first_deadline(session: Session, moment: dt.datetime, today: dt.date) -> dt.datetime | None:
    """When the oldest deadline of which something is still to be told fell due."""
    return await statements.earliest(session, moment, await _near_until(session, today))


async def first_case(session: Session, moment: dt.datetime, today: dt.date) -> dt.datetime | None:
    """The same for objections, restorations and repairs."""
    return await case_deadlines.earliest(session, moment, await _near_until(session, today))


async def overseers_of(change: Change, late: Iterable[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """The credit offices that each late department is told to: the next above it, and the prefecture's (A5)."""
    departments = set(late)
    if not departments:
        return {}
    known = await statements.seats(change.session, departments, change.today)
    return {
        department: escalation(
            department, known.seat[department], offices=known.offices, parents=known.parents
        )
        for department in departments
    }


async def _near_until(session: Session, today: dt.date) -> dt.date:
    lead = await parameters.value(session, LEAD, today)
    return horizon(await calendars.load(session, today), today, lead or 0)
