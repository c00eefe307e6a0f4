"""A department ends and another takes over; who keeps the register, and what is refused (§5.2, A7)."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

from hub.casework.assignments import acknowledge_assignments
from hub.casework.change import Change
from hub.casework.departments import Kept
from hub.casework.keys import RegionKey
from hub.store.ids import Ref
from hub.store.models import Department
from hub.store.session import Store
from tests.casework.initiations import listed
from tests.casework.registering import COUNTY, change_it, end_it, refused, regions, register
from tests.support.actions import TODAY, later
from tests.support.small_city import build

D = dt.date


async def test_a_department_ends_and_who_takes_over_is_told(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry)
    await register(city, "jinjiang-market-new", functions=("MARKET_REGULATION",))
    kept = await end_it(city, "jinjiang-market", D(2026, 9, 30), "jinjiang-market-new")
    [row] = [row for row in await city.rows(Department) if row.id == kept.department.id]
    assert (row.valid_to, row.successor_id) == (D(2026, 9, 30), city.departments["jinjiang-market-new"])
    for slug in ("jinjiang-market", "jinjiang-market-new", "quanzhou-credit", "jinjiang-credit"):
        assert ("department_ended", kept.department.id) in await city.inbox(slug)


async def test_a_successor_acts_from_the_day_after_the_last_and_not_before(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry)
    await register(city, "jinjiang-market-new", functions=("MARKET_REGULATION",))
    await end_it(city, "jinjiang-market", TODAY, "jinjiang-market-new")
    row = await city.of("jinjiang-market")
    ref = Ref("Assignment", row.bucket, row.id)
    [early] = await city.acknowledge("jinjiang-market-new", ref)
    assert getattr(early, "code", None) == "NOT_YOUR_ASSIGNMENT"
    caller = city.caller("jinjiang-market-new", succeeds=["jinjiang-market"])

    async def acknowledge(change: Change) -> Any:
        return await acknowledge_assignments(change, [ref])

    assert await city.run("", acknowledge, moment=later(1), caller=caller) == [ref]


async def test_nobody_ends_without_a_successor_who_has_anything_of_its_own(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry)
    assert await refused(end_it(city, "jinjiang-taxation", TODAY, None)) == ["SUCCESSOR_MISSING"]
    assert await refused(end_it(city, "jinjiang-market", TODAY, None)) == ["SUCCESSOR_MISSING"]
    await end_it(city, "licheng-finance", TODAY, None)


async def test_successors_form_no_circle_and_stand_on_the_day_they_take_over(store: Store) -> None:
    city = await build(store)
    last = D(2026, 9, 30)
    await end_it(city, "licheng-market", last, "quanzhou-market")
    assert await refused(end_it(city, "quanzhou-market", last, "licheng-market")) == [
        "SUCCESSOR_UNFIT",
        "STILL_TO_SUCCEED",
    ]
    assert await refused(end_it(city, "jinjiang-market", last, "jinjiang-market")) == ["SUCCESSOR_UNFIT"]
    assert await refused(end_it(city, "jinjiang-market", last, "licheng-market")) == ["SUCCESSOR_UNFIT"]


async def test_what_has_ended_or_passed_stays_so(store: Store) -> None:
    city = await build(store)
    await end_it(city, "licheng-finance", TODAY, None)
    assert await refused(end_it(city, "licheng-finance", later(2).date(), None, moment=later(2))) == [
        "DEPARTMENT_HAS_ENDED"
    ]
    assert await refused(end_it(city, "licheng-market", D(2026, 9, 6), None)) == ["DAY_HAS_PASSED"]
    assert await refused(change_it(city, "licheng-market", from_=D(2026, 9, 6), name="新名")) == [
        "DAY_HAS_PASSED"
    ]
    assert await refused(
        change_it(city, "licheng-finance", from_=D(2026, 9, 9), name="新名", moment=later(2))
    ) == ["DEPARTMENT_NOT_STANDING_THEN"]


async def test_the_register_is_kept_by_credit_offices_each_in_its_area(store: Store) -> None:
    city = await build(store)
    assert await refused(register(city, by="jinjiang-taxation")) == ["NOT_CREDIT_OFFICE"]
    assert await refused(register(city, by="licheng-credit")) == ["OUTSIDE_YOUR_AREA"]
    elsewhere: dict[str, Any] = {"serves": regions("jinjiang", "nanan")}
    assert await refused(register(city, by=COUNTY, **elsewhere)) == ["OUTSIDE_YOUR_AREA"]
    office: dict[str, Any] = {"functions": ("CREDIT_OFFICE",)}
    assert await refused(register(city, by=COUNTY, **office)) == ["CREDIT_OFFICE_BY_PREFECTURE"]
    assert (await register(city, by=COUNTY)).department.kind == "Department"
    assert (
        await register(
            city, "nanan-credit", region=RegionKey(slug="nanan"), serves=regions("nanan"), **office
        )
    ).issued == 0


async def test_everything_wrong_with_a_registration_is_said_at_once(store: Store) -> None:
    city = await build(store)
    wrong: dict[str, Any] = {
        "slug": "Not A Slug",
        "functions": ("COOKING",),
        "name": "\u200b\u2060",
        "valid_from": D(2026, 9, 6),
    }
    assert await refused(register(city, **wrong)) == [
        "UNKNOWN_FUNCTION",
        "TEXT_MISSING",
        "INVALID_INPUT",
        "DAY_HAS_PASSED",
    ]
    assert await refused(register(city, "jinjiang-market")) == ["SLUG_TAKEN"]
    assert await refused(register(city, serves=())) == ["INVALID_INPUT"]
    assert await refused(register(city, serves=regions("atlantis"))) == ["UNKNOWN_REGION"]
    assert await refused(change_it(city, "jinjiang-market")) == ["NOTHING_CHANGES"]
    assert await refused(change_it(city, "jinjiang-market", functions=())) == ["INVALID_INPUT"]
    assert await refused(change_it(city, "nowhere")) == ["UNKNOWN_DEPARTMENT"]


async def test_a_department_and_an_initiation_at_the_same_moment_leave_nothing_unrouted(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await asyncio.gather(city.initiate(entry), register(city))
    assert (await city.of("jinjiang-finance")).measure_code == "FINANCE_HINT"


async def test_two_credit_offices_that_register_the_same_slug_at_once_make_one_department(
    store: Store,
) -> None:
    city = await build(store)
    done = await asyncio.gather(register(city), register(city), return_exceptions=True)
    assert sum(isinstance(each, Kept) for each in done) == 1
    assert len([row for row in await city.rows(Department) if row.slug == "jinjiang-finance"]) == 1
