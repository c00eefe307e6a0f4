"""The calendar: official years confirmed, later years projected, and a deadline on each."""

from __future__ import annotations

import datetime as dt

from hub.casework.calendar import fill_calendar
from hub.casework.change import Change
from hub.policy.workdays import Calendar, Deadline
from hub.store.models import CalendarDay
from hub.store.session import Store
from hub.store.statements import calendar as statements
from tests.support.actions import City, due
from tests.support.small_city import STATUTORY, build

D = dt.date


async def loaded(city: City, since: dt.date = dt.date.min) -> Calendar:
    return await city.run("quanzhou-credit", lambda change: statements.load(change.session, since))


async def test_the_official_years_are_confirmed_and_later_ones_provisional(store: Store) -> None:
    city = await build(store)
    rows = {row.day: row for row in await city.rows(CalendarDay)}
    assert min(rows) == D(2018, 1, 1)
    assert max(rows) == D(2028, 12, 31)
    assert len(rows) == (max(rows) - min(rows)).days + 1
    assert {row.provisional for day, row in rows.items() if day.year <= 2026} == {False}
    assert {row.provisional for day, row in rows.items() if day.year >= 2027} == {True}
    assert sum(row.working for day, row in rows.items() if day.year == 2026) == 248
    assert rows[D(2026, 10, 10)].working is True
    assert rows[D(2026, 10, 7)].working is False
    assert rows[D(2027, 1, 1)].working is False


async def test_filling_twice_changes_nothing(store: Store) -> None:
    city = await build(store)
    again = await city.run("quanzhou-credit", lambda change: fill_calendar(change, STATUTORY))
    assert again == 0


async def test_a_better_projection_replaces_a_projected_day_and_never_a_confirmed_one(store: Store) -> None:
    city = await build(store)
    more = [*STATUTORY, D(2027, 4, 5), D(2026, 9, 8)]
    assert await city.run("quanzhou-credit", lambda change: fill_calendar(change, more)) == 1
    calendar = await loaded(city)
    assert calendar.working(D(2027, 4, 5)) is False
    assert calendar.working(D(2026, 9, 8)) is True


async def test_a_notice_replaces_projected_days_and_they_are_provisional_no_longer(store: Store) -> None:
    city = await build(store)
    notice = [
        {
            "day": D(2027, 1, 1) + dt.timedelta(days=n),
            "working": n > 2,
            "provisional": False,
            "source": "notice",
        }
        for n in range(365)
    ]

    async def load(change: Change) -> int:
        return await statements.fill(change.session, notice)

    assert await city.run("quanzhou-credit", load) == 365
    calendar = await loaded(city)
    assert calendar.provisional_from == D(2028, 1, 1)
    assert calendar.working(D(2027, 1, 3)) is False


async def test_deadlines_skip_the_holidays_and_count_the_make_up_days(store: Store) -> None:
    city = await build(store)
    calendar = await loaded(city, D(2026, 9, 1))
    assert calendar.after(D(2026, 9, 30), 3) == Deadline(D(2026, 10, 10), provisional=False)
    assert calendar.after(D(2026, 9, 30), 3).at == due(2026, 10, 10)
    assert calendar.after(D(2026, 12, 30), 2) == Deadline(D(2027, 1, 4), provisional=True)


async def test_beyond_the_calendar_a_deadline_goes_on_provisionally(store: Store) -> None:
    city = await build(store)
    calendar = await loaded(city)
    assert calendar.after(D(2041, 9, 2), 1) == Deadline(D(2041, 9, 3), provisional=True)
