"""Editions that are refused, with every reason, and leave nothing behind (§5.4, A10)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from hub.casework.catalogue import PublishCatalogue
from hub.casework.keys import DepartmentKey
from hub.errors import Refused
from hub.policy.bases import BasisGiven
from hub.policy.vocabulary import BasisLevel
from hub.store.session import Store
from tests.support.actions import TODAY, City
from tests.support.law import OFFICE, TABLES, edition, issue, kept, under_way
from tests.support.small_city import build

DAY = dt.timedelta(days=1)


@pytest.fixture
async def city(store: Store) -> City:
    return await build(store)


async def refused(city: City, asked: PublishCatalogue, by: str = OFFICE) -> list[tuple[str, tuple[str, ...]]]:
    before = [await city.rows(table) for table in TABLES]
    with pytest.raises(Refused) as caught:
        await issue(city, asked, by)
    assert [await city.rows(table) for table in TABLES] == before
    return [(refusal.code, refusal.path) for refusal in caught.value.refusals]


def changed(place: int = 0, **values: Any) -> PublishCatalogue:
    measures = list(kept())
    measures[place] = replace(measures[place], **values)
    return edition(measures=tuple(measures))


@pytest.mark.parametrize(
    ("asked", "by", "refusals"),
    [
        (edition(), "jinjiang-credit", [("MAY_NOT_PUBLISH", ("name",))]),
        (edition(), "quanzhou-market", [("MAY_NOT_PUBLISH", ("name",))]),
        (edition(name=" "), OFFICE, [("TEXT_MISSING", ("name",))]),
        (edition(name="2026"), OFFICE, [("NAME_TAKEN", ("name",))]),
        (edition(effective_from=TODAY - DAY), OFFICE, [("EFFECTIVE_IN_THE_PAST", ("effectiveFrom",))]),
        (edition(measures=()), OFFICE, [("EDITION_WITHOUT_MEASURES", ("measures",))]),
        (
            changed(basis=BasisGiven("law", BasisLevel.LAW, dt.date(2018, 1, 1), TODAY - DAY)),
            OFFICE,
            [("BASIS_OUT_OF_FORCE", ("measures", "0", "basis"))],
        ),
        (
            changed(basis=BasisGiven("Plan", BasisLevel.CENTRAL_POLICY, dt.date(2018, 1, 1))),
            OFFICE,
            [("FORCE_NOT_CARRIED", ("measures", "0", "force"))],
        ),
        (changed(code="EXIT_BAN"), OFFICE, [("MEASURE_WRONG", ("measures", "1", "code"))]),
        (changed(title=""), OFFICE, [("MEASURE_WRONG", ("measures", "0", "title"))]),
        (
            changed(implementing_function="NOBODY"),
            OFFICE,
            [("MEASURE_WRONG", ("measures", "0", "implementingFunction"))],
        ),
        (changed(targets=()), OFFICE, [("MEASURE_WRONG", ("measures", "0", "targets"))]),
        (changed(triggered_by=()), OFFICE, [("MEASURE_WRONG", ("measures", "0", "triggeredBy"))]),
        (
            changed(triggered_by=("tax-black", "no-such")),
            OFFICE,
            [("MEASURE_WRONG", ("measures", "0", "triggeredBy"))],
        ),
        (
            changed(criteria_groups=("NO_GROUP",)),
            OFFICE,
            [("MEASURE_WRONG", ("measures", "0", "criteriaGroups"))],
        ),
        (
            changed(release_within_days=0),
            OFFICE,
            [("MEASURE_WRONG", ("measures", "0", "releaseWithinDays"))],
        ),
        (changed(max_months=0), OFFICE, [("MEASURE_WRONG", ("measures", "0", "maxMonths"))]),
        (
            changed(filed_by=DepartmentKey(slug="nobody")),
            OFFICE,
            [("UNKNOWN_DEPARTMENT", ("measures", "0", "filedBy"))],
        ),
    ],
)
async def test_what_is_refused_leaves_nothing(
    city: City, asked: PublishCatalogue, by: str, refusals: list[tuple[str, tuple[str, ...]]]
) -> None:
    await under_way(city)
    assert await refused(city, asked, by) == refusals
