"""A suspension moves the deadlines by the working days it lasted (O2, A5)."""

from __future__ import annotations

import datetime as dt

import pytest

from hub.policy.assignments import Standing
from hub.policy.parameters import Parameter, Unit
from hub.policy.suspensions import Moved, moved
from hub.policy.vocabulary import AssignmentState
from hub.policy.workdays import Calendar, end_of

D = dt.date
S = AssignmentState
NOW = dt.datetime(2026, 9, 7, 2, 0, tzinfo=dt.UTC)
# 25 September (Friday) is a holiday, Sunday 20 September is worked; from 1 October on the days are projected.
CALENDAR = Calendar({D(2026, 9, 25): False, D(2026, 9, 20): True}, D(2026, 10, 1))
ACKNOWLEDGE, IMPLEMENT = end_of(D(2026, 9, 10)), end_of(D(2026, 9, 21))


def after(state: AssignmentState, since: D, until: D) -> Moved:
    return moved(
        state,
        acknowledge_by=ACKNOWLEDGE,
        implement_by=IMPLEMENT,
        since=since,
        until=until,
        calendar=CALENDAR,
    )


@pytest.mark.parametrize(
    ("since", "until", "days", "acknowledge", "implement"),
    [
        (D(2026, 9, 7), D(2026, 9, 7), 0, D(2026, 9, 10), D(2026, 9, 21)),
        (D(2026, 9, 7), D(2026, 9, 8), 1, D(2026, 9, 11), D(2026, 9, 22)),
        (D(2026, 9, 11), D(2026, 9, 13), 0, D(2026, 9, 10), D(2026, 9, 21)),
        (D(2026, 9, 18), D(2026, 9, 20), 1, D(2026, 9, 11), D(2026, 9, 22)),
        # 21 to 24 September and 28 September: the holiday between them is not counted.
        (D(2026, 9, 20), D(2026, 9, 28), 5, D(2026, 9, 17), D(2026, 9, 29)),
    ],
)
def test_the_deadlines_of_what_is_not_acknowledged_move_both(
    since: D, until: D, days: int, acknowledge: D, implement: D
) -> None:
    found = after(S.ISSUED, since, until)
    assert found == Moved(end_of(acknowledge), end_of(implement), days, provisional=False)


def test_what_was_acknowledged_is_not_to_be_acknowledged_later() -> None:
    assert after(S.ACKNOWLEDGED, D(2026, 9, 7), D(2026, 9, 9)) == Moved(
        ACKNOWLEDGE, end_of(D(2026, 9, 23)), 2, provisional=False
    )


def test_what_was_reported_has_no_deadline_to_move() -> None:
    assert after(S.IMPLEMENTED, D(2026, 9, 7), D(2026, 9, 30)) == Moved(
        ACKNOWLEDGE, IMPLEMENT, 0, provisional=False
    )


def test_days_for_which_a_pause_has_moved_the_deadlines_are_not_given_twice() -> None:
    found = moved(
        S.ISSUED,
        acknowledge_by=ACKNOWLEDGE,
        implement_by=IMPLEMENT,
        since=D(2026, 9, 7),
        until=D(2026, 9, 11),
        calendar=CALENDAR,
        given=[D(2026, 9, 7), D(2026, 9, 8), D(2026, 9, 9)],
    )
    assert found == Moved(end_of(D(2026, 9, 14)), end_of(D(2026, 9, 23)), 2, provisional=False)


def test_a_deadline_that_moves_into_projected_days_is_provisional() -> None:
    found = after(S.ISSUED, D(2026, 9, 7), D(2026, 9, 24))
    assert (found.days, found.implement_by, found.provisional) == (14, end_of(D(2026, 10, 12)), True)


@pytest.mark.parametrize("state", list(S))
def test_a_suspension_remembers_and_a_resumption_goes_back(state: AssignmentState) -> None:
    remembered = S.ISSUED if state is S.SUSPENDED else None
    held = Standing(state, remembered, D(2027, 1, 1), None, NOW, provisional=False)
    suspended = held.suspend(NOW)
    if state in (S.ISSUED, S.ACKNOWLEDGED, S.IMPLEMENTED):
        assert (suspended.state, suspended.suspended_from, suspended.suspended_at) == (
            S.SUSPENDED,
            state,
            NOW,
        )
        assert suspended.resume() == held
    else:
        assert suspended == held
    if state is not S.SUSPENDED:
        assert held.resume() == held


@pytest.mark.parametrize(
    ("parameter", "day", "provisional"),
    [
        (Parameter("N", 3, Unit.WORKING_DAY), D(2026, 9, 10), False),
        (Parameter("N", 20, Unit.WORKING_DAY), D(2026, 10, 5), True),
        (Parameter("N", 60, Unit.DAY), D(2026, 11, 6), False),
        (Parameter("N", 6, Unit.MONTH), D(2027, 3, 7), False),
        (Parameter("N", 3, Unit.YEAR), D(2029, 9, 7), False),
    ],
)
def test_a_number_of_the_rules_makes_a_last_day(parameter: Parameter, day: D, *, provisional: bool) -> None:
    due = parameter.due(D(2026, 9, 7), CALENDAR)
    assert (due.day, due.provisional) == (day, provisional)


def test_a_day_of_the_month_is_no_length_of_time() -> None:
    with pytest.raises(ValueError, match="MONTHLY"):
        Parameter("MONTHLY", 5, Unit.DAY_OF_MONTH).due(D(2026, 9, 7), CALENDAR)
