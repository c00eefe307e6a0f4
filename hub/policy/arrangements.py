"""A year's official arrangement of holidays: which weekdays are off, which weekend days are worked (O1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from hub.errors import Misconfigured
from hub.policy.names import blank
from hub.policy.workdays import DAY

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What the State Council's office has announced for one year; every other day is as the week has it."""

    year: int
    source: str
    off: frozenset[dt.date]
    worked: frozenset[dt.date]

    @classmethod
    def of(cls, year: int, source: str, off: Collection[dt.date], worked: Collection[dt.date]) -> Arrangement:
        """An arrangement that makes sense; Misconfigured, in one line, for one that does not."""
        where = f"the arrangement of {year}"
        if blank(source):
            raise Misconfigured(f"{where} names no source: give the notice's title and document number")
        if not off:
            raise Misconfigured(f"{where} has no holidays")
        for day in sorted({*off, *worked}):
            if day.year != year:
                raise Misconfigured(f"{where} names {day}, which is in another year")
        for day in sorted(worked):
            if day.weekday() < _SATURDAY:
                raise Misconfigured(f"{where} makes {day} worked, which is no weekend day")
            if day in off:
                raise Misconfigured(f"{where} has {day} both off and worked")
        return cls(year, source.strip(), frozenset(off), frozenset(worked))

    def days(self) -> dict[dt.date, bool]:
        """Every day of the year, and whether it is worked."""
        first = dt.date(self.year, 1, 1)
        span = (dt.date(self.year + 1, 1, 1) - first).days
        days = [first + n * DAY for n in range(span)]
        return {
            day: day in self.worked or (day.weekday() < _SATURDAY and day not in self.off) for day in days
        }
