"""The working-day calendar: deadlines by the official calendar with its make-up days (A5, O1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

SHANGHAI = dt.timezone(dt.timedelta(hours=8), "Asia/Shanghai")
"""China has kept UTC+8 without daylight saving since 1991; no deadline of the hub is older."""

DAY = dt.timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a last working day; `provisional` while it relies on days no notice has confirmed."""

    day: dt.date
    provisional: bool

    @property
    def at(self) -> dt.datetime:
        """23:59:59 of the day in Asia/Shanghai, as an aware UTC moment."""
        return end_of(self.day)


@dataclass(frozen=True)
class Calendar:
    """Which days are worked: Monday to Friday, except where `exceptions` says otherwise.

    `exceptions` maps a day to whether it is worked (a holiday on a weekday: False, a make-up day on a
    weekend: True). From `provisional_from` on, the days are projected and no notice confirms them (O1).
    """

    exceptions: Mapping[dt.date, bool]
    provisional_from: dt.date
    _known: dict[tuple[dt.date, int], Deadline] = field(default_factory=dict, repr=False, compare=False)

    def working(self, day: dt.date) -> bool:
        """Whether `day` is a working day."""
        return self.exceptions.get(day, day.weekday() < _SATURDAY)

    def after(self, trigger: dt.date, days: int) -> Deadline:
        """The deadline `days` working days after `trigger`, the day after which is day 1 (A5).

        0 days is the end of the trigger's own day.
        """
        key = (trigger, days)
        if key not in self._known:
            day, left = trigger, days
            while left > 0:
                day += DAY
                left -= self.working(day)
            self._known[key] = Deadline(day, provisional=day >= self.provisional_from)
        return self._known[key]

    def between(self, since: dt.date, until: dt.date) -> int:
        """The working days after `since` up to and including `until`; 0 where `until` is not later."""
        span = (until - since).days
        return sum(self.working(since + n * DAY) for n in range(1, span + 1))


def end_of(day: dt.date) -> dt.datetime:
    """23:59:59 of `day` in Asia/Shanghai, as an aware UTC moment."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), SHANGHAI).astimezone(dt.UTC)


def start_of(day: dt.date) -> dt.datetime:
    """00:00 of `day` in Asia/Shanghai, as an aware UTC moment."""
    return dt.datetime.combine(day, dt.time(), SHANGHAI).astimezone(dt.UTC)


def day_of(moment: dt.datetime) -> dt.date:
    """The calendar day of an aware moment in Asia/Shanghai."""
    return moment.astimezone(SHANGHAI).date()


def project(year: int, statutory: Collection[dt.date]) -> dict[dt.date, bool]:
    """Every day of a year without a notice, and whether it is projected as worked (O1).

    Weekdays are worked, statutory festival days are not; one that falls on a weekend is made up on the
    next weekday that is worked (全国年节及纪念日放假办法). Bridges and make-up weekends are the yearly
    notice's own decision: a projection has none.
    """
    first = dt.date(year, 1, 1)
    days = [first + n * DAY for n in range((dt.date(year + 1, 1, 1) - first).days)]
    worked = {day: day.weekday() < _SATURDAY and day not in statutory for day in days}
    for festival in sorted(day for day in statutory if day.year == year and day.weekday() >= _SATURDAY):
        later = (day for day in days if day > festival and worked[day])
        made_up = next(later, None)
        if made_up is not None:
            worked[made_up] = False
    return worked
