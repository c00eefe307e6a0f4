"""A frozen deadline computed anew, when the official calendar of its year has come (A5, O1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from hub.policy.workdays import Calendar, Deadline, day_of


@dataclass(frozen=True, slots=True)
class Term:
    """So many working days after a day; `due` is the deadline as it stands."""

    trigger: dt.date
    days: int
    due: dt.date

    def anew(self, calendar: Calendar, today: dt.date) -> Deadline:
        """The deadline by the calendar as it is now; one that has passed stays, since nobody can keep it any more."""
        if self.due < today:
            return Deadline(self.due, provisional=False)
        return calendar.after(self.trigger, self.days)


def term(trigger: dt.date, days: int, due: dt.datetime) -> Term:
    """A term whose deadline is a moment."""
    return Term(trigger, days, day_of(due))
