"""Initiating: who may, which measures, which departments in which regions, which days (A1, A2, A5, A10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from typing import TypedDict
from uuid import UUID

import pytest

from hub.policy.actions import (
    Chosen,
    Holder,
    Planned,
    Terms,
    Unrouted,
    choose,
    choose_regions,
    judge_initiator,
    route,
    terms,
)
from hub.policy.duties import Caller
from hub.policy.measures import Basis, Measure, Named, Target
from hub.policy.vocabulary import BasisLevel, MeasureForce, MeasureSide, MeasureTarget, OfficerRole
from hub.policy.workdays import Calendar


class Facts(TypedDict):
    list_type: UUID
    groups: Collection[str]
    mandatory_levels: Collection[BasisLevel]
    today: dt.date


QUANZHOU, JINJIANG, LICHENG, NANAN = (UUID(int=n) for n in range(1, 5))
TAX, OTHER = UUID(int=10), UUID(int=11)
LAW = Basis(BasisLevel.LAW, dt.date(2016, 1, 1), None)
TODAY = dt.date(2026, 9, 7)


FACTS: Facts = {"list_type": TAX, "groups": (), "mandatory_levels": {BasisLevel.LAW}, "today": TODAY}


def measure(code: str, number: int, **changes: object) -> Measure:
    made = Measure(
        id=UUID(int=number),
        code=code,
        side=MeasureSide.SANCTION,
        force=MeasureForce.MANDATORY,
        function="MARKET_REGULATION",
        targets=frozenset({MeasureTarget.SUBJECT}),
        list_types=frozenset({TAX}),
        criteria_groups=frozenset(),
        acknowledge_within=3,
        implement_within=10,
        release_within=5,
        max_months=None,
        basis=LAW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


MUST = measure("MUST", 100)
MAY = measure("MAY", 101, force=MeasureForce.RECOMMENDED)
MAY_TOO = measure("MAY_TOO", 102, force=MeasureForce.RECOMMENDED)
FOREIGN = measure("FOREIGN", 103, list_types=frozenset({OTHER}))
WEAK = measure("WEAK", 104, basis=Basis(BasisLevel.NORMATIVE_DOCUMENT, dt.date(2016, 1, 1), None))
ENDED = measure("ENDED", 105, force=MeasureForce.RECOMMENDED, basis=replace(LAW, until=dt.date(2026, 9, 6)))


def codes(chosen: object) -> list[str]:
    assert isinstance(chosen, Chosen)
    return [m.code for m in chosen.measures]


def test_measures_null_means_all_that_the_edition_triggers() -> None:
    assert codes(choose([MUST, MAY, MAY_TOO, FOREIGN], None, **FACTS)) == [
        "MUST", "MAY", "MAY_TOO",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "expected"),
    [([], ["MUST"]), (["MAY"], ["MUST", "MAY"]), (["MUST"], ["MUST"]), (["MAY", "MAY"], ["MUST", "MAY"])],
)
def test_a_list_of_measures_is_added_to_the_mandatory_ones(asked: list[str], expected: list[str]) -> None:
    assert codes(choose([MUST, MAY, MAY_TOO], asked, **FACTS)) == expected


def test_a_measure_that_is_not_triggered_is_refused_by_name() -> None:
    refused = choose([MUST, MAY, FOREIGN], ["MAY", "FOREIGN", "NO_SUCH"], **FACTS)
    assert isinstance(refused, list)
    assert [(r.code, r.path) for r in refused] == [
        ("MEASURE_NOT_TRIGGERED", ("measures", "1")),
        ("MEASURE_NOT_TRIGGERED", ("measures", "2")),
    ]
    assert "FOREIGN" in refused[0].message
    assert "NO_SUCH" in refused[1].message


def test_a_measure_whose_basis_does_not_carry_it_is_left_out_and_reported() -> None:
    chosen = choose([MUST, WEAK, ENDED], None, **FACTS)
    assert isinstance(chosen, Chosen)
    assert codes(chosen) == ["MUST"]
    assert [(r.code, r.path) for r in chosen.left_out] == [
        ("BASIS_NOT_IN_FORCE", ("measures", "WEAK")),
        ("BASIS_NOT_IN_FORCE", ("measures", "ENDED")),
    ]


def test_with_a_list_only_the_mandatory_ones_left_out_are_reported() -> None:
    chosen = choose([MUST, WEAK, ENDED], [], **FACTS)
    assert isinstance(chosen, Chosen)
    assert [r.path for r in chosen.left_out] == [("measures", "WEAK")]


def test_a_measure_asked_for_by_name_whose_basis_has_ended_is_refused() -> None:
    refused = choose([MUST, ENDED], ["ENDED"], **FACTS)
    assert isinstance(refused, list)
    assert [(r.code, r.path) for r in refused] == [("BASIS_NOT_IN_FORCE", ("measures", "0"))]


@pytest.mark.parametrize(
    ("subject", "added", "regions"),
    [
        (JINJIANG, (), (JINJIANG, QUANZHOU)),
        (None, (), (LICHENG, QUANZHOU)),
        (QUANZHOU, (), (QUANZHOU,)),
        (JINJIANG, (NANAN, JINJIANG), (JINJIANG, QUANZHOU, NANAN)),
    ],
)
def test_regions_are_the_subjects_the_prefecture_and_those_added(
    subject: UUID | None, added: tuple[UUID, ...], regions: tuple[UUID, ...]
) -> None:
    assert choose_regions(subject, LICHENG, QUANZHOU, added) == regions


def holder(number: int, *serves: UUID, functions: tuple[str, ...] = ("MARKET_REGULATION",)) -> Holder:
    return Holder(UUID(int=number), frozenset(functions), frozenset(serves))


ENTERPRISE = Target(1, UUID(int=1000))
CITY, COUNTY, WIDE = holder(50, QUANZHOU), holder(51, JINJIANG), holder(52, JINJIANG, NANAN, QUANZHOU)


def test_a_measure_goes_to_every_holder_of_its_function_that_serves_a_chosen_region() -> None:
    planned, unrouted = route(
        [MUST], (JINJIANG, QUANZHOU), [CITY, COUNTY, holder(53, LICHENG)], ENTERPRISE, ()
    )
    assert planned == [Planned(MUST, ENTERPRISE, CITY.id), Planned(MUST, ENTERPRISE, COUNTY.id)]
    assert unrouted == []


def test_serving_is_exact_and_never_looks_down_the_tree() -> None:
    planned, unrouted = route([MUST], (JINJIANG, QUANZHOU), [CITY], ENTERPRISE, ())
    assert planned == [Planned(MUST, ENTERPRISE, CITY.id)]
    assert unrouted == [Unrouted(MUST, JINJIANG)]


def test_a_department_that_serves_several_chosen_regions_gets_one_assignment() -> None:
    planned, unrouted = route([MUST], (JINJIANG, QUANZHOU, NANAN), [WIDE], ENTERPRISE, ())
    assert planned == [Planned(MUST, ENTERPRISE, WIDE.id)]
    assert unrouted == []


def test_a_measure_is_unrouted_in_each_region_that_no_holder_serves() -> None:
    fiscal = holder(54, JINJIANG, QUANZHOU, functions=("FINANCE",))
    planned, unrouted = route([MUST, MAY], (JINJIANG, QUANZHOU), [fiscal], ENTERPRISE, ())
    assert planned == []
    assert unrouted == [
        Unrouted(MUST, JINJIANG), Unrouted(MUST, QUANZHOU), Unrouted(MAY, JINJIANG), Unrouted(MAY, QUANZHOU),
    ]  # fmt: skip


def test_a_measure_on_offices_that_nobody_was_named_in_is_neither_assigned_nor_unrouted() -> None:
    on_people = replace(MUST, targets=frozenset({MeasureTarget.LEGAL_REPRESENTATIVE}))
    assert route([on_people], (JINJIANG,), [], ENTERPRISE, ()) == ([], [])


def test_each_target_is_assigned_to_each_department() -> None:
    both = replace(MUST, targets=frozenset({MeasureTarget.SUBJECT, MeasureTarget.LEGAL_REPRESENTATIVE}))
    boss = Named(2, UUID(int=2000), OfficerRole.LEGAL_REPRESENTATIVE, directly_responsible=False)
    planned, _ = route([both], (JINJIANG, QUANZHOU), [CITY, COUNTY], ENTERPRISE, [boss])
    assert [(p.target.id, p.department_id) for p in planned] == [
        (ENTERPRISE.id, CITY.id), (ENTERPRISE.id, COUNTY.id), (boss.id, CITY.id), (boss.id, COUNTY.id),
    ]  # fmt: skip


LISTING = UUID(int=60)


@pytest.mark.parametrize(
    ("caller", "allowed"),
    [
        (Caller(department_id=LISTING, region_id=JINJIANG), True),
        (Caller(department_id=UUID(int=61), region_id=JINJIANG), False),
        (Caller(department_id=UUID(int=61), region_id=LICHENG, succeeds=frozenset({LISTING})), True),
        (
            Caller(department_id=UUID(int=62), region_id=JINJIANG, functions=frozenset({"CREDIT_OFFICE"})),
            True,
        ),
        (
            Caller(department_id=UUID(int=63), region_id=LICHENG, functions=frozenset({"CREDIT_OFFICE"})),
            False,
        ),
        (
            Caller(department_id=UUID(int=64), region_id=QUANZHOU, functions=frozenset({"CREDIT_OFFICE"})),
            False,
        ),
    ],
)
def test_the_listing_department_its_successor_and_its_credit_office_initiate(
    caller: Caller, allowed: bool
) -> None:
    refusal = judge_initiator(caller, LISTING, JINJIANG)
    assert (refusal is None) is allowed
    if refusal is not None:
        assert (refusal.code, refusal.path) == ("MAY_NOT_INITIATE", ("entry",))


CALENDAR = Calendar({}, provisional_from=dt.date(2027, 1, 1))


def due(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, 15, 59, 59, tzinfo=dt.UTC)


def test_deadlines_count_from_issue_and_release_from_the_announced_end() -> None:
    assert terms(MUST, TODAY, dt.date(2026, 11, 2), CALENDAR) == Terms(
        acknowledge_by=due(dt.date(2026, 9, 10)),
        implement_by=due(dt.date(2026, 9, 21)),
        release_by=due(dt.date(2026, 11, 9)),
        measure_ends_on=None,
        provisional=False,
    )


def test_a_measures_longest_duration_ends_it_before_the_entry() -> None:
    brief = terms(replace(MUST, max_months=1), TODAY, dt.date(2026, 11, 2), CALENDAR)
    assert brief.measure_ends_on == dt.date(2026, 10, 7)
    assert brief.release_by == due(dt.date(2026, 10, 14))


def test_a_release_beyond_the_confirmed_calendar_makes_the_terms_provisional() -> None:
    assert terms(MUST, TODAY, dt.date(2026, 12, 30), CALENDAR).provisional is True
