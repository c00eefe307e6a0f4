"""The demo city has the regions, functions and departments that domain.md §3 promises."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from hub.policy.vocabulary import Duty
from tests.demo.reading import CITY, DEPARTMENTS, holders

REGIONS = {
    "quanzhou": ("350500", "泉州市"),
    "licheng": ("350502", "鲤城区"),
    "fengze": ("350503", "丰泽区"),
    "luojiang": ("350504", "洛江区"),
    "quangang": ("350505", "泉港区"),
    "huian": ("350521", "惠安县"),
    "anxi": ("350524", "安溪县"),
    "yongchun": ("350525", "永春县"),
    "dehua": ("350526", "德化县"),
    "jinmen": ("350527", "金门县"),
    "shishi": ("350581", "石狮市"),
    "jinjiang": ("350582", "晋江市"),
    "nanan": ("350583", "南安市"),
    "development-zone": (None, "泉州开发区"),
    "taiwanese-investment-zone": (None, "泉州台商投资区"),
}
FUNCTIONS = [
    "DEVELOPMENT_REFORM",
    "INDUSTRY_INFORMATION",
    "FINANCE",
    "FINANCIAL_REGULATION",
    "ECOLOGY",
    "HOUSING_CONSTRUCTION",
    "TRANSPORT",
    "COMMERCE",
    "MARKET_REGULATION",
    "TAXATION",
    "WORK_SAFETY",
    "CUSTOMS",
    "INTELLECTUAL_PROPERTY",
    "COURT",
    "HUMAN_RESOURCES",
    "PUBLIC_SECURITY",
    "NATURAL_RESOURCES",
    "CULTURE_TOURISM",
    "CYBERSPACE",
    "EDUCATION",
    "CIVIL_AFFAIRS",
    "PUBLIC_RESOURCE_TRADING",
    "FOOD_DRUG",
    "FIRE_RESCUE",
    "SECURITIES_BANKING",
    "TRAVEL_CARRIERS",
    "CIVILIZATION_OFFICE",
    "YOUTH_LEAGUE",
    "MILITARY_SERVICE",
    "PERSONNEL",
    "CREDIT_OFFICE",
    "EFFICIENCY_OFFICE",
]
EVERY_DUTY = {"READ", "READ_PERSONS", "REGISTER", "LIST", "INITIATE", "RESPOND", "OBJECT", "REPAIR", "CHECK"}
DUTIES = {duty.value: duty for duty in Duty}


def test_the_regions_are_exactly_the_fifteen_with_their_codes_and_names() -> None:
    assert {row.slug: (row.gb_code, row.name) for row in CITY.regions} == REGIONS


def test_every_region_lies_in_the_prefecture_and_jinmen_alone_takes_no_part() -> None:
    assert {row.slug: row.parent for row in CITY.regions} == {
        slug: None if slug == "quanzhou" else "quanzhou" for slug in REGIONS
    }
    assert [row.slug for row in CITY.regions if not row.takes_part] == ["jinmen"]


def test_the_functions_are_exactly_those_of_the_contract() -> None:
    assert [row.code for row in CITY.functions] == FUNCTIONS


def test_every_function_has_a_holder_at_the_prefecture() -> None:
    assert [code for code in FUNCTIONS if not holders(code, "quanzhou")] == []


def test_every_taking_part_region_has_departments_and_jinmen_has_none() -> None:
    seats = Counter(row.region for row in CITY.departments)
    assert set(seats) == set(REGIONS) - {"jinmen"}
    assert seats["quanzhou"] == len(FUNCTIONS)
    assert min(seats.values()) >= 10


@pytest.mark.parametrize("region", sorted(set(REGIONS) - {"jinmen"}))
def test_every_region_has_its_own_credit_office_taxation_and_market_regulation(region: str) -> None:
    for function, slug in (
        ("CREDIT_OFFICE", "credit-office"),
        ("TAXATION", "taxation"),
        ("MARKET_REGULATION", "market-regulation"),
    ):
        assert function in DEPARTMENTS[f"{region}-{slug}"].functions
        assert DEPARTMENTS[f"{region}-{slug}"].serves == (region,)


def test_a_department_is_named_after_its_seat_and_its_first_function() -> None:
    for row in CITY.departments:
        assert row.slug == f"{row.region}-{row.functions[0].lower().replace('_', '-')}"
        assert row.valid_from == dt.date(2018, 4, 25)


def test_only_the_named_departments_of_the_prefecture_serve_a_county() -> None:
    serving = {row.slug for row in CITY.departments if row.region == "quanzhou" and len(row.serves) > 1}
    assert serving == {
        "quanzhou-court",
        "quanzhou-customs",
        "quanzhou-securities-banking",
        "quanzhou-travel-carriers",
    }
    assert {row.slug for row in CITY.departments if row.region not in row.serves} == set()


def test_every_department_holds_the_nine_duties_and_the_offices_hold_more() -> None:
    for row in CITY.departments:
        extra = set()
        if "CREDIT_OFFICE" in row.functions:
            extra = {"CATALOGUE", "SUPERVISE"}
        if "EFFICIENCY_OFFICE" in row.functions:
            extra = {"SUPERVISE"}
        assert set(row.duties) == {DUTIES[name] for name in EVERY_DUTY | extra}, row.slug
    assert [row.slug for row in CITY.departments if "EFFICIENCY_OFFICE" in row.functions] == [
        "quanzhou-efficiency-office"
    ]


def test_some_measures_find_no_holder_in_a_county_and_in_both_zones() -> None:
    functions = {row.implementing_function for row in CITY.measures}
    without = {region: {code for code in functions if not holders(code, region)} for region in REGIONS}
    assert without["quanzhou"] == set()
    assert without["jinjiang"] == {"CIVIL_AFFAIRS"}
    assert {"CIVIL_AFFAIRS", "CULTURE_TOURISM", "PUBLIC_RESOURCE_TRADING"} <= without["development-zone"]
    assert {"CIVIL_AFFAIRS", "COURT", "CYBERSPACE"} <= without["taiwanese-investment-zone"]
