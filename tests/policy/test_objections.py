"""The rules of §5.6 as tables: who may question what, who decides, what a decision has to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date as D  # noqa: N812 - tables of days
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from hub.policy.clauses import CLAUSES
from hub.policy.objections import (
    BY_RULING,
    OBJECTION,
    PERIODS,
    Finding,
    Opening,
    Pending,
    Questioned,
    Restoration,
    judge_finding,
    judge_opening,
    judge_restoration,
    overdue,
    suspends,
)
from hub.policy.validity import Validity
from hub.policy.vocabulary import (
    ExitGround,
    MeasureSide,
    ObjectionOrigin,
    ObjectionOutcome,
    ObjectionState,
    ObjectionStep,
)

TODAY = D(2026, 9, 7)
SUPPLIER, SUCCESSOR, LISTING, STRANGER, PERSON, OTHER = (UUID(int=n) for n in range(1, 7))
ENTRY = Questioned(
    erased=False,
    validity=Validity(D(2026, 1, 1), D(2026, 12, 31)),
    follows=False,
    named=frozenset({PERSON}),
)
OPENING = Opening(ObjectionOrigin.SUBJECT, "Wrong.", None, concerns_one=False, concerning=None)
PENDING = Pending(ObjectionState.OPEN, ObjectionOrigin.SUBJECT, D(2026, 9, 1), SUPPLIER, "Invented Bureau")
FINDING = Finding(ObjectionOutcome.UPHELD, "Found right.", TODAY, None, corrects=False)


def opening(entry: Questioned = ENTRY, **changed: Any) -> list[str]:
    return [refusal.code for refusal in judge_opening(entry, replace(OPENING, **changed), today=TODAY)]


def finding(
    objection: Pending = PENDING, acts_for: frozenset[UUID] = frozenset({SUPPLIER}), **changed: Any
) -> list[str]:
    found = judge_finding(
        objection, replace(FINDING, **changed), acts_for=acts_for, listed_by=LISTING, today=TODAY
    )
    return [refusal.code for refusal in found]


@pytest.mark.parametrize(("state", "step"), list(product((None, *ObjectionState), ObjectionStep)))
def test_an_objection_is_opened_then_decided_or_closed_and_nothing_else(
    state: ObjectionState | None, step: ObjectionStep
) -> None:
    table = {
        (None, ObjectionStep.OPEN): ObjectionState.OPEN,
        (ObjectionState.OPEN, ObjectionStep.DECIDE): ObjectionState.DECIDED,
        (ObjectionState.OPEN, ObjectionStep.CLOSE): ObjectionState.CLOSED,
    }
    assert OBJECTION.next_state(state, step) is table.get((state, step))
    assert OBJECTION.clause(step) in CLAUSES


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"grounds": " "}, ["GROUNDS_MISSING"]),
        ({"origin": ObjectionOrigin.COMPLAINT}, []),
        ({"origin": ObjectionOrigin.DEPARTMENT}, []),
        ({"origin": ObjectionOrigin.NAMED_PERSON}, ["CONCERNING_MISSING"]),
        ({"origin": ObjectionOrigin.NAMED_PERSON, "concerns_one": True, "concerning": PERSON}, []),
        ({"concerns_one": True, "concerning": PERSON}, []),
        ({"concerns_one": True, "concerning": OTHER}, ["PERSON_NOT_NAMED"]),
        ({"concerns_one": True, "concerning": None}, ["PERSON_NOT_NAMED"]),
        ({"origin": ObjectionOrigin.REVIEW}, ["RULING_MISSING"]),
        ({"origin": ObjectionOrigin.COURT, "ruling": "  "}, ["RULING_MISSING"]),
        ({"origin": ObjectionOrigin.COURT, "ruling": "Invented No. 1"}, []),
        ({"origin": ObjectionOrigin.COURT, "grounds": ""}, ["GROUNDS_MISSING", "RULING_MISSING"]),
    ],
)
def test_what_an_objection_has_to_say(changed: dict[str, Any], expected: list[str]) -> None:
    assert opening(**changed) == expected


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (ENTRY, []),
        (replace(ENTRY, validity=Validity(D(2025, 1, 1), D(2025, 12, 31))), []),
        (replace(ENTRY, validity=Validity(D(2026, 1, 1), D(2026, 12, 31), TODAY, ExitGround.REPAIRED)), []),
        (replace(ENTRY, validity=Validity(D(2026, 10, 1), D(2027, 9, 30))), []),
        (replace(ENTRY, erased=True), ["ENTRY_ERASED"]),
        (replace(ENTRY, follows=True), []),
        (
            replace(ENTRY, follows=True, validity=Validity(D(2026, 10, 1), D(2027, 9, 30))),
            ["FOLLOW_ON_NOT_BEGUN"],
        ),
    ],
)
def test_an_entry_in_force_to_come_or_exited_is_questioned_but_not_an_erased_one(
    entry: Questioned, expected: list[str]
) -> None:
    assert opening(entry) == expected


@pytest.mark.parametrize(
    ("acts_for", "ruling", "expected"),
    [
        ({SUPPLIER}, None, []),
        ({SUCCESSOR, SUPPLIER}, None, []),
        ({LISTING}, None, ["NOT_ADDRESSED"]),
        ({LISTING}, " ", ["NOT_ADDRESSED"]),
        ({LISTING}, "Invented judgment No. 2", []),
        ({STRANGER}, None, ["NOT_ADDRESSED"]),
        ({STRANGER}, "Invented judgment No. 2", ["NOT_ADDRESSED"]),
    ],
)
def test_the_supplier_decides_and_a_ruling_is_executed_by_whoever_listed_as_well(
    acts_for: set[UUID], ruling: str | None, expected: list[str]
) -> None:
    assert finding(acts_for=frozenset(acts_for), ruling=ruling) == expected


@pytest.mark.parametrize("state", [ObjectionState.DECIDED, ObjectionState.CLOSED])
def test_what_is_over_is_not_decided(state: ObjectionState) -> None:
    assert finding(replace(PENDING, state=state)) == ["STEP_NOT_ALLOWED"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"explanation": ""}, ["EXPLANATION_MISSING"]),
        ({"told_on": D(2026, 9, 8)}, ["TOLD_DAY_WRONG"]),
        ({"told_on": D(2026, 8, 31)}, ["TOLD_DAY_WRONG"]),
        ({"told_on": D(2026, 9, 1)}, []),
        ({"outcome": ObjectionOutcome.CORRECTED}, ["CORRECTION_MISSING"]),
        ({"outcome": ObjectionOutcome.CORRECTED, "corrects": True}, []),
        ({"outcome": ObjectionOutcome.REVOKED}, []),
        ({"outcome": ObjectionOutcome.REVOKED, "corrects": True}, ["CORRECTION_NOT_ASKED"]),
        ({"corrects": True}, ["CORRECTION_NOT_ASKED"]),
    ],
)
def test_what_a_decision_has_to_say(changed: dict[str, Any], expected: list[str]) -> None:
    assert finding(**changed) == expected


@pytest.mark.parametrize("origin", list(ObjectionOrigin))
def test_a_stay_ends_by_a_ruling_and_has_a_period_of_its_own(origin: ObjectionOrigin) -> None:
    stay = origin in {ObjectionOrigin.REVIEW, ObjectionOrigin.COURT}
    assert (origin in BY_RULING) is stay
    assert finding(replace(PENDING, origin=origin)) == (["RULING_MISSING"] if stay else [])
    assert (PERIODS[origin] == "OBJECTION_WORKING_DAYS") is not stay


def test_sanctions_are_suspended_and_incentives_are_not() -> None:
    assert [side for side in MeasureSide if suspends(side)] == [MeasureSide.SANCTION]


@pytest.mark.parametrize(
    ("state", "due_on", "late"),
    [
        (ObjectionState.OPEN, D(2026, 9, 6), True),
        (ObjectionState.OPEN, TODAY, False),
        (ObjectionState.OPEN, D(2026, 9, 8), False),
        (ObjectionState.DECIDED, D(2026, 9, 6), False),
        (ObjectionState.CLOSED, D(2026, 9, 6), False),
    ],
)
def test_an_objection_is_overdue_after_its_last_day_while_it_is_open(
    state: ObjectionState, due_on: D, *, late: bool
) -> None:
    assert overdue(state, due_on, TODAY) is late


@pytest.mark.parametrize(
    ("changed", "acts_for", "expected"),
    [
        ({}, {SUPPLIER}, []),
        ({"owing": 2}, {SUPPLIER}, ["MEASURES_NOT_LIFTED"]),
        ({"owed": False}, {SUPPLIER}, ["RESTORATION_NOT_OWED"]),
        ({"closed_on": TODAY}, {SUPPLIER}, ["RESTORATION_CLOSED"]),
        ({}, {LISTING}, ["NOT_ADDRESSED"]),
        ({"owing": 2}, {STRANGER}, ["NOT_ADDRESSED"]),
    ],
)
def test_the_supplier_closes_the_restoration_once_when_everything_is_lifted(
    changed: dict[str, Any], acts_for: set[UUID], expected: list[str]
) -> None:
    owed = Restoration(
        owed=True, closed_on=None, owing=0, addressed_to=SUPPLIER, department_name="Invented Bureau"
    )
    found = judge_restoration(replace(owed, **changed), acts_for=acts_for)
    assert [refusal.code for refusal in found] == expected
