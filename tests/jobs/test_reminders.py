"""Deadlines are recalled before and on their day, and a department that lets one pass is escalated, each once (A5)."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import update

from hub.store.models import Assignment, Notification, Told
from hub.store.session import Store
from tests.casework.answers import issued, report
from tests.support.actions import City, due, later
from tests.support.small_city import build
from tests.support.sweeping import set_parameter, sweep, told

NEAR, REACHED, PASSED = "deadline_near", "deadline_reached", "deadline_passed"
ALL = (NEAR, REACHED, PASSED)


@pytest.fixture
async def city(store: Store) -> City:
    """Everything is to be acknowledged in three working days and implemented in ten; near is two before."""
    built = await build(store)
    await set_parameter(built, "REMINDER_WORKING_DAYS_BEFORE", 2)
    return built


async def acknowledge_by(city: City, *refs: object, day: dt.datetime) -> None:
    await city.write(
        update(Assignment)
        .where(Assignment.id.in_([ref.id for ref in refs]))  # type: ignore[attr-defined]
        .values(acknowledge_by=day, implement_by=day + dt.timedelta(days=14))
    )


async def test_a_deadline_is_recalled_when_it_is_near_and_on_its_day_once_each(city: City) -> None:
    _, by = await issued(city)
    mine = by["jinjiang-market"]
    await acknowledge_by(city, *by.values(), day=due(2026, 9, 14))
    assert await sweep(city, later(0)) == {}
    assert await sweep(city, later(2)) == {}
    for moment in (later(3), later(3), later(4)):
        await sweep(city, moment)
        assert await told(city, "jinjiang-market", *ALL) == [(NEAR, mine.id)]
    for moment in (later(7), dt.datetime(2026, 9, 14, 15, 59, 59, tzinfo=dt.UTC)):
        await sweep(city, moment)
        assert await told(city, "jinjiang-market", *ALL) == [(NEAR, mine.id), (REACHED, mine.id)]
    assert await told(city, "jinjiang-credit", *ALL) == []


async def test_after_it_the_credit_office_of_the_seat_is_told_and_the_prefectures(city: City) -> None:
    _, by = await issued(city)
    await acknowledge_by(city, *by.values(), day=due(2026, 9, 14))
    assert await sweep(city, later(8)) == {"reminders": 3}
    mine, theirs = by["jinjiang-market"].id, {by[slug].id for slug in ("quanzhou-market", "quanzhou-police")}
    assert await told(city, "jinjiang-credit", *ALL) == [(PASSED, mine)]
    assert {ref for _, ref in await told(city, "quanzhou-credit", *ALL)} == {mine, *theirs}
    assert await told(city, "licheng-credit", *ALL) == []
    assert await told(city, "jinjiang-market", *ALL) == []
    assert await sweep(city, later(9)) == {}


async def test_a_late_credit_office_is_told_to_the_one_above_it_alone(city: City) -> None:
    _, by = await issued(city)
    await city.write(
        update(Assignment)
        .where(Assignment.id == by["jinjiang-market"].id)
        .values(department_id=city.departments["jinjiang-credit"], acknowledge_by=due(2026, 9, 14))
    )
    await sweep(city, later(8))
    assert await told(city, "jinjiang-credit", *ALL) == []
    assert (PASSED, by["jinjiang-market"].id) in await told(city, "quanzhou-credit", *ALL)


async def test_what_was_acknowledged_is_recalled_for_its_implementation_and_then_no_more(city: City) -> None:
    _, by = await issued(city)
    mine = by["jinjiang-market"]
    await acknowledge_by(city, *by.values(), day=due(2026, 9, 14))
    await city.acknowledge("jinjiang-market", mine, moment=later(3))
    await sweep(city, later(8))
    assert await told(city, "jinjiang-market", *ALL) == []
    await sweep(city, later(18))
    assert await told(city, "jinjiang-market", *ALL) == [(NEAR, mine.id)]
    await report(city, mine, moment=later(18))
    await sweep(city, later(60), "reminders")
    assert await told(city, "jinjiang-market", *ALL) == [(NEAR, mine.id)]


async def test_a_deadline_that_moves_is_recalled_anew(city: City) -> None:
    _, by = await issued(city)
    mine = by["jinjiang-market"]
    await acknowledge_by(city, *by.values(), day=due(2026, 9, 14))
    await sweep(city, later(8))
    await acknowledge_by(city, mine, day=due(2026, 9, 18))
    await sweep(city, later(9))
    assert await told(city, "jinjiang-market", *ALL) == [(NEAR, mine.id)]
    await sweep(city, later(12))
    assert await told(city, "jinjiang-credit", *ALL) == [(PASSED, mine.id)] * 2


async def test_nothing_is_recalled_beforehand_where_the_city_has_set_no_lead(store: Store) -> None:
    city = await build(store)
    _, by = await issued(city)
    await acknowledge_by(city, *by.values(), day=due(2026, 9, 14))
    await sweep(city, later(4))
    assert await told(city, "jinjiang-market", *ALL) == []
    await sweep(city, later(7))
    assert await told(city, "jinjiang-market", *ALL) == [(REACHED, by["jinjiang-market"].id)]


async def test_two_replicas_at_once_tell_everything_once(city: City) -> None:
    for _ in range(6):
        _, by = await issued(city)
        await acknowledge_by(city, *by.values(), day=due(2026, 9, 14))
    await asyncio.gather(*(sweep(city, later(8), batch=3) for _ in range(4)))
    await sweep(city, later(8))
    assert len(await told(city, "jinjiang-credit", *ALL)) == 6
    assert len(await told(city, "quanzhou-credit", *ALL)) == 18
    assert await city.count(Told) == 18


async def test_a_release_that_is_due_is_recalled_and_escalated_as_well(city: City) -> None:
    entry, by = await issued(city)
    mine = by["jinjiang-market"]
    await city.acknowledge("jinjiang-market", mine)
    await city.exit(entry, dt.date(2026, 9, 8), moment=later(1))
    await sweep(city, later(1))
    assert await told(city, "jinjiang-market", *ALL) == []
    await sweep(city, later(7))
    assert (NEAR, mine.id) in await told(city, "jinjiang-market", *ALL)
    await sweep(city, later(9))
    assert await told(city, "jinjiang-credit", *ALL) == [(PASSED, mine.id)]


async def test_what_has_ended_by_its_dates_owes_nothing_any_more(city: City) -> None:
    _, by = await issued(city, valid_until=dt.date(2026, 9, 11))
    await acknowledge_by(city, *by.values(), day=due(2026, 9, 14))
    await sweep(city, later(8), "reminders")
    assert await city.count(Told) == 0
    before = await city.count(Notification)
    await sweep(city, later(8))
    assert await city.count(Told) == 0
    assert await city.count(Notification) == before + 3
