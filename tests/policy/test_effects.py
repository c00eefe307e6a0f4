"""What initiating for entries that are alike would assign, on plain values (A9, A1–A3, A10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

from hub.policy.actions import Holder
from hub.policy.effects import SUBJECT, Alike, duties
from hub.policy.measures import Basis, Measure
from hub.policy.vocabulary import BasisLevel, MeasureForce, MeasureSide, MeasureTarget

TODAY = dt.date(2026, 9, 7)
BLACK, PREFECTURE, COUNTY, OTHER = (UUID(int=number) for number in range(1, 5))
LIMIT = Measure(
    id=UUID(int=9),
    code="LIMIT",
    side=MeasureSide.SANCTION,
    force=MeasureForce.MANDATORY,
    function="MARKET_REGULATION",
    targets=frozenset({MeasureTarget.SUBJECT}),
    list_types=frozenset({BLACK}),
    criteria_groups=frozenset(),
    acknowledge_within=3,
    implement_within=10,
    release_within=5,
    max_months=None,
    basis=Basis(BasisLevel.LAW, dt.date(2018, 1, 1), None),
)
BAN = replace(
    LIMIT,
    code="BAN",
    function="PUBLIC_SECURITY",
    targets=frozenset({MeasureTarget.LEGAL_REPRESENTATIVE, MeasureTarget.DIRECTLY_RESPONSIBLE}),
)
CITY = Holder(UUID(int=11), frozenset({"MARKET_REGULATION", "PUBLIC_SECURITY"}), frozenset({PREFECTURE}))
HERE = Holder(UUID(int=12), frozenset({"MARKET_REGULATION"}), frozenset({COUNTY}))
THERE = Holder(UUID(int=13), frozenset({"MARKET_REGULATION"}), frozenset({OTHER}))


def owed(alike: Alike, *measures: Measure) -> dict[tuple[int, str, str], int]:
    found = duties(
        alike,
        measures,
        [CITY, HERE, THERE],
        prefecture=PREFECTURE,
        mandatory_levels={BasisLevel.LAW},
        on=TODAY,
    )
    return {(department.int, code, shape): number for (department, code, shape), number in found.items()}


def test_the_region_of_the_entry_and_the_prefecture_owe_it() -> None:
    alike = Alike(BLACK, COUNTY, frozenset(), ())
    assert owed(alike, LIMIT) == {(11, "LIMIT", SUBJECT): 1, (12, "LIMIT", SUBJECT): 1}


def test_persons_of_the_same_shape_are_counted_and_the_others_are_not_reached() -> None:
    shapes = ("DIRECTOR:f", "LEGAL_REPRESENTATIVE:f", "LEGAL_REPRESENTATIVE:f", ":t")
    alike = Alike(BLACK, COUNTY, frozenset(), shapes)
    assert owed(alike, BAN) == {(11, "BAN", "LEGAL_REPRESENTATIVE:f"): 2, (11, "BAN", ":t"): 1}


def test_a_measure_of_another_group_or_without_a_basis_creates_nothing() -> None:
    alike = Alike(BLACK, COUNTY, frozenset({"MARKET_ORDER"}), ())
    other = replace(LIMIT, criteria_groups=frozenset({"ABLE_BUT_REFUSING"}))
    ended = replace(LIMIT, basis=Basis(BasisLevel.LAW, dt.date(2018, 1, 1), dt.date(2026, 9, 6)))
    policy = replace(LIMIT, basis=Basis(BasisLevel.CENTRAL_POLICY, dt.date(2018, 1, 1), None))
    assert owed(alike, other, ended, policy) == {}
