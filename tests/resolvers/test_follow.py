"""Following an inbox: what is there, then what comes, each number once; and what is said when that cannot be."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from uuid import UUID

import pytest

from hub.resolvers import feed
from hub.resolvers.feed import Event, Expired, Lagged
from hub.resolvers.following import Following
from hub.resolvers.reads import Reads
from hub.store.bell import Bell
from hub.store.cursors import FeedCursor
from hub.store.session import Store
from tests.support.inboxes import ISSUED, LISTED, NOW, department, departments, forget, restore, tell

SOON = 5.0


@pytest.fixture
async def bureau(store: Store) -> UUID:
    return await department(store)


@pytest.fixture
async def following(store: Store) -> AsyncIterator[Following]:
    """Followers with a bell; a poll would come far too late for these tests."""
    opened = Following(store, Bell(store.url), poll=60.0, behind=20)
    yield opened
    await opened.close()


async def begin(store: Store, of: UUID, after: FeedCursor | None = None) -> FeedCursor:
    from hub.policy.duties import Caller  # noqa: PLC0415

    reads = Reads(store, Caller(department_id=of), NOW, NOW.date())
    try:
        place = await feed.begin(reads, of, None if after is None else str(after))
    finally:
        await reads.close()
    assert isinstance(place, FeedCursor)
    return place


class Follower:
    """Somebody who follows and writes down what was told."""

    def __init__(self, following: Following, place: FeedCursor, kinds: list[str] | None = None) -> None:
        self.stream = following.follow(place, kinds)
        self.told: list[Event | Lagged | Expired] = []
        self.task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        async with aclosing(self.stream) as stream:
            async for item in stream:
                self.told.append(item)

    @property
    def numbers(self) -> list[int]:
        return [item.cursor.number for item in self.told if isinstance(item, Event)]

    async def until(self, true: Callable[[], bool], seconds: float = SOON) -> None:
        async with asyncio.timeout(seconds):
            while not true():
                await asyncio.sleep(0.005)

    async def leave(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


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


async def following_sees(following: Following, of: UUID) -> None:
    """Until the inbox was looked into for its followers."""
    async with asyncio.timeout(SOON):
        while following.seen(of) is None:
            await asyncio.sleep(0.005)


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


@pytest.mark.parametrize("place", range(0, 60, 7))
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


async def several(store: Store, to: UUID, times: int, number: int) -> None:
    for _ in range(times):
        await tell(store, to, number)


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
    tax, market = await departments(store, "jinjiang-taxation", "licheng-market-regulation")
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


async def test_a_follower_that_had_caught_up_and_falls_too_far_behind_is_told_and_taken_on(
    store: Store, bureau: UUID, following: Following
) -> None:
    await tell(store, bureau)
    async with aclosing(following.follow(FeedCursor(bureau, 1, 0), None)) as slow:
        assert isinstance(await anext(slow), Event)
        waiting = asyncio.create_task(anext(slow))  # it has caught up, and waits
        await following_sees(following, bureau)
        await tell(store, bureau)
        second = await waiting
        assert isinstance(second, Event)
        assert second.cursor.number == 2
        for _ in range(7):  # nobody takes them
            await tell(store, bureau, 3)
        await looked_at(following, bureau, 23)
        assert await anext(slow) == Lagged(FeedCursor(bureau, 1, 2), FeedCursor(bureau, 1, 23))
        waiting = asyncio.create_task(anext(slow))
        await tell(store, bureau)
        after = await waiting
        assert isinstance(after, Event)
        assert after.cursor.number == 24
    # What was left out can be fetched: from the first of the two places.
    missed = Follower(following, FeedCursor(bureau, 1, 2))
    await missed.until(lambda: len(missed.told) >= 22)
    assert missed.numbers == list(range(3, 25))
    await missed.leave()


async def looked_at(following: Following, of: UUID, head: int) -> None:
    async with asyncio.timeout(SOON):
        while (seen := following.seen(of)) is None or seen.head < head:
            await asyncio.sleep(0.005)


async def test_exactly_as_far_behind_as_allowed_is_no_lag(
    store: Store, bureau: UUID, following: Following
) -> None:
    await tell(store, bureau)
    async with aclosing(following.follow(FeedCursor(bureau, 1, 1), None)) as slow:
        waiting = asyncio.create_task(anext(slow))
        await following_sees(following, bureau)
        await tell(store, bureau, 1)
        await waiting
        await tell(store, bureau, 20)
        await looked_at(following, bureau, 22)
        item = await anext(slow)
        assert isinstance(item, Event)
        assert item.cursor.number == 3


async def test_whoever_resumes_far_behind_is_not_slow_and_misses_nothing(
    store: Store, bureau: UUID, following: Following
) -> None:
    await tell(store, bureau, 300)  # the limit is 20
    follower = Follower(following, FeedCursor(bureau, 1, 0))
    await follower.until(lambda: len(follower.told) >= 300)
    assert follower.numbers == list(range(1, 301))
    await follower.leave()


async def test_messages_no_longer_kept_end_the_following_of_whoever_still_needed_them(
    store: Store, bureau: UUID, following: Following
) -> None:
    await tell(store, bureau, 300)
    async with aclosing(following.follow(FeedCursor(bureau, 1, 0), None)) as slow:
        first = [await anext(slow) for _ in range(100)]
        assert [item.cursor.number for item in first if isinstance(item, Event)] == list(range(1, 101))
        await forget(store, bureau, 250)
        assert await anext(slow) == Expired(FeedCursor(bureau, 1, 249))
        with pytest.raises(StopAsyncIteration):
            await anext(slow)


async def test_a_new_epoch_ends_the_following(store: Store, bureau: UUID, following: Following) -> None:
    await tell(store, bureau, 2)
    follower = Follower(following, FeedCursor(bureau, 1, 0))
    await follower.until(lambda: follower.numbers == [1, 2])
    await restore(store, bureau, 2)
    following.ring(None)
    await follower.until(follower.task.done)
    assert follower.told[2:] == [Expired(FeedCursor(bureau, 2, 0))]


async def test_the_new_epoch_can_be_followed_although_the_old_one_was_looked_at_last(
    store: Store, bureau: UUID, following: Following
) -> None:
    await tell(store, bureau, 2)
    old = Follower(following, FeedCursor(bureau, 1, 2))
    await following_sees(following, bureau)
    await restore(store, bureau, 2)
    new = Follower(following, await begin(store, bureau))
    await tell(store, bureau)
    await new.until(lambda: len(new.told) >= 1)
    assert [(item.cursor.epoch, item.cursor.number) for item in new.told if isinstance(item, Event)] == [
        (2, 3)
    ]
    await old.until(old.task.done)
    assert old.told == [Expired(FeedCursor(bureau, 2, 0))]
    await new.leave()


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
    await follower.until(lambda: follower.numbers == [1], 3.0)
    ringing.cancel()
    for each in (follower, other):
        await each.leave()
    await following.close()


async def test_no_connection_is_held_while_nothing_happens(database: str) -> None:
    from tests.support.secrets import KEYS  # noqa: PLC0415

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
    from sqlalchemy import event  # noqa: PLC0415

    event.listen(store.reads.sync_engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    await tell(store, bureau)
    for follower in followers:
        await follower.until(lambda follower=follower: follower.numbers == [1])  # type: ignore[misc]
    assert len(asked) <= 4  # heads and news, once; twice where the bell rang for its own beginning meanwhile
    for follower in followers:
        await follower.leave()
