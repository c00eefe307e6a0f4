"""Reminders before and at a deadline, escalation after it, and who stands above a late department (A5)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from hub.policy.reminders import escalation, horizon, owed
from hub.policy.vocabulary import EventKind
from hub.policy.workdays import Calendar, end_of, start_of

D = dt.date
OFF = [D(2026, 10, day) for day in (1, 2, 5, 6, 7)]
CALENDAR = Calendar(
    {**dict.fromkeys(OFF, False), D(2026, 9, 20): True, D(2026, 10, 10): True}, provisional_from=D(2027, 1, 1)
)
NEAR, REACHED, PASSED = EventKind.DEADLINE_NEAR, EventKind.DEADLINE_REACHED, EventKind.DEADLINE_PASSED


@pytest.mark.parametrize(
    ("today", "lead", "last"),
    [
        (D(2026, 9, 7), 0, D(2026, 9, 7)),
        (D(2026, 9, 7), 2, D(2026, 9, 9)),
        (D(2026, 9, 10), 1, D(2026, 9, 13)),
        (D(2026, 9, 17), 2, D(2026, 9, 20)),
        (D(2026, 9, 29), 2, D(2026, 10, 8)),
    ],
)
def test_a_deadline_is_near_by_working_days(today: dt.date, lead: int, last: dt.date) -> None:
    assert horizon(CALENDAR, today, lead) == last
    for day in (last, last + dt.timedelta(days=1)):
        assert (CALENDAR.between(today, day) <= lead) is (day == last)


@pytest.mark.parametrize(
    ("today", "since", "deadline", "told"),
    [
        (D(2026, 9, 9), D(2026, 9, 1), D(2026, 9, 14), None),
        (D(2026, 9, 10), D(2026, 9, 1), D(2026, 9, 14), NEAR),
        (D(2026, 9, 14), D(2026, 9, 1), D(2026, 9, 14), REACHED),
        (D(2026, 9, 15), D(2026, 9, 1), D(2026, 9, 14), PASSED),
        (D(2026, 9, 30), D(2026, 9, 1), D(2026, 9, 14), PASSED),
        (D(2026, 9, 10), D(2026, 9, 10), D(2026, 9, 14), None),
        (D(2026, 9, 11), D(2026, 9, 10), D(2026, 9, 14), NEAR),
    ],
)
def test_what_is_told_of_a_deadline_is_what_is_true_that_day(
    today: dt.date, since: dt.date, deadline: dt.date, told: EventKind | None
) -> None:
    found = owed(
        end_of(deadline),
        start_of(since),
        near_until=horizon(CALENDAR, today, 2),
        moment=start_of(today) + dt.timedelta(hours=9),
    )
    assert found is told


def test_a_deadline_has_not_passed_before_its_last_second_has() -> None:
    deadline = end_of(D(2026, 9, 14))
    asked = {"since": start_of(D(2026, 9, 1)), "near_until": D(2026, 9, 16)}
    assert owed(deadline, moment=deadline, **asked) is REACHED  # type: ignore[arg-type]
    assert owed(deadline, moment=deadline + dt.timedelta(microseconds=1), **asked) is PASSED  # type: ignore[arg-type]


PREFECTURE, COUNTY, TOWN = UUID(int=1), UUID(int=2), UUID(int=3)
PARENTS = {PREFECTURE: None, COUNTY: PREFECTURE, TOWN: COUNTY}
ABOVE, HERE, MARKET = UUID(int=11), UUID(int=12), UUID(int=20)
OFFICES = {PREFECTURE: [ABOVE], COUNTY: [HERE]}


@pytest.mark.parametrize(
    ("late", "seat", "told"),
    [
        (MARKET, COUNTY, {HERE, ABOVE}),
        (MARKET, PREFECTURE, {ABOVE}),
        (MARKET, TOWN, {HERE, ABOVE}),
        (HERE, COUNTY, {ABOVE}),
        (ABOVE, PREFECTURE, {ABOVE}),
    ],
    ids=["to its seat's", "of the prefecture", "to the next above", "a late office", "the highest office"],
)
def test_a_late_department_is_told_to_the_office_of_its_seat_and_a_late_office_one_level_up(
    late: UUID, seat: UUID, told: set[UUID]
) -> None:
    assert escalation(late, seat, offices=OFFICES, parents=PARENTS) == told


def test_a_city_without_credit_offices_tells_nobody() -> None:
    assert escalation(MARKET, COUNTY, offices={}, parents=PARENTS) == frozenset()
