"""The numbers of the notice and of the law around it as dated data: a value with its unit, and the days it makes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from hub.policy.validity import months_later
from hub.policy.workdays import Calendar, Deadline

_MONTHS_OF_A_YEAR = 12


class Unit(StrEnum):
    """What a number counts."""

    WORKING_DAY = "WORKING_DAY"
    DAY = "DAY"
    DAY_OF_MONTH = "DAY_OF_MONTH"
    MONTH = "MONTH"
    YEAR = "YEAR"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number in force on some day, such as the 20 working days of §5.6."""

    code: str
    value: int
    unit: Unit

    def due(self, trigger: dt.date, calendar: Calendar) -> Deadline:
        """The last day of so much time after `trigger`; only working days can be provisional (A5, O1)."""
        if self.unit is Unit.WORKING_DAY:
            return calendar.after(trigger, self.value)
        if self.unit is Unit.DAY:
            return Deadline(trigger + dt.timedelta(days=self.value), provisional=False)
        if self.unit in (Unit.MONTH, Unit.YEAR):
            months = self.value * (_MONTHS_OF_A_YEAR if self.unit is Unit.YEAR else 1)
            return Deadline(months_later(trigger, months), provisional=False)
        message = f"{self.code} is a day of the month and no length of time"
        raise ValueError(message)
