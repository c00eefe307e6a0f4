"""Deadlines in working days of the official calendar: make-up days, holidays, projected years (A5, O1)."""

from __future__ import annotations

import datetime as dt

import pytest

from hub.policy.workdays import Calendar, day_of, end_of, project, start_of

D = dt.date

# National Day 2026 as its notice has it: 1-7 October off, 20 September and 10 October worked.
OFF = [D(2026, 10, day) for day in (1, 2, 5, 6, 7)]
CALENDAR = Calendar(
    {**dict.fromkeys(OFF, False), D(2026, 9, 20): True, D(2026, 10, 10): True}, provisional_from=D(2027, 1, 1)
)


@pytest.mark.parametrize(
    ("trigger", "days", "due"),
    [
        (D(2026, 9, 7), 1, D(2026, 9, 8)),
        (D(2026, 9, 11), 1, D(2026, 9, 14)),
        (D(2026, 9, 12), 1, D(2026, 9, 14)),
        (D(2026, 9, 18), 1, D(2026, 9, 20)),
        (D(2026, 9, 30), 1, D(2026, 10, 8)),
        (D(2026, 9, 30), 3, D(2026, 10, 10)),
        (D(2026, 9, 30), 4, D(2026, 10, 12)),
        (D(2026, 9, 7), 20, D(2026, 10, 9)),
        (D(2026, 9, 7), 0, D(2026, 9, 7)),
    ],
)
def test_the_day_after_the_trigger_is_day_one(trigger: dt.date, days: int, due: dt.date) -> None:
    deadline = CALENDAR.after(trigger, days)
    assert deadline.day == due
    assert deadline.provisional is False


def test_a_deadline_is_the_end_of_its_day_in_shanghai() -> None:
    assert CALENDAR.after(D(2026, 9, 7), 1).at == dt.datetime(2026, 9, 8, 15, 59, 59, tzinfo=dt.UTC)


def test_a_deadline_that_reaches_beyond_the_confirmed_days_is_provisional() -> None:
    assert CALENDAR.after(D(2026, 12, 28), 3).provisional is False
    assert CALENDAR.after(D(2026, 12, 28), 4).provisional is True
    assert CALENDAR.after(D(2026, 12, 28), 4).day == D(2027, 1, 1)


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (D(2026, 9, 7), D(2026, 9, 7), 0),
        (D(2026, 9, 8), D(2026, 9, 7), 0),
        (D(2026, 9, 7), D(2026, 9, 8), 1),
        (D(2026, 9, 11), D(2026, 9, 13), 0),
        (D(2026, 9, 30), D(2026, 10, 10), 3),
    ],
)
def test_working_days_between_count_the_last_day_and_not_the_first(
    since: dt.date, until: dt.date, days: int
) -> None:
    assert CALENDAR.between(since, until) == days


def test_counting_is_the_inverse_of_adding() -> None:
    for days in range(1, 60):
        assert CALENDAR.between(D(2026, 9, 3), CALENDAR.after(D(2026, 9, 3), days).day) == days


def test_a_moment_late_in_the_evening_utc_is_the_next_day_in_shanghai() -> None:
    assert day_of(dt.datetime(2026, 9, 7, 15, 59, 59, tzinfo=dt.UTC)) == D(2026, 9, 7)
    assert day_of(dt.datetime(2026, 9, 7, 16, 0, tzinfo=dt.UTC)) == D(2026, 9, 8)
    assert start_of(D(2026, 9, 8)) == dt.datetime(2026, 9, 7, 16, 0, tzinfo=dt.UTC)
    assert end_of(D(2026, 9, 7)) + dt.timedelta(seconds=1) == start_of(D(2026, 9, 8))


FESTIVALS = frozenset({D(2027, 1, 1), D(2027, 2, 5), D(2027, 2, 6), D(2027, 2, 7), D(2027, 2, 8)})


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (D(2027, 1, 1), False),
        (D(2027, 1, 2), False),
        (D(2027, 1, 4), True),
        (D(2027, 2, 5), False),
        (D(2027, 2, 8), False),
        (D(2027, 2, 9), False),
        (D(2027, 2, 10), False),
        (D(2027, 2, 11), True),
    ],
)
def test_a_projected_year_makes_up_festivals_on_weekends_on_the_next_working_days(
    day: dt.date, worked: bool
) -> None:
    assert project(2027, FESTIVALS)[day] is worked


def test_a_projected_year_has_every_day_and_no_make_up_weekend() -> None:
    year = project(2028, FESTIVALS)
    assert len(year) == 366
    assert not any(worked for day, worked in year.items() if day.weekday() >= 5)
