"""When an entry is in force (L6): dates only, half-open [valid-from, exit day), terms in whole months."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from hub.policy.vocabulary import ExitGround

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Validity:
    """The days of one entry: `valid_until` is the last whole day, `exited_on` the recorded exit day if any.

    `exited_on` may lie ahead: a red entry is lost on the day the black one takes effect. Natural
    expiry is never recorded; it is the day after `valid_until`.
    """

    valid_from: date
    valid_until: date
    exited_on: date | None = None
    exit_ground: ExitGround | None = None

    @property
    def exit_day(self) -> date:
        """The first day on which the entry is no longer in force."""
        expiry = self.valid_until + DAY
        return expiry if self.exited_on is None else min(self.exited_on, expiry)

    def in_force(self, on: date) -> bool:
        """Whether the entry is in force on the day `on`; false on its exit day."""
        return self.valid_from <= on < self.exit_day

    def exited(self, on: date) -> bool:
        """Whether the entry has left its list by the day `on`."""
        return self.exit_day <= on

    def ground(self, on: date) -> ExitGround | None:
        """Why the entry has left its list by the day `on`: EXPIRED by time, nothing while it stands."""
        if not self.exited(on):
            return None
        return self.exit_ground or ExitGround.EXPIRED

    def overlaps(self, other: Validity) -> bool:
        """Whether some day belongs to both; an entry that exits on its first day has no day."""
        return max(self.valid_from, other.valid_from) < min(self.exit_day, other.exit_day)


def months_later(day: date, months: int) -> date:
    """The same day `months` later, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day(valid_from: date, months: int) -> date:
    """The last whole day of a term of `months` that the hub itself writes: the day before the same day."""
    return months_later(valid_from, months) - DAY


def within_term(valid_from: date, valid_until: date, least: int, most: int) -> bool:
    """Whether a term lies within `least` and `most` months (L6).

    A term of n months may end on the same day n months later (or that month's last) or the day before.
    """
    return last_day(valid_from, least) <= valid_until <= months_later(valid_from, most)
