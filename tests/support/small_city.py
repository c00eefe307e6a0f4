"""The small city: four regions, a few departments, one field's lists, one edition of measures, a calendar."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import uuid4

from sqlalchemy import insert

from hub.casework.calendar import fill_calendar
from hub.store.models import (
    CatalogueEdition,
    Criterion,
    Department,
    DepartmentFunction,
    DepartmentServes,
    Function,
    LegalBasis,
    ListingStandard,
    ListType,
    MandatoryLevel,
    Measure,
    MeasureTrigger,
    Region,
    SharingCatalogue,
)
from hub.store.session import Store
from tests.support.actions import Authority, City

FUNCTIONS = ("TAXATION", "MARKET_REGULATION", "PUBLIC_SECURITY", "FINANCE", "CREDIT_OFFICE")
REGIONS = ("quanzhou", "jinjiang", "licheng", "nanan")
DEPARTMENTS: Mapping[str, Authority] = {
    "jinjiang-taxation": Authority("jinjiang", ("TAXATION",), ("jinjiang",)),
    "jinjiang-market": Authority("jinjiang", ("MARKET_REGULATION",), ("jinjiang",)),
    "licheng-market": Authority("licheng", ("MARKET_REGULATION",), ("licheng",)),
    "quanzhou-market": Authority("quanzhou", ("MARKET_REGULATION",), ("quanzhou",)),
    "quanzhou-police": Authority(
        "quanzhou", ("PUBLIC_SECURITY",), ("quanzhou", "jinjiang", "licheng", "nanan")
    ),
    "licheng-finance": Authority("licheng", ("FINANCE",), ("licheng",)),
    "jinjiang-credit": Authority("jinjiang", ("CREDIT_OFFICE",), ("jinjiang",)),
    "licheng-credit": Authority("licheng", ("CREDIT_OFFICE",), ("licheng",)),
    "quanzhou-credit": Authority("quanzhou", ("CREDIT_OFFICE",), ("quanzhou",)),
}
MEASURES = (
    # Each with its function, force, side, targets, list types, and longest duration in months.
    (
        "LICENCE_LIMIT",
        "MARKET_REGULATION",
        "MANDATORY",
        "SANCTION",
        ["SUBJECT"],
        ("tax-black", "tax-watch"),
        None,
    ),
    ("EXIT_BAN", "PUBLIC_SECURITY", "MANDATORY", "SANCTION", ["LEGAL_REPRESENTATIVE"], ("tax-black",), 2),
    ("FINANCE_HINT", "FINANCE", "RECOMMENDED", "SANCTION", ["SUBJECT"], ("tax-black",), None),
    ("GREEN_LANE", "MARKET_REGULATION", "RECOMMENDED", "INCENTIVE", ["SUBJECT"], ("tax-red",), None),
)
STATUTORY = (dt.date(2027, 1, 1), dt.date(2027, 10, 1), dt.date(2028, 1, 1))


async def build(store: Store, departments: Mapping[str, Authority] = DEPARTMENTS) -> City:
    """The small city with these departments, in the test's own database."""
    city = City(store)
    first = dt.date(2018, 1, 1)
    for position, slug in enumerate(REGIONS):
        city.regions[slug] = uuid4()
        parent = None if slug == "quanzhou" else city.regions["quanzhou"]
        row = {
            "id": city.regions[slug],
            "slug": slug,
            "name": slug,
            "parent_id": parent,
            "position": position,
        }
        await city.write(insert(Region), [row])
    await city.write(insert(Function), [{"code": code, "name": code} for code in FUNCTIONS])
    city.authorities.update(departments)
    for slug, (seat, functions, serves) in departments.items():
        key = city.departments[slug] = uuid4()
        row = {"id": key, "slug": slug, "name": slug, "region_id": city.regions[seat], "valid_from": first}
        await city.write(insert(Department), [row])
        await city.write(
            insert(DepartmentFunction), [{"department_id": key, "function": code} for code in functions]
        )
        served = [{"department_id": key, "region_id": city.regions[region]} for region in serves]
        await city.write(insert(DepartmentServes), served)
    for name, level, until in (("law", "LAW", None), ("ended", "LAW", dt.date(2026, 9, 6))):
        city.bases[name] = uuid4()
        row = {
            "id": city.bases[name],
            "act": name,
            "level": level,
            "in_force_from": first,
            "in_force_to": until,
        }
        await city.write(insert(LegalBasis), [row])
    await city.write(insert(MandatoryLevel), [{"level": "LAW", "valid_from": first, "source": "§5.4"}])
    await _lists(city, first)
    await _measures(city, first)
    caller = city.caller("quanzhou-credit")
    await city.run("quanzhou-credit", lambda change: fill_calendar(change, STATUTORY), caller=caller)
    return city


async def _lists(city: City, first: dt.date) -> None:
    for slug in ("tax-black", "tax-watch", "tax-red"):
        city.list_types[slug], city.standards[slug] = uuid4(), uuid4()
        await city.write(
            insert(ListType),
            [
                {
                    "id": city.list_types[slug],
                    "slug": slug,
                    "name": slug,
                    "kind": slug.split("-")[1].upper(),
                    "field": "taxation",
                    "lead_function": "TAXATION",
                    "scope": "LOCAL",
                    "region_id": city.regions["quanzhou"],
                    "fresh_within_days": 7,
                }
            ],
        )
        await city.write(
            insert(ListingStandard),
            [
                {
                    "id": city.standards[slug],
                    "list_type_id": city.list_types[slug],
                    "version": "1",
                    "basis_id": city.bases["law"],
                    "effective_from": first,
                    "min_term_months": 1,
                    "max_term_months": 60,
                    "published": True,
                    "correctable": False,
                    "repairable": True,
                    "repair_requirements": [],
                }
            ],
        )
        await city.write(insert(SharingCatalogue), [shared(city, slug)])
        row = {
            "standard_id": city.standards[slug],
            "code": "C1",
            "position": 1,
            "description": "Invented.",
            "occurrences": 1,
        }
        await city.write(insert(Criterion), [row])


def shared(city: City, slug: str) -> dict[str, object]:
    """A row of the sharing catalogue that carries a list from 2018 on, kept by the tax offices."""
    return {
        "list_type_id": city.list_types[slug],
        "valid_from": dt.date(2018, 1, 1),
        "fields": ["name"],
        "keeper": "TAXATION",
        "fresh_within_days": 7,
        "source": "§4.2",
    }


async def _measures(city: City, first: dt.date) -> None:
    publisher = city.departments["quanzhou-credit"]
    row = {"id": city.edition, "name": "2026", "effective_from": first, "published_by": publisher}
    await city.write(insert(CatalogueEdition), [row])
    for position, (code, function, force, side, targets, lists, months) in enumerate(MEASURES):
        await add_measure(
            city,
            code,
            position,
            function=function,
            force=force,
            side=side,
            targets=targets,
            lists=lists,
            max_months=months,
        )


async def add_measure(
    city: City,
    code: str,
    position: int = 99,
    *,
    function: str = "MARKET_REGULATION",
    force: str = "MANDATORY",
    side: str = "SANCTION",
    targets: Sequence[str] = ("SUBJECT",),
    lists: Sequence[str] = ("tax-black",),
    max_months: int | None = None,
    basis: str = "law",
) -> None:
    """A measure of the edition: 3 working days to acknowledge, 10 to implement, 5 to release."""
    city.measures[code] = uuid4()
    await city.write(
        insert(Measure),
        [
            {
                "id": city.measures[code],
                "edition_id": city.edition,
                "code": code,
                "position": position,
                "title": code,
                "side": side,
                "force": force,
                "category": "ADMINISTRATIVE",
                "implementing_function": function,
                "targets": list(targets),
                "acknowledge_within_days": 3,
                "implement_within_days": 10,
                "release_within_days": 5,
                "max_months": max_months,
                "basis_id": city.bases[basis],
            }
        ],
    )
    triggers = [{"measure_id": city.measures[code], "list_type_id": city.list_types[slug]} for slug in lists]
    await city.write(insert(MeasureTrigger), triggers)
