"""Suspends the sanctions of entries under verification, in every county at once, and lets them go on after it (O2).

The caller has locked the entries; the assignments are locked here, in key order.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from hub.casework.change import Change
from hub.casework.releases import write_settled
from hub.policy.assignments import ASSIGNMENT
from hub.policy.objections import suspends
from hub.policy.pauses import Pause
from hub.policy.suspensions import moved
from hub.policy.vocabulary import AssignmentState, AssignmentStep, EventKind
from hub.policy.workdays import DAY, Calendar, day_of
from hub.store.ids import Ref
from hub.store.statements import assignments as statements
from hub.store.statements import audience, objections, pauses
from hub.store.statements import calendar as calendars
from hub.store.statements.assignments import Held


async def suspend(change: Change, entries: Collection[Ref]) -> int:
    """Suspend the live sanctions of entries, whoever carries them out; how many. Incentives run on."""
    locked = list((await statements.lock_of_entries(change.session, entries)).values())
    live = [held for held in locked if held.standing.settled(change.today) is held.standing]
    await write_settled(change, locked)
    suspended = [
        replace(held, standing=held.standing.suspend(change.moment))
        for held in live
        if suspends(held.side) and held.standing.state is not AssignmentState.SUSPENDED
    ]
    await statements.write(change.session, suspended)
    await _tell(change, suspended, EventKind.ASSIGNMENT_SUSPENDED, AssignmentStep.SUSPEND)
    return len(suspended)


async def suspend_verified(change: Change, entries: Collection[Ref]) -> int:
    """Suspend what lives again of those entries to which an objection is open; how many (O2)."""
    verified = await objections.verified(change.session, entries) if entries else frozenset()
    return await suspend(change, verified) if verified else 0


async def resume(change: Change, entries: Collection[Ref]) -> int:
    """Let the suspended sanctions of entries go on where they were, with the time that is left to them; how many."""
    suspended = [AssignmentState.SUSPENDED]
    locked = list((await statements.lock_of_entries(change.session, entries, suspended)).values())
    if not locked:
        return 0
    days = [day_of(moment) for held in locked for moment in _moments(held)]
    calendar = await calendars.load(change.session, min([change.today, *days]))
    await write_settled(change, locked)
    paused = await pauses.of_entries(change.session, entries)
    resumed = [
        _resumed(change, held, calendar, _paused(held, paused))
        for held in locked
        if held.standing.settled(change.today) is held.standing
    ]
    await statements.write(change.session, resumed)
    await _tell(change, resumed, EventKind.ASSIGNMENT_RESUMED, AssignmentStep.RESUME)
    return len(resumed)


def _moments(held: Held) -> list[dt.datetime]:
    since = held.standing.suspended_at
    return [held.acknowledge_by, held.implement_by, *([since] if since is not None else ())]


def _paused(held: Held, paused: Mapping[Ref, Sequence[Pause]]) -> frozenset[dt.date]:
    """The days on which a pause rests the measure: its deadlines have moved by them already (P3)."""
    entry = None if held.entry_id is None else Ref("ListEntry", held.ref.bucket, held.entry_id)
    theirs = () if entry is None else paused.get(entry, ())
    covering = [pause for pause in theirs if pause.covers(held.measure_code, held.department_id)]
    return frozenset(
        pause.first + n * DAY for pause in covering for n in range((pause.last - pause.first).days + 1)
    )


def _resumed(change: Change, held: Held, calendar: Calendar, given: frozenset[dt.date]) -> Held:
    standing = held.standing.resume()
    suspended_at = held.standing.suspended_at
    # What was issued for a later day (A7) loses no time before it.
    since = change.moment if suspended_at is None else max(suspended_at, held.issued_at)
    terms = moved(
        standing.state,
        acknowledge_by=held.acknowledge_by,
        implement_by=held.implement_by,
        since=day_of(since),
        until=change.today,
        calendar=calendar,
        given=given,
    )
    return replace(
        held,
        acknowledge_by=terms.acknowledge_by,
        implement_by=terms.implement_by,
        extended_days=held.extended_days + terms.days,
        standing=replace(standing, provisional=standing.provisional or terms.provisional),
    )


async def _tell(change: Change, items: Sequence[Held], kind: EventKind, step: AssignmentStep) -> None:
    now = await audience.standing_in(change.session, {held.department_id for held in items}, change.today)
    for held in items:
        change.tell(kind, held.ref, [now[held.department_id]])
        change.history(held.ref, kind.value, ASSIGNMENT.clause(step))
