"""Followers that fall behind, resume, or cannot go on: what each is told, and what it can still fetch."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from uuid import UUID

import pytest

from hub.resolvers.feed import Event, Expired, Lagged
from hub.resolvers.following import Following
from hub.store.cursors import FeedCursor
from hub.store.session import Store
from tests.resolvers.followers import Follower, begin, following_sees, looked_at
from tests.support.inboxes import forget, restore, tell


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
