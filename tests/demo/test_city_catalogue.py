"""The measures of the demo city, the levels they rest on, its numbers and its festival days."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import chinese_calendar
import pytest

from hub.casework.setup.rows import ListTypeRow
from tests.demo.reading import (
    BASES,
    BLACK,
    CITY,
    DEPARTMENTS,
    LIST_TYPES,
    MEASURES,
    START,
    TODAY,
    holders,
    slug_of,
    standards_of,
    triggered_by_first_criterion,
)

PROMISED_COUNTIES = ("jinjiang", "licheng", "nanan")
HIGH_CONSUMPTION_AND_EXIT = {
    "EXIT_BAN",
    "LIMIT_REAL_ESTATE_PURCHASE",
    "LIMIT_AIR_TRAVEL",
    "LIMIT_HIGH_GRADE_TRAINS",
    "LIMIT_STAR_HOTELS",
    "LIMIT_HOLIDAY_TRAVEL",
}


def test_the_catalogue_holds_at_least_forty_measures_of_every_side_force_and_category() -> None:
    assert len(CITY.measures) >= 40
    assert {row.side for row in CITY.measures} == {"INCENTIVE", "SANCTION"}
    assert {(row.side, row.force) for row in CITY.measures} == {
        (side, force) for side in ("INCENTIVE", "SANCTION") for force in ("MANDATORY", "RECOMMENDED")
    }
    assert {row.category for row in CITY.measures if row.side == "SANCTION"} == {
        "ADMINISTRATIVE",
        "MARKET",
        "INDUSTRY",
        "SOCIAL",
    }
    assert CITY.edition.effective_from <= START
    assert CITY.edition.published_by == "quanzhou-credit-office"


@pytest.mark.parametrize("list_type", BLACK, ids=slug_of)
@pytest.mark.parametrize("region", [*PROMISED_COUNTIES, "quanzhou"])
def test_the_first_criterion_of_every_black_list_triggers_held_mandatory_measures(
    list_type: ListTypeRow, region: str
) -> None:
    for standard in standards_of(list_type.slug):
        mandatory = [
            row
            for row in triggered_by_first_criterion(standard)
            if row.force == "MANDATORY" and holders(row.implementing_function, region)
        ]
        assert [row for row in mandatory if "SUBJECT" in row.targets]
        assert [row for row in mandatory if "LEGAL_REPRESENTATIVE" in row.targets]


def test_a_mandatory_measure_rests_on_a_law_or_regulation_in_force_then_and_now() -> None:
    for row in CITY.measures:
        basis = BASES[row.basis]
        assert basis.in_force(CITY.edition.effective_from), row.code
        assert basis.in_force(TODAY), row.code
        if row.force == "MANDATORY":
            assert basis.level in {"LAW", "ADMINISTRATIVE_REGULATION", "LOCAL_REGULATION"}, row.code


def test_high_consumption_and_exit_measures_are_for_the_able_but_refusing_only() -> None:
    for code in HIGH_CONSUMPTION_AND_EXIT:
        assert MEASURES[code].criteria_groups == ("ABLE_BUT_REFUSING",)
        assert MEASURES[code].category == "MARKET"
    reserved = {"PUBLIC_SECURITY", "TRAVEL_CARRIERS"}
    assert {
        row.code
        for row in CITY.measures
        if row.implementing_function in reserved and row.criteria_groups != ("ABLE_BUT_REFUSING",)
    } == set()


def test_incentives_come_from_red_lists_and_sanctions_from_black_and_watch_lists() -> None:
    for row in CITY.measures:
        kinds = {LIST_TYPES[slug].kind for slug in row.triggered_by}
        assert kinds
        assert kinds <= ({"RED"} if row.side == "INCENTIVE" else {"BLACK", "WATCH"}), row.code


def test_a_watch_list_triggers_administrative_measures_of_departments_only() -> None:
    watched = [row for row in CITY.measures if any("-watch" in slug for slug in row.triggered_by)]
    assert {row.category for row in watched} == {"ADMINISTRATIVE"}
    assert {slug for row in watched for slug in row.triggered_by if "-watch" in slug} == {
        row.slug for row in CITY.list_types if row.kind == "WATCH"
    }


def test_every_list_type_triggers_a_measure_and_every_field_repeats_one_on_escalation() -> None:
    assert {slug for row in CITY.measures for slug in row.triggered_by} == set(LIST_TYPES)
    for black in BLACK:
        watch = black.slug.replace("-black", "-watch")
        if watch in LIST_TYPES:
            assert [row for row in CITY.measures if {black.slug, watch} <= set(row.triggered_by)]


def test_every_role_is_the_target_of_some_measure() -> None:
    assert {target.value for row in CITY.measures for target in row.targets} == {
        "SUBJECT",
        "LEGAL_REPRESENTATIVE",
        "PRINCIPAL",
        "DIRECTLY_RESPONSIBLE",
        "SENIOR_MANAGER",
        "DIRECTOR",
        "SHAREHOLDER",
        "REGISTERED_PRACTITIONER",
    }


def test_a_measure_is_filed_by_a_department_of_the_prefecture() -> None:
    assert {DEPARTMENTS[row.filed_by].region for row in CITY.measures} == {"quanzhou"}


@pytest.mark.parametrize(
    ("kind", "scope", "level", "day", "permitted"),
    [
        ("BLACK", "LOCAL", "NORMATIVE_DOCUMENT", "2020-12-06", True),
        ("BLACK", "LOCAL", "NORMATIVE_DOCUMENT", "2020-12-07", False),
        ("BLACK", "LOCAL", "LOCAL_RULE", "2026-11-23", False),
        ("BLACK", "LOCAL", "CENTRAL_POLICY", "2026-11-23", False),
        ("BLACK", "LOCAL", "LOCAL_REGULATION", "2026-11-23", True),
        ("BLACK", "NATIONAL", "LAW", "2026-11-23", True),
        ("BLACK", "NATIONAL", "CENTRAL_POLICY", "2026-11-23", True),
        ("BLACK", "NATIONAL", "DEPARTMENT_RULE", "2026-11-23", True),
        ("BLACK", "NATIONAL", "NORMATIVE_DOCUMENT", "2026-11-23", False),
        ("BLACK", "NATIONAL", "LOCAL_REGULATION", "2026-11-23", False),
        ("RED", "NATIONAL", "NORMATIVE_DOCUMENT", "2026-11-23", True),
        ("WATCH", "LOCAL", "NORMATIVE_DOCUMENT", "2026-11-23", True),
    ],
)
def test_the_level_of_a_basis_permits_a_list_as_dated(
    kind: str, scope: str, level: str, day: str, *, permitted: bool
) -> None:
    asked = dt.date.fromisoformat(day)
    assert permitted == any(
        (row.kind, row.scope, row.level) == (kind, scope, level)
        and row.since <= asked
        and (row.until is None or asked <= row.until)
        for row in CITY.permitted_levels
    )


def test_laws_and_regulations_alone_make_a_measure_mandatory() -> None:
    assert {row.level.value for row in CITY.mandatory_levels} == {
        "LAW",
        "ADMINISTRATIVE_REGULATION",
        "LOCAL_REGULATION",
    }


@pytest.mark.parametrize(
    ("code", "value", "unit"),
    [
        ("OBJECTION_WORKING_DAYS", 20, "WORKING_DAY"),
        ("ERROR_NOTICE_DAYS", 30, "DAY"),
        ("FAST_LANE_YEARS", 3, "YEAR"),
    ],
)
def test_the_numbers_of_the_notice_are_rows(code: str, value: int, unit: str) -> None:
    assert [(row.value, row.unit) for row in CITY.parameters if row.code == code] == [(value, unit)]


def test_every_unit_is_a_known_one() -> None:
    assert {row.unit for row in CITY.parameters} <= {"WORKING_DAY", "DAY", "DAY_OF_MONTH", "MONTH", "YEAR"}


def test_thirteen_festival_days_a_year_from_2027_to_2032_less_the_days_two_festivals_share() -> None:
    days = Counter(row.day.year for row in CITY.statutory_days)
    assert days == {2027: 13, 2028: 12, 2029: 13, 2030: 13, 2031: 12, 2032: 13}
    shared = [row.day.isoformat() for row in CITY.statutory_days if "、" in row.festival]
    assert shared == ["2028-10-03", "2031-10-01"]


@pytest.mark.parametrize(
    ("festival", "days"),
    [
        ("春节", ["2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08"]),
        ("清明节", ["2027-04-05"]),
        ("劳动节", ["2027-05-01", "2027-05-02"]),
        ("端午节", ["2027-06-09"]),
        ("中秋节", ["2027-09-15"]),
        ("国庆节", ["2027-10-01", "2027-10-02", "2027-10-03"]),
        ("元旦", ["2027-01-01"]),
    ],
)
def test_the_festivals_of_2027_fall_on_their_days(festival: str, days: list[str]) -> None:
    found = [row.day for row in CITY.statutory_days if row.day.year == 2027 and row.festival == festival]
    assert [day.isoformat() for day in found] == days


def test_the_projection_begins_where_the_official_calendar_ends() -> None:
    assert chinese_calendar.is_workday(dt.date(2026, 12, 31))
    assert min(row.day for row in CITY.statutory_days) == dt.date(2027, 1, 1)
