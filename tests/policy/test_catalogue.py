"""Publishing an edition, on plain values: who may, what a measure lacks, on which basis it is mandatory (§5.4, A10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from hub.policy.bases import BasisGiven
from hub.policy.catalogue import (
    Edition,
    Names,
    NewMeasure,
    judge_edition,
    judge_edition_publisher,
)
from hub.policy.duties import Caller
from hub.policy.vocabulary import BasisLevel, MeasureCategory, MeasureForce, MeasureSide, MeasureTarget

TODAY = dt.date(2026, 9, 7)
DAY = dt.timedelta(days=1)
LAW = BasisGiven("Law", BasisLevel.LAW, dt.date(2018, 1, 1))
MUST = NewMeasure(
    code="LIMIT",
    title="Invented.",
    side=MeasureSide.SANCTION,
    force=MeasureForce.MANDATORY,
    category=MeasureCategory.ADMINISTRATIVE,
    implementing_function="FINANCE",
    targets=[MeasureTarget.SUBJECT],
    triggered_by=["tax-black"],
    criteria_groups=["MARKET_ORDER"],
    acknowledge_within_days=3,
    implement_within_days=10,
    release_within_days=5,
    max_months=None,
    basis=LAW,
)
MAY = replace(MUST, code="HINT", force=MeasureForce.RECOMMENDED)
KNOWN = [Edition(UUID(int=1), "2026", dt.date(2018, 1, 1), None)]
NAMES = Names({"FINANCE"}, {"tax-black"}, {"MARKET_ORDER"})
LEVELS = {BasisLevel.LAW, BasisLevel.ADMINISTRATIVE_REGULATION}


def judged(
    *measures: NewMeasure, name: str = "2027", first: dt.date = TODAY
) -> list[tuple[str, tuple[str, ...]]]:
    found = judge_edition(name, first, measures, KNOWN, names=NAMES, mandatory_levels=LEVELS, today=TODAY)
    return [(refusal.code, refusal.path) for refusal in found]


def test_an_edition_that_lacks_nothing_is_published() -> None:
    assert judged(MUST, MAY) == []


@pytest.mark.parametrize(
    ("level", "force", "allowed"),
    [
        (BasisLevel.LAW, MeasureForce.MANDATORY, True),
        (BasisLevel.ADMINISTRATIVE_REGULATION, MeasureForce.MANDATORY, True),
        (BasisLevel.CENTRAL_POLICY, MeasureForce.MANDATORY, False),
        (BasisLevel.NORMATIVE_DOCUMENT, MeasureForce.MANDATORY, False),
        (BasisLevel.NORMATIVE_DOCUMENT, MeasureForce.RECOMMENDED, True),
    ],
)
def test_a_mandatory_measure_rests_on_a_level_that_makes_it_one(
    level: BasisLevel, force: MeasureForce, *, allowed: bool
) -> None:
    found = judged(replace(MUST, force=force, basis=replace(LAW, level=level)))
    assert found == ([] if allowed else [("FORCE_NOT_CARRIED", ("measures", "0", "force"))])


@pytest.mark.parametrize(
    ("since", "until", "allowed"),
    [
        (TODAY, None, True),
        (TODAY, TODAY, True),
        (TODAY + DAY, None, False),
        (TODAY - 9 * DAY, TODAY - DAY, False),
    ],
)
def test_every_measure_rests_on_an_act_in_force_on_the_first_day(
    since: dt.date, until: dt.date | None, *, allowed: bool
) -> None:
    basis = replace(LAW, in_force_from=since, in_force_to=until)
    found = judged(replace(MAY, basis=basis))
    assert found == ([] if allowed else [("BASIS_OUT_OF_FORCE", ("measures", "0", "basis"))])


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"code": ""}, "code"),
        ({"code": "HINT "}, "code"),
        ({"title": " "}, "title"),
        ({"implementing_function": "NOBODY"}, "implementingFunction"),
        ({"targets": []}, "targets"),
        ({"triggered_by": []}, "triggeredBy"),
        ({"triggered_by": ["tax-red"]}, "triggeredBy"),
        ({"criteria_groups": ["OTHER"]}, "criteriaGroups"),
        ({"acknowledge_within_days": 0}, "acknowledgeWithinDays"),
        ({"implement_within_days": -1}, "implementWithinDays"),
        ({"release_within_days": 1201}, "releaseWithinDays"),
        ({"max_months": 0}, "maxMonths"),
    ],
)
def test_what_a_measure_lacks_is_refused(changed: dict[str, Any], key: str) -> None:
    assert judged(MAY, replace(MUST, **changed)) == [("MEASURE_WRONG", ("measures", "1", key))]


@pytest.mark.parametrize(
    ("name", "first", "codes"),
    [
        ("2026", TODAY, ["NAME_TAKEN"]),
        (" ", TODAY, ["TEXT_MISSING"]),
        ("2027", TODAY - DAY, ["EFFECTIVE_IN_THE_PAST"]),
        ("2027", dt.date(2018, 1, 1), ["EFFECTIVE_IN_THE_PAST", "FOLLOWS_TOO_EARLY"]),
        ("2027", TODAY + 900 * DAY, []),
    ],
)
def test_editions_follow_one_another(name: str, first: dt.date, codes: list[str]) -> None:
    assert [code for code, _ in judged(MAY, name=name, first=first)] == codes


def test_an_edition_without_measures_is_none() -> None:
    assert judged() == [("EDITION_WITHOUT_MEASURES", ("measures",))]


@pytest.mark.parametrize(
    ("function", "seat", "allowed"),
    [("CREDIT_OFFICE", 1, True), ("CREDIT_OFFICE", 2, False), ("FINANCE", 1, False)],
)
def test_the_prefectures_credit_office_publishes(function: str, seat: int, *, allowed: bool) -> None:
    caller = Caller(department_id=UUID(int=9), region_id=UUID(int=seat), functions=frozenset({function}))
    assert (judge_edition_publisher(caller, UUID(int=1)) is None) is allowed
