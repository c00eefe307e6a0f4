"""Correction and repair as tables: who may ask, from when, with what evidence, and what a decision needs (P0–P2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as D  # noqa: N812 - tables of days
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from hub.policy.clauses import CLAUSES
from hub.policy.exits import Leaving
from hub.policy.repair import (
    REPAIR,
    Terms,
    due,
    effective,
    judge_application,
    judge_correction,
    judge_decision,
    overdue,
    repairable,
)
from hub.policy.validity import Validity
from hub.policy.vocabulary import ExitGround, ListKind, RepairState, RepairStep
from hub.policy.workdays import Calendar

TODAY = D(2026, 9, 7)
DEPARTMENT, STRANGER = UUID(int=1), UUID(int=2)
BLACK = Leaving(
    kind=ListKind.BLACK,
    erased=False,
    validity=Validity(D(2026, 1, 7), D(2026, 12, 31)),
    listed_by=DEPARTMENT,
    department_name="Invented Bureau",
    list_type=UUID(int=3),
    standard_from=D(2020, 1, 1),
    watch_term_months=12,
)
WATCH = replace(BLACK, kind=ListKind.WATCH, watch_term_months=None)
RED = replace(BLACK, kind=ListKind.RED)
TERMS = Terms(True, True, 6, 10, ("proof of correction", "commitment"), D(2026, 9, 30))
S = RepairState


def asked(entry: Leaving = BLACK, terms: Terms = TERMS, **given: Any) -> list[str]:
    facts: dict[str, Any] = {
        "evidence": ["a", "b"],
        "commitment": None,
        "open_since": None,
        "may_know": True,
        "today": TODAY,
    } | given
    return [refusal.code for refusal in judge_application(entry, terms, **facts)]


@pytest.mark.parametrize(
    ("entry", "terms", "given", "expected"),
    [
        (BLACK, TERMS, {}, []),
        (WATCH, TERMS, {}, []),
        (RED, TERMS, {}, ["NOT_REPAIRABLE"]),
        (BLACK, replace(TERMS, repairable=False), {}, ["NOT_REPAIRABLE"]),
        (BLACK, replace(TERMS, earliest_months=None), {"today": D(2026, 1, 7)}, []),
        (BLACK, TERMS, {"today": D(2026, 7, 7)}, []),
        (BLACK, TERMS, {"today": D(2026, 7, 6)}, ["REPAIR_TOO_EARLY"]),
        (BLACK, TERMS, {"today": D(2026, 1, 6)}, ["NOT_REPAIRABLE"]),
        (BLACK, TERMS, {"today": D(2026, 12, 31)}, []),
        (BLACK, TERMS, {"today": D(2027, 1, 1)}, ["ALREADY_EXITED"]),
        (BLACK, TERMS, {"open_since": D(2026, 9, 1)}, ["REPAIR_OPEN"]),
        # Whoever may not know of another application hears the same with and without it (V3).
        (BLACK, TERMS, {"open_since": D(2026, 9, 1), "may_know": False}, ["NOT_LISTING_DEPARTMENT"]),
        (BLACK, TERMS, {"may_know": False, "evidence": []}, ["NOT_LISTING_DEPARTMENT"]),
        (RED, TERMS, {"may_know": False}, ["NOT_REPAIRABLE"]),
        # One document for each requirement; a commitment is one of them, and more do no harm (P2).
        (BLACK, TERMS, {"evidence": ["a"], "commitment": "I promise."}, []),
        (BLACK, TERMS, {"evidence": ["a", "public service", "training"]}, []),
        (BLACK, TERMS, {"evidence": ["a"]}, ["REPAIR_EVIDENCE_MISSING"]),
        (BLACK, TERMS, {"evidence": ["a"], "commitment": " "}, ["REPAIR_EVIDENCE_MISSING"]),
        (BLACK, TERMS, {"evidence": []}, ["REPAIR_EVIDENCE_MISSING"] * 2),
        (BLACK, TERMS, {"evidence": ["a", " ", "c"]}, ["REPAIR_EVIDENCE_MISSING"]),
        (BLACK, replace(TERMS, requirements=()), {"evidence": ["a"]}, []),
        (BLACK, replace(TERMS, requirements=()), {"evidence": []}, ["REPAIR_EVIDENCE_MISSING"]),
        (
            BLACK,
            TERMS,
            {"today": D(2026, 7, 6), "evidence": ["a"], "open_since": D(2026, 7, 1)},
            ["REPAIR_TOO_EARLY", "REPAIR_EVIDENCE_MISSING", "REPAIR_OPEN"],
        ),
    ],
)
def test_a_repair_is_applied_for_where_the_standard_allows_it_from_its_month_on_with_its_evidence(
    entry: Leaving, terms: Terms, given: dict[str, Any], expected: list[str]
) -> None:
    assert asked(entry, terms, **given) == expected


@pytest.mark.parametrize("kind", list(ListKind))
def test_only_what_can_leave_as_repaired_is_repaired(kind: ListKind) -> None:
    assert repairable(kind) is (kind is not ListKind.RED)


def decided(entry: Leaving = BLACK, state: RepairState = S.SUBMITTED, **given: Any) -> list[str]:
    facts: dict[str, Any] = {
        "accept": True,
        "reason": "Good.",
        "watch_term_months": None,
        "acts_for": {DEPARTMENT},
    } | given
    return [refusal.code for refusal in judge_decision(entry, state, **facts)]


@pytest.mark.parametrize(
    ("entry", "given", "expected"),
    [
        (BLACK, {}, []),
        (BLACK, {"accept": False}, []),
        (BLACK, {"acts_for": {STRANGER}}, ["NOT_LISTING_DEPARTMENT"]),
        (BLACK, {"acts_for": {STRANGER, DEPARTMENT}}, []),
        (BLACK, {"reason": " "}, ["REASON_MISSING"]),
        (BLACK, {"watch_term_months": 12}, []),
        (BLACK, {"watch_term_months": 13}, ["WATCH_TERM_OUT_OF_BOUNDS"]),
        (WATCH, {"watch_term_months": 1}, ["WATCH_TERM_OUT_OF_BOUNDS"]),
        (BLACK, {"watch_term_months": 12, "accept": False}, ["WATCH_TERM_OUT_OF_BOUNDS"]),
        (BLACK, {"reason": "", "watch_term_months": 13}, ["REASON_MISSING", "WATCH_TERM_OUT_OF_BOUNDS"]),
    ],
)
def test_the_listing_department_alone_decides_in_words(
    entry: Leaving, given: dict[str, Any], expected: list[str]
) -> None:
    assert decided(entry, **given) == expected


TABLE = {
    (None, RepairStep.SUBMIT): S.SUBMITTED,
    (S.SUBMITTED, RepairStep.ACCEPT): S.ACCEPTED,
    (S.SUBMITTED, RepairStep.REJECT): S.REJECTED,
    (S.SUBMITTED, RepairStep.CLOSE): S.CLOSED,
}


@pytest.mark.parametrize(("state", "step"), list(product([None, *S], RepairStep)))
def test_every_step_from_every_state(state: RepairState | None, step: RepairStep) -> None:
    assert REPAIR.next_state(state, step) is TABLE.get((state, step))
    assert REPAIR.clause(step) in CLAUSES


@pytest.mark.parametrize(
    ("state", "accept"), list(product([S.ACCEPTED, S.REJECTED, S.CLOSED], [True, False]))
)
def test_what_is_decided_or_closed_is_decided_no_more(state: RepairState, accept: bool) -> None:
    assert decided(state=state, accept=accept) == ["STEP_NOT_ALLOWED"]


@pytest.mark.parametrize(
    ("state", "exit_day", "expected"),
    [
        (S.SUBMITTED, D(2026, 9, 8), S.SUBMITTED),
        (S.SUBMITTED, TODAY, S.CLOSED),
        (S.ACCEPTED, TODAY, S.ACCEPTED),
        (S.REJECTED, TODAY, S.REJECTED),
    ],
)
def test_the_exit_day_of_the_entry_closes_an_open_application(
    state: RepairState, exit_day: D, expected: RepairState
) -> None:
    assert effective(state, exit_day, TODAY) is expected


def test_the_decision_is_due_in_the_working_days_of_the_standard() -> None:
    calendar = Calendar({D(2026, 9, 25): False, D(2026, 9, 20): True}, D(2027, 1, 1))
    ten = due(TERMS, TODAY, BLACK.validity, calendar)
    assert (ten.day, ten.provisional) == (D(2026, 9, 20), False)
    beyond = due(replace(TERMS, decision_days=100), TODAY, BLACK.validity, calendar)
    assert (beyond.day, beyond.provisional) == (D(2027, 1, 25), True)
    unsaid = due(replace(TERMS, decision_days=None), TODAY, BLACK.validity, calendar)
    assert (unsaid.day, unsaid.provisional) == (D(2026, 12, 31), False)
    assert not overdue(S.SUBMITTED, TODAY, TODAY)
    assert overdue(S.SUBMITTED, D(2026, 9, 6), TODAY)
    assert not overdue(S.CLOSED, D(2026, 9, 6), TODAY)


@pytest.mark.parametrize(
    ("entry", "terms", "given", "expected"),
    [
        (BLACK, TERMS, {}, []),
        (BLACK, replace(TERMS, repairable=False, earliest_months=99), {}, []),
        (BLACK, TERMS, {"acts_for": {STRANGER}}, ["NOT_LISTING_DEPARTMENT"]),
        # A stranger hears that alone, nothing of the day by which the subject had to correct itself.
        (
            BLACK,
            TERMS,
            {"acts_for": {STRANGER}, "corrected_on": D(2026, 10, 1), "today": D(2026, 10, 9)},
            ["NOT_LISTING_DEPARTMENT"],
        ),
        (BLACK, replace(TERMS, correctable=False), {"acts_for": {STRANGER}}, ["NOT_LISTING_DEPARTMENT"]),
        (BLACK, replace(TERMS, correctable=False), {}, ["NOT_CORRECTABLE"]),
        (BLACK, replace(TERMS, correct_by=None), {}, ["NOT_CORRECTABLE"]),
        (RED, TERMS, {}, ["NOT_CORRECTABLE"]),
        (BLACK, TERMS, {"corrected_on": D(2026, 9, 30), "today": D(2026, 9, 30)}, []),
        # A late clerk costs the subject nothing: the day of the correction counts.
        (BLACK, TERMS, {"corrected_on": D(2026, 9, 30), "today": D(2026, 10, 9)}, []),
        (BLACK, TERMS, {"corrected_on": D(2026, 10, 1), "today": D(2026, 10, 9)}, ["CORRECTION_LATE"]),
        (BLACK, TERMS, {"corrected_on": D(2026, 9, 8)}, ["CORRECTED_IN_THE_FUTURE"]),
        (BLACK, TERMS, {"evidence": " "}, ["CORRECTION_EVIDENCE_MISSING"]),
        (BLACK, TERMS, {"today": D(2027, 1, 1)}, ["ALREADY_EXITED"]),
    ],
)
def test_a_correction_by_its_day_ends_a_black_entry_whatever_the_earliest_month_of_repair(
    entry: Leaving, terms: Terms, given: dict[str, Any], expected: list[str]
) -> None:
    facts: dict[str, Any] = {
        "corrected_on": TODAY,
        "evidence": "Paid.",
        "acts_for": {DEPARTMENT},
        "today": TODAY,
    } | given
    assert [r.code for r in judge_correction(entry, terms, **facts)] == expected


def test_a_refused_correction_of_an_exited_entry_names_its_ground() -> None:
    gone = replace(BLACK, validity=replace(BLACK.validity, exited_on=TODAY, exit_ground=ExitGround.REPAIRED))
    [refusal] = judge_correction(
        gone, TERMS, corrected_on=TODAY, evidence="x", acts_for={DEPARTMENT}, today=TODAY
    )
    assert "(REPAIRED)" in refusal.message
