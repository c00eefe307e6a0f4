"""Publishing a version of a list's rules, on plain values: who may, and every reason against it (§4.1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from hub.policy.bases import BasisGiven
from hub.policy.duties import Caller
from hub.policy.standards import ListType
from hub.policy.versions import (
    CriterionGiven,
    Known,
    NewVersion,
    judge_publisher,
    judge_version,
)
from hub.policy.vocabulary import BasisLevel, ListKind, Scope

TODAY = dt.date(2026, 9, 7)
DAY = dt.timedelta(days=1)
PREFECTURE, COUNTY, OTHER = (UUID(int=number) for number in (1, 2, 3))
BLACK = ListType(
    UUID(int=9), "tax-black", "Tax", ListKind.BLACK, "taxation", "TAXATION", Scope.LOCAL, PREFECTURE
)
RED = replace(BLACK, kind=ListKind.RED)
WATCH = replace(BLACK, kind=ListKind.WATCH)
LAW = BasisGiven("Law", BasisLevel.LAW, dt.date(2018, 1, 1))
ALLOWED = NewVersion(
    version="2",
    basis=LAW,
    effective_from=TODAY,
    criteria=[CriterionGiven("C1", "Invented.")],
    min_term_months=12,
    max_term_months=36,
    watch_term_months=12,
    published=True,
    correctable=True,
    repairable=True,
    repair_earliest_months=6,
    repair_decision_days=10,
    repair_requirements=["A letter."],
)
PLAIN = replace(
    ALLOWED,
    watch_term_months=None,
    published=False,
    correctable=False,
    repairable=False,
    repair_earliest_months=None,
    repair_decision_days=None,
    repair_requirements=[],
)
KNOWN = [Known("1", dt.date(2018, 1, 1), None)]
ENDED = replace(LAW, in_force_to=TODAY - DAY)
C1, C2 = CriterionGiven("C1", "Invented."), CriterionGiven("C2", "Invented.")


def judged(new: NewVersion, list_type: ListType = BLACK) -> list[tuple[str, tuple[str, ...]]]:
    found = judge_version(new, list_type, KNOWN, permitted={BasisLevel.LAW}, today=TODAY)
    return [(refusal.code, refusal.path) for refusal in found]


def test_a_version_that_follows_the_one_before_is_published() -> None:
    assert judged(ALLOWED) == []
    assert judged(PLAIN, RED) == []
    assert judged(replace(PLAIN, repairable=True, repair_decision_days=10), WATCH) == []


@pytest.mark.parametrize(
    ("changed", "code", "path"),
    [
        ({"version": " "}, "TEXT_MISSING", ("version",)),
        ({"version": "1 "}, "NAME_TAKEN", ("version",)),
        ({"effective_from": TODAY - DAY}, "EFFECTIVE_IN_THE_PAST", ("effectiveFrom",)),
        ({"basis": ENDED}, "BASIS_OUT_OF_FORCE", ("basis",)),
        ({"basis": replace(LAW, in_force_from=TODAY + DAY)}, "BASIS_OUT_OF_FORCE", ("basis",)),
        (
            {"basis": replace(LAW, in_force_to=dt.date(2017, 12, 31))},
            "BASIS_DAYS_WRONG",
            ("basis", "inForceTo"),
        ),
        ({"basis": replace(LAW, act=" ")}, "TEXT_MISSING", ("basis", "act")),
        (
            {"basis": replace(LAW, level=BasisLevel.LOCAL_RULE)},
            "LEVEL_NOT_PERMITTED",
            ("basis", "level"),
        ),
        ({"criteria": []}, "STANDARD_WITHOUT_CRITERIA", ("criteria",)),
        ({"criteria": [C1, C2, C1]}, "CRITERION_WRONG", ("criteria", "2", "code")),
        ({"criteria": [replace(C1, code=" ")]}, "CRITERION_WRONG", ("criteria", "0", "code")),
        (
            {"criteria": [replace(C1, description="")]},
            "CRITERION_WRONG",
            ("criteria", "0", "description"),
        ),
        (
            {"criteria": [C1, replace(C2, occurrences=0)]},
            "CRITERION_WRONG",
            ("criteria", "1", "occurrences"),
        ),
        ({"min_term_months": 0}, "TERM_BOUNDS_WRONG", ("maxTermMonths",)),
        ({"min_term_months": 37}, "TERM_BOUNDS_WRONG", ("maxTermMonths",)),
        ({"max_term_months": 1201}, "TERM_BOUNDS_WRONG", ("maxTermMonths",)),
        ({"watch_term_months": None}, "WATCH_TERM_WRONG", ("watchTermMonths",)),
        ({"watch_term_months": 0}, "WATCH_TERM_WRONG", ("watchTermMonths",)),
        ({"repair_decision_days": None}, "REPAIR_RULES_WRONG", ("repairDecisionDays",)),
        ({"repair_decision_days": 0}, "REPAIR_RULES_WRONG", ("repairDecisionDays",)),
        ({"repair_earliest_months": -1}, "REPAIR_RULES_WRONG", ("repairEarliestMonths",)),
        ({"repair_requirements": ["A letter.", " "]}, "TEXT_MISSING", ("repairRequirements", "1")),
    ],
)
def test_what_a_version_lacks_is_refused(changed: dict[str, Any], code: str, path: tuple[str, ...]) -> None:
    assert judged(replace(ALLOWED, **changed)) == [(code, path)]


@pytest.mark.parametrize(
    ("list_type", "changed", "code", "path"),
    [
        (RED, {"watch_term_months": 12}, "WATCH_TERM_WRONG", ("watchTermMonths",)),
        (RED, {"correctable": True}, "REPAIR_RULES_WRONG", ("correctable",)),
        (WATCH, {"published": True}, "WATCH_LIST_UNPUBLISHED", ("published",)),
        (WATCH, {"correctable": True}, "REPAIR_RULES_WRONG", ("correctable",)),
        (WATCH, {"repair_decision_days": 10}, "REPAIR_RULES_WRONG", ("repairDecisionDays",)),
    ],
)
def test_red_and_watch_lists_have_rules_of_their_own(
    list_type: ListType, changed: dict[str, Any], code: str, path: tuple[str, ...]
) -> None:
    assert judged(replace(PLAIN, **changed), list_type) == [(code, path)]


@pytest.mark.parametrize(
    ("first", "codes"),
    [
        (TODAY + 30 * DAY, ["FOLLOWS_TOO_EARLY"]),
        (TODAY + 29 * DAY, ["FOLLOWS_TOO_EARLY"]),
        (TODAY + 31 * DAY, []),
        (TODAY - DAY, ["EFFECTIVE_IN_THE_PAST", "FOLLOWS_TOO_EARLY"]),
    ],
)
def test_versions_follow_one_another_day_by_day(first: dt.date, codes: list[str]) -> None:
    known = [*KNOWN, Known("1a", TODAY + 30 * DAY, None)]
    new = replace(ALLOWED, effective_from=first)
    found = judge_version(new, BLACK, known, permitted={BasisLevel.LAW}, today=TODAY)
    assert [refusal.code for refusal in found] == codes


@pytest.mark.parametrize(
    ("functions", "seat", "serves", "area", "allowed"),
    [
        ({"CREDIT_OFFICE"}, PREFECTURE, {PREFECTURE}, PREFECTURE, True),
        ({"CREDIT_OFFICE"}, PREFECTURE, {PREFECTURE}, COUNTY, True),
        ({"CREDIT_OFFICE"}, PREFECTURE, {PREFECTURE}, None, True),
        ({"CREDIT_OFFICE"}, COUNTY, {COUNTY}, COUNTY, True),
        ({"CREDIT_OFFICE"}, COUNTY, {COUNTY}, PREFECTURE, False),
        ({"CREDIT_OFFICE"}, COUNTY, {COUNTY}, None, False),
        ({"TAXATION"}, PREFECTURE, {PREFECTURE}, PREFECTURE, True),
        ({"TAXATION"}, PREFECTURE, {PREFECTURE}, None, True),
        ({"TAXATION"}, COUNTY, {COUNTY}, COUNTY, True),
        ({"TAXATION"}, COUNTY, {COUNTY}, PREFECTURE, False),
        ({"TAXATION"}, COUNTY, {COUNTY}, None, False),
        ({"FINANCE"}, PREFECTURE, {PREFECTURE}, PREFECTURE, False),
    ],
)
def test_who_publishes_the_standards_of_a_list(
    functions: set[str], seat: UUID, serves: set[UUID], area: UUID | None, *, allowed: bool
) -> None:
    caller = Caller(
        department_id=OTHER, region_id=seat, serves=frozenset(serves), functions=frozenset(functions)
    )
    scope = Scope.NATIONAL if area is None else Scope.LOCAL
    refusal = judge_publisher(caller, replace(BLACK, region=area, scope=scope), PREFECTURE)
    assert (refusal is None) is allowed
    assert refusal is None or (refusal.code, refusal.path) == ("MAY_NOT_PUBLISH", ("listType",))
