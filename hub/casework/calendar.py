"""The working-day calendar is filled: years with an official notice confirmed, later ones projected (A5, O1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from hub.casework.change import Change
from hub.policy.workdays import DAY, project
from hub.store.statements import calendar as statements

FIRST_YEAR, LAST_CONFIRMED_YEAR = 2018, 2026
"""From the notice's own year to the last one whose holiday arrangement the package carries."""

CONFIRMED = "国务院办公厅关于{year}年部分节假日安排的通知 (chinesecalendar 1.11.0)"
PROJECTED = "全国年节及纪念日放假办法 (projected)"


async def fill_calendar(change: Change, statutory: Collection[dt.date]) -> int:
    """Write the calendar: confirmed years, and projected ones as far as `statutory` festival days reach.

    Safe to repeat: a confirmed day is never overwritten. Answers how many days were written.
    """
    years = {day.year for day in statutory if day.year > LAST_CONFIRMED_YEAR}
    rows = list(_confirmed())
    for year in range(LAST_CONFIRMED_YEAR + 1, max(years, default=LAST_CONFIRMED_YEAR) + 1):
        worked = project(year, statutory)
        rows += [_row(day, working, provisional=True, source=PROJECTED) for day, working in worked.items()]
    return await statements.fill(change.session, rows)


def _confirmed() -> Iterator[dict[str, Any]]:
    # Imported when asked for: its tables are needed once in a hub's life.
    import chinese_calendar  # noqa: PLC0415

    day = dt.date(FIRST_YEAR, 1, 1)
    while day.year <= LAST_CONFIRMED_YEAR:
        working = bool(chinese_calendar.is_workday(day))
        yield _row(day, working, provisional=False, source=CONFIRMED.format(year=day.year))
        day += DAY


def _row(day: dt.date, working: bool, *, provisional: bool, source: str) -> dict[str, Any]:
    return {"day": day, "working": working, "provisional": provisional, "source": source}
