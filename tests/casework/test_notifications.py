"""Inboxes: numbered without gaps in commit order, and their receipt confirmed forward only (A5, engine.md §3)."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from hub.casework.change import Change
from hub.casework.notifications import Confirmed, ConfirmNotifications, confirm_notifications
from hub.errors import Refused
from hub.policy.vocabulary import EventKind
from hub.store.cursors import FeedCursor
from hub.store.ids import Ref
from hub.store.models import Assignment, Inbox, Notification
from hub.store.session import Store
from tests.support.actions import NOW, City, later
from tests.support.small_city import build

US = "jinjiang-market"


async def tell(
    city: City, slug: str, count: int, *, pause: float = 0, to: tuple[str, ...] = (US,)
) -> list[Ref]:
    """A change that tells `count` things, and takes its time before it is committed."""
    refs = [Ref("ListEntry", 1, uuid4()) for _ in range(count)]

    async def procedure(change: Change) -> list[Ref]:
        for ref in refs:
            change.tell(EventKind.ENTRY_LISTED, ref, [city.departments[other] for other in to])
        await change.session.execute(select(1))
        await asyncio.sleep(pause)
        return refs

    return await city.run(slug, procedure)


async def confirm(city: City, cursor: FeedCursor | str, slug: str = US, days: int = 0) -> Confirmed:
    given = ConfirmNotifications(str(cursor))
    return await city.run(slug, lambda change: confirm_notifications(change, given), moment=later(days))


async def refused(city: City, cursor: FeedCursor | str, slug: str = US) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(Refused) as caught:
        await confirm(city, cursor, slug)
    (refusal,) = caught.value.refusals
    return refusal.code, refusal.path


async def inbox(city: City, slug: str = US) -> Any:
    rows = [row for row in await city.rows(Inbox) if row.department_id == city.departments[slug]]
    return rows[0] if rows else None


def place(city: City, number: int, slug: str = US, epoch: int = 1) -> FeedCursor:
    return FeedCursor(city.departments[slug], epoch, number)


async def test_receipt_is_confirmed_forward_only(store: Store) -> None:
    city = await build(store)
    await tell(city, US, 5)
    assert await confirm(city, place(city, 3)) == Confirmed(str(place(city, 3)))
    assert await refused(city, place(city, 2)) == ("CURSOR_BEHIND", ("upTo",))
    row = await inbox(city)
    assert (row.confirmed, row.confirmed_at, row.head) == (3, NOW, 5)
    await confirm(city, place(city, 5), days=1)
    assert ((await inbox(city)).confirmed, (await inbox(city)).confirmed_at) == (5, later(1))


async def test_confirming_the_same_place_again_changes_nothing(store: Store) -> None:
    city = await build(store)
    await tell(city, US, 2)
    await confirm(city, place(city, 2))
    assert await confirm(city, place(city, 2), days=1) == Confirmed(str(place(city, 2)))
    assert (await inbox(city)).confirmed_at == NOW


async def test_a_place_ahead_of_the_head_is_refused(store: Store) -> None:
    city = await build(store)
    await tell(city, US, 2)
    assert await refused(city, place(city, 3)) == ("CURSOR_AHEAD", ("upTo",))
    assert await refused(city, place(city, 1, "licheng-market"), "licheng-market") == (
        "CURSOR_AHEAD",
        ("upTo",),
    )
    assert (await inbox(city)).confirmed == 0


async def test_an_empty_inbox_is_confirmed_up_to_nothing(store: Store) -> None:
    city = await build(store)
    assert await confirm(city, place(city, 0)) == Confirmed(str(place(city, 0)))
    assert await inbox(city) is None


async def test_another_departments_place_and_no_place_at_all_are_refused(store: Store) -> None:
    city = await build(store)
    await tell(city, US, 2, to=(US, "licheng-market"))
    assert await refused(city, place(city, 1, "licheng-market")) == ("CURSOR_NOT_YOURS", ("upTo",))
    assert await refused(city, "no cursor") == ("CURSOR_NOT_YOURS", ("upTo",))
    assert {row.confirmed for row in await city.rows(Inbox)} == {0}


async def test_a_place_of_an_epoch_before_a_restore_is_refused(store: Store) -> None:
    city = await build(store)
    await tell(city, US, 2)
    await city.write(update(Inbox).values(epoch=2))
    assert await refused(city, place(city, 1)) == ("CURSOR_EXPIRED", ("upTo",))
    assert await confirm(city, place(city, 1, epoch=2)) == Confirmed(str(place(city, 1, epoch=2)))


async def test_receipt_is_not_acknowledgement(store: Store) -> None:
    city = await build(store)
    entry = await city.entry(await city.enterprise())
    await city.initiate(entry)
    await confirm(city, place(city, 1))
    assert {row.state for row in await city.rows(Assignment)} == {"ISSUED"}
    assert [kind for kind, _ in await city.inbox("jinjiang-taxation")] == [
        "action_initiated",
        "measure_unrouted",
    ]


async def test_numbers_are_gapless_and_in_commit_order_under_slow_commits(store: Store) -> None:
    city = await build(store)
    committed: list[list[Ref]] = []

    async def one(number: int) -> None:
        # The later a change begins, the sooner it commits.
        await asyncio.sleep(0.01 * number)
        committed.append(await tell(city, "jinjiang-taxation", 3, pause=0.3 - 0.05 * number))

    await asyncio.gather(*(one(number) for number in range(6)))
    async with city.store.write() as session:
        found = await session.execute(select(Notification.__table__).order_by(Notification.number))
        rows = found.all()
    assert [row.number for row in rows] == list(range(1, 19))
    blocks = [[row.object_id for row in rows[start : start + 3]] for start in range(0, 18, 3)]
    assert sorted(blocks) == sorted([ref.id for ref in refs] for refs in committed)
    assert (await inbox(city)).head == 18


async def test_a_reader_never_meets_a_gap_while_changes_commit_slowly(store: Store) -> None:
    city = await build(store)
    done = asyncio.Event()
    seen: list[int] = []

    async def read() -> None:
        while not done.is_set() or len(seen) < 24:
            async with city.store.write() as session:
                after = seen[-1] if seen else 0
                found = await session.scalars(
                    select(Notification.number)
                    .where(Notification.department_id == city.departments[US], Notification.number > after)
                    .order_by(Notification.number)
                )
                seen.extend(found)
            await asyncio.sleep(0.005)

    reading = asyncio.create_task(read())
    for _ in range(4):
        await asyncio.gather(*(tell(city, "jinjiang-taxation", 2, pause=0.01 * n) for n in (3, 1, 2)))
    done.set()
    await reading
    assert seen == list(range(1, 25))


async def test_two_changes_that_tell_the_same_departments_in_turn_do_not_lock_each_other_out(
    store: Store,
) -> None:
    city = await build(store)
    there, back = (US, "licheng-market", "quanzhou-market"), ("quanzhou-market", "licheng-market", US)
    await asyncio.gather(*(tell(city, "jinjiang-taxation", 2, to=to) for to in (there, back) * 4))
    for slug in there:
        assert len(await city.inbox(slug)) == 16


async def test_a_change_that_comes_to_nothing_takes_no_number(store: Store) -> None:
    city = await build(store)

    async def fails(change: Change) -> None:
        change.tell(EventKind.ENTRY_LISTED, Ref("ListEntry", 1, uuid4()), [city.departments[US]])
        raise Refused

    with pytest.raises(Refused):
        await city.run("jinjiang-taxation", fails)
    await tell(city, "jinjiang-taxation", 1)
    assert [row.number for row in await city.rows(Notification)] == [1]
