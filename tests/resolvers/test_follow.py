"""Following an inbox: what is there, then what comes, each number once, and at the cost of one follower."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import event

from hub.resolvers.feed import Event
from hub.resolvers.following import Following
from hub.store.bell import Bell
from hub.store.cursors import FeedCursor
from hub.store.session import Store
from tests.resolvers.followers import Follower, begin, following_sees, several
from tests.support.inboxes import ISSUED, LISTED, NOW, department, departments, tell
from tests.support.secrets import KEYS


async def test_what_is_there_comes_first_and_then_what_comes_each_once(
    store: Store, bureau: UUID, following: Following
) -> None:
    await tell(store, bureau, 3)
    follower = Follower(following, FeedCursor(bureau, 1, 1))
    await follower.until(lambda: follower.numbers == [2, 3])
    await tell(store, bureau, 2)
    await follower.until(lambda: len(follower.told) >= 4)
    assert follower.numbers == [2, 3, 4, 5]
    await follower.leave()
    assert following.followers == 0


async def test_without_a_cursor_following_begins_now(
    store: Store, bureau: UUID, following: Following
) -> None:
    await tell(store, bureau, 3)
    follower = Follower(following, await begin(store, bureau))
    await following_sees(following, bureau)
    assert follower.numbers == []
    [ref] = await tell(store, bureau)
    await follower.until(lambda: len(follower.told) >= 1)
    assert follower.told == [Event(FeedCursor(bureau, 1, 4), "entry_listed", NOW, ref)]
    await follower.leave()


async def test_a_long_backfill_comes_in_pages_and_joins_what_comes_meanwhile(
    store: Store, bureau: UUID, following: Following
) -> None:
    await tell(store, bureau, 730)
    follower = Follower(following, FeedCursor(bureau, 1, 0))
    for _ in range(20):
        await tell(store, bureau, 5)
    await follower.until(lambda: len(follower.told) >= 830)
    assert follower.numbers == list(range(1, 831))
    await follower.leave()


@pytest.mark.parametrize("place", [0, 13, 31, 50])
async def test_the_seam_neither_loses_nor_doubles_wherever_a_follower_joins(
    store: Store, bureau: UUID, place: int
) -> None:
    following = Following(store, Bell(store.url), poll=60.0, recent=16)
    early = Follower(following, FeedCursor(bureau, 1, 0))
    writing = asyncio.create_task(several(store, bureau, 30, 2))
    await early.until(lambda: len(early.told) >= place)
    late = Follower(following, FeedCursor(bureau, 1, place))
    await writing
    await late.until(lambda: len(late.told) >= 60 - place)
    await early.until(lambda: len(early.told) >= 60)
    assert early.numbers == list(range(1, 61))
    assert late.numbers == list(range(place + 1, 61))
    await early.leave()
    await late.leave()
    await following.close()


async def test_changes_that_commit_out_of_order_are_followed_in_order(
    store: Store, bureau: UUID, following: Following
) -> None:
    follower = Follower(following, FeedCursor(bureau, 1, 0))
    await asyncio.gather(*(several(store, bureau, 10, 1) for _ in range(4)))
    await follower.until(lambda: len(follower.told) >= 40)
    assert follower.numbers == list(range(1, 41))
    await follower.leave()


async def test_only_the_kinds_asked_for_are_told_from_the_past_and_live(
    store: Store, bureau: UUID, following: Following
) -> None:
    await tell(store, bureau, 150, LISTED)
    await tell(store, bureau, 2, ISSUED)
    follower = Follower(following, FeedCursor(bureau, 1, 0), ["assignment_issued"])
    await follower.until(lambda: follower.numbers == [151, 152])
    await tell(store, bureau, 3, LISTED)
    await tell(store, bureau, 1, ISSUED)
    await follower.until(lambda: len(follower.told) >= 3)
    assert follower.numbers == [151, 152, 156]
    assert {item.kind for item in follower.told if isinstance(item, Event)} == {"assignment_issued"}
    await follower.leave()


async def test_nobody_hears_of_another_inbox(store: Store, following: Following) -> None:
    tax, market = await departments(store, "seaside-bureau", "hillside-bureau")
    followers = [Follower(following, FeedCursor(of, 1, 0)) for of in (tax, market)]
    await tell(store, tax, 2)
    await tell(store, [tax, market])
    await followers[0].until(lambda: len(followers[0].told) >= 3)
    await followers[1].until(lambda: len(followers[1].told) >= 1)
    assert [follower.numbers for follower in followers] == [[1, 2, 3], [1]]
    assert all(item.cursor.department_id == tax for item in followers[0].told if isinstance(item, Event))
    for follower in followers:
        await follower.leave()


async def test_a_change_that_rings_for_many_departments_wakes_all(store: Store, following: Following) -> None:
    many = await departments(store, *(f"bureau-{n}" for n in range(160)))
    follower = Follower(following, FeedCursor(many[3], 1, 0))
    await following_sees(following, many[3])
    await tell(store, many)  # more than a message of the bell names
    await follower.until(lambda: follower.numbers == [1])
    await follower.leave()


async def test_without_a_bell_the_poll_tells(store: Store, bureau: UUID) -> None:
    following = Following(store, None, poll=0.1)
    follower = Follower(following, FeedCursor(bureau, 1, 0))
    await tell(store, bureau, 2)
    await follower.until(lambda: follower.numbers == [1, 2])
    await follower.leave()
    await following.close()


async def test_a_busy_inbox_does_not_keep_the_poll_from_another(store: Store) -> None:
    busy, quiet = await departments(store, "busy-bureau", "quiet-bureau")
    following = Following(store, None, poll=0.3)
    follower = Follower(following, FeedCursor(quiet, 1, 0))
    other = Follower(following, FeedCursor(busy, 1, 0))
    await tell(store, quiet)

    async def ring() -> None:
        while True:
            following.ring([busy])
            await asyncio.sleep(0.02)

    ringing = asyncio.create_task(ring())
    await follower.until(lambda: follower.numbers == [1])
    ringing.cancel()
    for each in (follower, other):
        await each.leave()
    await following.close()


async def test_no_connection_is_held_while_nothing_happens(database: str) -> None:
    store = Store(database, KEYS, pool=1)
    bureau = await department(store)
    following = Following(store, Bell(store.url), poll=60.0)
    followers = [Follower(following, FeedCursor(bureau, 1, 0)) for _ in range(50)]
    await tell(store, bureau)
    for follower in followers:
        await follower.until(lambda follower=follower: follower.numbers == [1])  # type: ignore[misc]
    assert store.reads.pool.checkedout() == 0  # type: ignore[attr-defined]
    async with store.read():  # the only connection there is
        pass
    for follower in followers:
        await follower.leave()
    assert following.followers == 0
    await following.close()
    await store.close()


async def test_fifty_followers_of_one_inbox_cost_the_statements_of_one(
    store: Store, bureau: UUID, following: Following
) -> None:
    followers = [Follower(following, FeedCursor(bureau, 1, 0)) for _ in range(50)]
    await following_sees(following, bureau)
    asked: list[str] = []
    event.listen(store.reads.sync_engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    await tell(store, bureau)
    for follower in followers:
        await follower.until(lambda follower=follower: follower.numbers == [1])  # type: ignore[misc]
    assert len(asked) <= 4  # heads and news, once; twice where the bell rang for its own beginning meanwhile
    for follower in followers:
        await follower.leave()
