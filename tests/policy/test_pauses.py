"""Pauses as tables: who, within which bounds, what rests, and how far deadlines move (P3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from datetime import date as D  # noqa: N812 - tables of days
from typing import Any
from uuid import UUID

import pytest

from hub.policy.bases import BasisGiven
from hub.policy.exits import Leaving
from hub.policy.pauses import Asked, Pause, judge_applied, judge_pause, moved
from hub.policy.validity import Validity
from hub.policy.vocabulary import AssignmentState, BasisLevel, ExitGround, FeedbackResult, ListKind, PauseKind
from hub.policy.workdays import Calendar, end_of

TODAY = D(2026, 9, 7)
DEPARTMENT, STRANGER = UUID(int=1), UUID(int=2)
BLACK = Leaving(
    kind=ListKind.BLACK,
    erased=False,
    validity=Validity(D(2026, 1, 1), D(2026, 12, 31)),
    listed_by=DEPARTMENT,
    department_name="Invented Bureau",
    list_type=UUID(int=3),
    standard_from=D(2020, 1, 1),
    watch_term_months=12,
)
BASIS = BasisGiven("Invented Measures", BasisLevel.DEPARTMENT_RULE, D(2026, 4, 1))
GRACE = Pause(PauseKind.GRACE, TODAY, D(2026, 9, 30))
ONE_OFF = Pause(PauseKind.ONE_OFF, TODAY, TODAY, frozenset({"M1"}), STRANGER)


def codes(
    pause: Pause = GRACE,
    *,
    entry: Leaving = BLACK,
    measures: tuple[str, ...] = (),
    case_no: str | None = None,
    basis: BasisGiven = BASIS,
    **given: Any,
) -> list[tuple[str, tuple[str, ...]]]:
    facts: dict[str, Any] = {"known": {"M1", "M2"}, "acts_for": {DEPARTMENT}, "today": TODAY} | given
    asked = Asked(pause, measures, case_no, basis)
    return [(refusal.code, refusal.path) for refusal in judge_pause(entry, asked, **facts)]


BOUNDS = "PAUSE_BOUNDS_WRONG"


@pytest.mark.parametrize(
    ("pause", "given", "expected"),
    [
        (GRACE, {}, []),
        (replace(GRACE, kind=PauseKind.REORGANISATION), {}, []),
        (GRACE, {"measures": ("M1",)}, []),
        (ONE_OFF, {"measures": ("M1",), "case_no": "Case 7"}, []),
        (replace(GRACE, last=D(2026, 12, 31)), {}, []),
        (GRACE, {"entry": replace(BLACK, kind=ListKind.WATCH)}, []),
        (GRACE, {"entry": replace(BLACK, kind=ListKind.RED)}, [("NOTHING_TO_PAUSE", ("entry",))]),
        (GRACE, {"acts_for": {STRANGER}}, [("NOT_LISTING_DEPARTMENT", ("entry",))]),
        # A stranger hears that alone, nothing of the entry's last day or of what is assigned for it.
        (
            replace(GRACE, last=D(2027, 1, 1)),
            {"acts_for": {STRANGER}, "measures": ("M9",)},
            [("NOT_LISTING_DEPARTMENT", ("entry",))],
        ),
        (replace(GRACE, last=D(2027, 1, 1)), {}, [(BOUNDS, ("until",))]),
        (replace(GRACE, first=D(2026, 9, 6)), {}, [(BOUNDS, ("from",))]),
        (replace(GRACE, first=D(2026, 10, 1)), {}, [(BOUNDS, ("until",))]),
        (
            GRACE,
            {"entry": replace(BLACK, validity=Validity(D(2026, 9, 10), D(2026, 12, 31)))},
            [(BOUNDS, ("from",))],
        ),
        (
            GRACE,
            {
                "entry": replace(
                    BLACK,
                    validity=Validity(D(2026, 1, 1), D(2026, 12, 31), TODAY, ExitGround.REPAIRED),
                )
            },
            [("ALREADY_EXITED", ("entry",))],
        ),
        (GRACE, {"measures": ("M1", "M9")}, [("PAUSED_MEASURE_UNKNOWN", ("measures", "1"))]),
        (
            replace(ONE_OFF, department=None),
            {"measures": ("M1", "M2")},
            [
                ("ONE_OFF_INCOMPLETE", ("measures",)),
                ("ONE_OFF_INCOMPLETE", ("department",)),
                ("ONE_OFF_INCOMPLETE", ("caseNo",)),
            ],
        ),
        (GRACE, {"basis": replace(BASIS, in_force_to=D(2026, 9, 6))}, [("BASIS_OUT_OF_FORCE", ("basis",))]),
        (GRACE, {"basis": replace(BASIS, act=" ")}, [("TEXT_MISSING", ("basis", "act"))]),
    ],
)
def test_the_listing_department_pauses_an_entry_within_bounds_on_a_basis_in_force(
    pause: Pause, given: dict[str, Any], expected: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert codes(pause, **given) == expected


@pytest.mark.parametrize(
    ("pause", "measure", "department", "rests"),
    [
        (GRACE, "M1", DEPARTMENT, True),
        (replace(GRACE, measures=frozenset({"M1"})), "M1", DEPARTMENT, True),
        (replace(GRACE, measures=frozenset({"M1"})), "M2", DEPARTMENT, False),
        (ONE_OFF, "M1", STRANGER, True),
        (ONE_OFF, "M1", DEPARTMENT, False),
    ],
)
def test_a_pause_covers_what_it_names(pause: Pause, measure: str, department: UUID, rests: bool) -> None:
    assert pause.covers(measure, department) is rests


S = AssignmentState
WEEK = Pause(PauseKind.GRACE, D(2026, 9, 14), D(2026, 9, 20))
"""Monday to Sunday; in the calendar below the Sunday is worked: six working days."""
CALENDAR = Calendar({D(2026, 9, 20): True, D(2026, 9, 25): False}, D(2026, 10, 1))


@pytest.mark.parametrize(
    ("state", "acknowledge", "implement", "before", "expected"),
    [
        # Both are due after the pause begins: both move by six working days.
        (S.ISSUED, D(2026, 9, 14), D(2026, 9, 15), (), (D(2026, 9, 21), D(2026, 9, 22), 6, False)),
        # The acknowledgement was due before: only the implementation moves, over a holiday.
        (S.ISSUED, D(2026, 9, 11), D(2026, 9, 18), (), (D(2026, 9, 11), D(2026, 9, 28), 6, False)),
        # Acknowledged: what was done moves no more.
        (S.ACKNOWLEDGED, D(2026, 9, 14), D(2026, 9, 18), (), (D(2026, 9, 14), D(2026, 9, 28), 6, False)),
        (S.IMPLEMENTED, D(2026, 9, 14), D(2026, 9, 18), (), (D(2026, 9, 14), D(2026, 9, 18), 0, False)),
        (S.ISSUED, D(2026, 9, 8), D(2026, 9, 11), (), (D(2026, 9, 8), D(2026, 9, 11), 0, False)),
        # Days that another pause took already are not taken twice.
        (
            S.ACKNOWLEDGED,
            D(2026, 9, 14),
            D(2026, 9, 21),
            (replace(WEEK, last=D(2026, 9, 17)),),
            (D(2026, 9, 14), D(2026, 9, 23), 2, False),
        ),
        (S.ACKNOWLEDGED, D(2026, 9, 14), D(2026, 9, 18), (WEEK,), (D(2026, 9, 14), D(2026, 9, 18), 0, False)),
        # Beyond what a notice has confirmed the deadline is provisional.
        (S.ISSUED, D(2026, 9, 14), D(2026, 9, 28), (), (D(2026, 9, 21), D(2026, 10, 6), 6, True)),
    ],
)
def test_deadlines_still_ahead_move_by_the_working_days_paused(
    state: AssignmentState, acknowledge: D, implement: D, before: tuple[Pause, ...], expected: Any
) -> None:
    terms = moved(
        state,
        WEEK,
        before,
        acknowledge_by=end_of(acknowledge),
        implement_by=end_of(implement),
        calendar=CALENDAR,
    )
    first, last, days, provisional = expected
    assert (terms.acknowledge_by, terms.implement_by) == (end_of(first), end_of(last))
    assert (terms.days, terms.provisional) == (days, provisional)


@pytest.mark.parametrize(
    ("pause", "result", "done_on", "refused"),
    [
        (WEEK, FeedbackResult.APPLIED, D(2026, 9, 14), True),
        (WEEK, FeedbackResult.PARTLY_APPLIED, D(2026, 9, 20), True),
        (WEEK, FeedbackResult.NOTHING_TO_APPLY, D(2026, 9, 14), False),
        (WEEK, FeedbackResult.APPLIED, D(2026, 9, 13), False),
        (WEEK, FeedbackResult.APPLIED, D(2026, 9, 21), False),
        (replace(WEEK, measures=frozenset({"M2"})), FeedbackResult.APPLIED, D(2026, 9, 14), False),
        (replace(ONE_OFF, first=WEEK.first, last=WEEK.last), FeedbackResult.APPLIED, D(2026, 9, 14), False),
    ],
)
def test_within_the_bounds_no_measure_is_reported_as_applied(
    pause: Pause, result: FeedbackResult, done_on: dt.date, refused: bool
) -> None:
    found = judge_applied([pause], "M1", STRANGER, result, done_on)
    assert (found is not None and found.code == "MEASURE_PAUSED") is refused
