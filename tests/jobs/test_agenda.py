"""The agenda of the jobs: what fails holds nothing up, what is there to be tidied goes, an outage is waited out."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest
from sqlalchemy import func, insert, select

from hub.errors import HubError, Unavailable
from hub.jobs.agenda import catch_up
from hub.jobs.rounds import go_round
from hub.jobs.sweeps import SWEEPS, Sweep
from hub.store.models import Idempotency, Inbox, Notification
from hub.store.session import Store
from tests.support.actions import NOW, later
from tests.support.listing import build as build_lists
from tests.support.listing import listing
from tests.support.small_city import build
from tests.support.sweeping import failing, set_parameter, sweep


async def test_one_thing_that_fails_holds_up_nothing_else(store: Store) -> None:
    city = await build(store)
    left = list(range(7))
    done: list[int] = []

    async def first(*_: object) -> dt.datetime | None:
        return NOW if left else None

    async def take(_: object, reach: object) -> int:
        mine = left[reach.skip : reach.skip + reach.limit]  # type: ignore[attr-defined]
        if 3 in mine:
            raise HubError("This one does not go.")
        for each in mine:
            left.remove(each)
            done.append(each)
        return len(mine)

    other = Sweep("reminders", SWEEPS[2].first, SWEEPS[2].take)
    counts = await failing(city, later(1), Sweep("broken", first, take), other)
    assert done == [0, 1, 2, 4, 5, 6]
    assert left == [3]
    assert counts == {"broken": 6}


async def test_an_outage_is_raised_and_not_taken_for_a_failure(store: Store) -> None:
    city = await build(store)

    async def first(*_: object) -> dt.datetime:
        return NOW

    async def take(*_: object) -> int:
        raise Unavailable("The database does not answer.")

    with pytest.raises(Unavailable):
        await failing(city, later(1), Sweep("away", first, take))


async def test_the_rounds_go_on_after_an_outage_and_end_when_they_are_told_to(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []
    stop = asyncio.Event()

    async def away(*_: object) -> dict[str, int]:
        calls.append(1)
        if len(calls) == 1:
            raise Unavailable("The database does not answer.")
        stop.set()
        return {"reminders": 1}

    monkeypatch.setattr("hub.jobs.rounds.catch_up", away)
    async with asyncio.timeout(10):
        await go_round(store, lambda: NOW, stop, rest=0.01)
    assert len(calls) == 2


async def test_nothing_is_to_do_in_a_city_where_nothing_happens(store: Store) -> None:
    await build(store)
    assert await catch_up(store, lambda: NOW) == {}


async def test_idempotency_keys_go_after_seven_days(store: Store) -> None:
    lists = await build_lists(store)
    await lists.put(listing(await lists.enterprise()), key="k")
    assert await sweep(lists.city, later(6), "keys") == {}
    assert await lists.city.count(Idempotency) == 1
    assert await sweep(lists.city, later(7), "keys") == {"keys": 1}
    assert await lists.city.count(Idempotency) == 0


async def test_messages_go_after_the_retention_and_numbers_stay(store: Store) -> None:
    lists = await build_lists(store)
    await sweep(lists.city, later(0))
    city = lists.city
    for number, day in ((1, 0), (2, 10)):
        await lists.put(listing(await lists.enterprise(number)), moment=later(day))
    assert await sweep(city, later(100), "messages") == {}
    await set_parameter(city, "NOTIFICATION_RETENTION_DAYS", 30, "DAY")
    assert await sweep(city, later(29), "messages") == {}
    assert await sweep(city, later(31), "messages") == {"messages": 3}
    async with store.write() as session:
        rows = (await session.execute(select(Inbox.__table__))).all()
        left = await session.execute(
            select(Notification.department_id, func.min(Notification.number)).group_by(
                Notification.department_id
            )
        )
    assert {(row.head, row.oldest) for row in rows} == {(2, 2)}
    assert {row[1] for row in left} == {2}
    assert await sweep(city, later(41), "messages") == {"messages": 3}
    async with store.write() as session:
        rows = (await session.execute(select(Inbox.__table__))).all()
    assert {(row.head, row.oldest) for row in rows} == {(2, 3)}


async def test_a_key_that_nobody_can_repeat_is_passed_over_while_somebody_holds_it(store: Store) -> None:
    city = await build(store)
    row = {
        "department_id": city.departments["licheng-market"],
        "mutation": "m",
        "key": "k",
        "input_hash": b"h",
        "result": {},
        "created_at": NOW,
    }
    await city.write(insert(Idempotency), [row])
    async with store.write() as session:
        await session.execute(select(Idempotency.__table__).with_for_update())
        assert await sweep(city, later(8), "keys") == {}
    assert await sweep(city, later(8), "keys") == {"keys": 1}
