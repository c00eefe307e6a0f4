"""Objections, restorations and repairs have deadlines, too: recalled, and past them escalated (O1, O4, P1)."""

from __future__ import annotations

import datetime as dt

import pytest

from hub.store.session import Store
from tests.support.actions import later
from tests.support.objections import SUPPLIER, Objections, build
from tests.support.sweeping import set_parameter, sweep, told

NEAR, REACHED, PASSED = "deadline_near", "deadline_reached", "deadline_passed"
ALL = (NEAR, REACHED, PASSED)
AFTER = dt.datetime(2026, 10, 10, 16, 0, tzinfo=dt.UTC)
"""The first moment after the last day of an objection opened on 7 September."""


@pytest.fixture
async def objections(store: Store) -> Objections:
    built = await build(store)
    await set_parameter(built.city, "REMINDER_WORKING_DAYS_BEFORE", 2)
    return built


async def test_the_supplier_is_reminded_and_its_credit_offices_are_told_when_it_is_late(
    objections: Objections,
) -> None:
    opened = await objections.open(await objections.black(initiated=False))
    mine = opened.objection.id
    city = objections.city
    await sweep(city, later(30), "cases")
    assert await told(city, SUPPLIER, *ALL) == []
    await sweep(city, later(31), "cases")
    await sweep(city, later(32), "cases")
    assert await told(city, SUPPLIER, *ALL) == [(NEAR, mine)]
    await sweep(city, AFTER - dt.timedelta(seconds=1), "cases")
    assert await told(city, SUPPLIER, *ALL) == [(NEAR, mine), (REACHED, mine)]
    await sweep(city, AFTER, "cases")
    await sweep(city, later(60), "cases")
    assert await told(city, "quanzhou-credit", *ALL) == [(PASSED, mine)]
    assert len(await told(city, SUPPLIER, *ALL)) == 2


async def test_what_is_decided_is_recalled_no_more(objections: Objections) -> None:
    opened = await objections.open(await objections.black(initiated=False))
    await objections.decide(opened.objection, "UPHELD", moment=later(3))
    assert await sweep(objections.city, later(60), "cases") == {}


async def test_the_measures_of_a_late_objection_stay_suspended(objections: Objections) -> None:
    entry = await objections.black()
    await objections.open(entry)
    before = {row.id: row.state for row in await objections.city.assignments()}
    assert "SUSPENDED" in before.values()
    await sweep(objections.city, later(60), "cases", "reminders")
    assert {row.id: row.state for row in await objections.city.assignments()} == before
