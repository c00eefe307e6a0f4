"""Followers of an inbox in a test: where they begin, what they write down, and when they are up to date."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from uuid import UUID

from hub.policy.duties import Caller
from hub.resolvers import feed
from hub.resolvers.feed import Event, Expired, Lagged
from hub.resolvers.following import Following
from hub.resolvers.reads import Reads
from hub.store.cursors import FeedCursor
from hub.store.session import Store
from tests.support.inboxes import NOW, tell
from tests.support.waiting import until

SOON = 5.0


async def begin(store: Store, of: UUID, after: FeedCursor | None = None) -> FeedCursor:
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

    async def until(self, true: Callable[[], bool]) -> None:
        await until(true, SOON)

    async def leave(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


async def following_sees(following: Following, of: UUID) -> None:
    """Until the inbox was looked into for its followers."""
    await until(lambda: following.seen(of) is not None, SOON)


async def looked_at(following: Following, of: UUID, head: int) -> None:
    await until(lambda: (seen := following.seen(of)) is not None and seen.head >= head, SOON)


async def several(store: Store, to: UUID, times: int, number: int) -> None:
    for _ in range(times):
        await tell(store, to, number)
