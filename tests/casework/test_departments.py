"""A department joins, or holds and serves more from a day on: what nobody had taken on is routed (§5.2, A2, A7)."""

from __future__ import annotations

import datetime as dt

from hub.casework.keys import RegionKey
from hub.store.ids import Ref
from hub.store.models import History, UnroutedMeasure
from hub.store.session import Store
from tests.casework.initiations import listed
from tests.casework.registering import change_it, regions, register
from tests.support.actions import NOW, TODAY, later
from tests.support.small_city import build

D = dt.date


async def test_a_department_that_joins_receives_what_was_unrouted_in_its_regions(store: Store) -> None:
    city = await build(store)
    entry, subject, _ = await listed(city)
    action = (await city.initiate(entry)).action
    assert action is not None
    [unrouted] = [
        row for row in await city.rows(UnroutedMeasure) if row.region_id == city.regions["jinjiang"]
    ]
    kept = await register(city, moment=later(1), valid_from=D(2026, 9, 8))
    assert kept.issued == 1
    issued = await city.of("jinjiang-finance")
    assert (issued.measure_id, issued.action_id, issued.target_id, issued.state) == (
        unrouted.measure_id,
        action.id,
        subject.id,
        "ISSUED",
    )
    assert issued.issued_at == later(1)
    assert issued.acknowledge_by == dt.datetime(2026, 9, 11, 15, 59, 59, tzinfo=dt.UTC)
    marked = {row.region_id: row.routed_on for row in await city.rows(UnroutedMeasure)}
    assert marked[city.regions["jinjiang"]] == D(2026, 9, 8)
    assert marked[city.regions["quanzhou"]] is None
    assert ("assignment_issued", issued.id) in await city.inbox("jinjiang-finance")
    assert ("measure_routed", action.id) in await city.inbox("jinjiang-taxation")
    assert ("measure_routed", action.id) in await city.inbox("quanzhou-credit")
    steps = [row for row in await city.rows(History) if row.assignment_id == issued.id]
    assert [(row.step, row.operator, row.clause) for row in steps] == [
        ("assignment_issued", "Clerk Lin", "§5.1")
    ]


async def test_nothing_is_routed_to_whom_nothing_was_unrouted_for(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry)
    before = await city.assignments()
    kept = await register(city, "nanan-finance", region=RegionKey(slug="nanan"), serves=regions("nanan"))
    assert kept.issued == 0
    assert await city.assignments() == before
    assert await city.inbox("nanan-finance") == [("department_registered", kept.department.id)]


async def test_two_departments_of_one_day_both_take_it_on_and_a_later_one_does_not(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry)
    first = await register(city, "jinjiang-finance-a", valid_from=D(2026, 10, 1))
    second = await register(city, "jinjiang-finance-b", valid_from=D(2026, 10, 1))
    third = await register(city, "jinjiang-finance-c", valid_from=D(2026, 10, 2))
    assert (first.issued, second.issued, third.issued) == (1, 1, 0)


async def test_an_earlier_taker_takes_the_place_of_one_planned_for_later(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry)
    await register(city, "jinjiang-finance-later", valid_from=D(2026, 10, 8))
    planned = await city.of("jinjiang-finance-later")
    assert planned.state == "ISSUED"
    assert (await register(city, "jinjiang-finance-now")).issued == 1
    assert (await city.of("jinjiang-finance-later")).state == "WITHDRAWN"
    assert (await city.of("jinjiang-finance-now")).issued_at == NOW


async def test_deadlines_count_from_the_day_on_which_a_department_begins(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry)
    await register(city, valid_from=D(2026, 9, 14))
    issued = await city.of("jinjiang-finance")
    assert issued.issued_at == dt.datetime(2026, 9, 13, 16, tzinfo=dt.UTC)
    assert issued.acknowledge_by == dt.datetime(2026, 9, 17, 15, 59, 59, tzinfo=dt.UTC)
    ref = Ref("Assignment", issued.bucket, issued.id)
    [early] = await city.acknowledge("jinjiang-finance", ref, moment=later(1))
    assert getattr(early, "code", None) == "NOT_BEGUN"
    assert await city.acknowledge("jinjiang-finance", ref, moment=later(7)) == [ref]


async def test_a_measure_initiated_before_a_department_begins_is_dated_from_that_day(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await register(city, valid_from=D(2026, 9, 14))
    made = await city.initiate(entry)
    assert (city.measures["FINANCE_HINT"], city.regions["jinjiang"]) in [
        (measure.id, region.id) for measure, region in made.unrouted
    ]
    issued = await city.of("jinjiang-finance")
    assert issued.issued_at == dt.datetime(2026, 9, 13, 16, tzinfo=dt.UTC)


async def test_an_entry_that_ends_before_leaves_nothing_to_the_department_that_joins(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry)
    await city.exit(entry, TODAY)
    assert (await register(city)).issued == 0
    assert await city.assignments(department_id=city.departments["jinjiang-finance"]) == []


async def test_a_function_gained_from_a_day_on_routes_and_one_lost_leaves_what_is_open(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry)
    gained = await change_it(city, "jinjiang-market", functions=("MARKET_REGULATION", "FINANCE"))
    assert gained.issued == 1
    mine = await city.assignments(department_id=city.departments["jinjiang-market"])
    assert sorted(row.measure_code for row in mine) == ["FINANCE_HINT", "LICENCE_LIMIT"]
    lost = await change_it(
        city, "jinjiang-market", functions=("MARKET_REGULATION",), moment=later(1), from_=D(2026, 9, 8)
    )
    assert lost.issued == 0
    again = await city.assignments(department_id=city.departments["jinjiang-market"])
    assert [row.state for row in again] == ["ISSUED", "ISSUED"]


async def test_a_planned_function_that_is_given_up_again_withdraws_what_it_had_been_issued(
    store: Store,
) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry)
    day = D(2026, 10, 8)
    assert (
        await change_it(city, "jinjiang-market", functions=("MARKET_REGULATION", "FINANCE"), from_=day)
    ).issued == 1
    await change_it(city, "jinjiang-market", functions=("MARKET_REGULATION",), from_=day)
    assert (await city.of("jinjiang-market", "FINANCE_HINT")).state == "WITHDRAWN"
    [row] = [row for row in await city.rows(UnroutedMeasure) if row.region_id == city.regions["jinjiang"]]
    assert row.routed_on is None


async def test_a_region_served_from_a_day_on_routes_what_is_unrouted_there(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry)
    served = await change_it(city, "licheng-finance", serves=regions("licheng", "jinjiang"))
    assert served.issued == 1
    assert (await city.of("licheng-finance")).measure_code == "FINANCE_HINT"
