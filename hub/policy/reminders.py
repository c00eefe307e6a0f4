"""What time alone has to tell: a deadline near, reached or passed, and to whom a late department is escalated (A5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Final
from uuid import UUID

from hub.policy.vocabulary import EventKind
from hub.policy.workdays import DAY, Calendar, day_of

LEAD: Final = "REMINDER_WORKING_DAYS_BEFORE"
"""The parameter: how many working days before a deadline it is called near."""

REMINDERS: Final = (EventKind.DEADLINE_NEAR, EventKind.DEADLINE_REACHED, EventKind.DEADLINE_PASSED)


def horizon(calendar: Calendar, today: dt.date, lead: int) -> dt.date:
    """The last day on which a deadline can lie that is near today: `lead` working days ahead, none without one."""
    return calendar.after(today, lead + 1).day - DAY if lead > 0 else today


def owed(
    deadline: dt.datetime, since: dt.datetime, *, near_until: dt.date, moment: dt.datetime
) -> EventKind | None:
    """What has to be told at `moment` about a duty that stands `since` and is due by `deadline` (A5).

    Only what is true at the moment: who slept through a reminder is told that the deadline has passed. A
    duty is not recalled on the day on which it arose.
    """
    if moment > deadline:
        return EventKind.DEADLINE_PASSED
    day, today = day_of(deadline), day_of(moment)
    if day_of(since) >= today or day > near_until:
        return None
    return EventKind.DEADLINE_REACHED if day <= today else EventKind.DEADLINE_NEAR


def escalation(
    late: UUID,
    seat: UUID,
    *,
    offices: Mapping[UUID, Collection[UUID]],
    parents: Mapping[UUID, UUID | None],
) -> frozenset[UUID]:
    """The credit offices that a late department is told to: its seat's, with a copy to the prefecture's (A5).

    `offices` are the credit offices by region, `parents` the region above each region. A late credit office
    is told to the one above it, as is a department whose region has none; of the prefecture's own
    lateness its office reads itself, since nobody stands above.
    """
    told: set[UUID] = set()
    region: UUID | None = seat
    top = seat
    while region is not None:
        others = set(offices.get(region, ())) - {late}
        if others and not told:
            told |= others
        top, region = region, parents.get(region)
    told |= set(offices.get(top, ())) - {late}
    return frozenset(told or offices.get(top, ()))
