"""What a verification does to the time an assignment has: its deadlines move by the working days it lasted (O2, A5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from hub.policy.vocabulary import AssignmentState
from hub.policy.workdays import DAY, Calendar, Deadline, day_of


@dataclass(frozen=True, slots=True)
class Moved:
    """The deadlines after a suspension, and by how many working days they moved."""

    acknowledge_by: dt.datetime
    implement_by: dt.datetime
    days: int
    provisional: bool


def moved(
    state: AssignmentState,
    *,
    acknowledge_by: dt.datetime,
    implement_by: dt.datetime,
    since: dt.date,
    until: dt.date,
    calendar: Calendar,
    given: Collection[dt.date] = (),
) -> Moved:
    """The deadlines of an assignment that goes on in `state` after a suspension from `since` to `until` (A5).

    The day after `since` is the first that counts, as for every deadline; `given` are days for which a pause
    has moved the deadlines already (P3). Only what is still owed moves: the
    acknowledgement until it is given, the implementation until it is reported. `calendar` begins no later
    than the earliest of these days.
    """
    lost = [since + n * DAY for n in range(1, (until - since).days + 1)]
    days = sum(calendar.working(day) for day in lost if day not in given)
    if state is AssignmentState.IMPLEMENTED or days == 0:
        return Moved(acknowledge_by, implement_by, 0, provisional=False)
    implement = calendar.after(day_of(implement_by), days)
    if state is not AssignmentState.ISSUED:
        return Moved(acknowledge_by, implement.at, days, implement.provisional)
    acknowledge = calendar.after(day_of(acknowledge_by), days)
    return Moved(acknowledge.at, implement.at, days, _either(acknowledge, implement))


def _either(one: Deadline, other: Deadline) -> bool:
    return one.provisional or other.provisional
