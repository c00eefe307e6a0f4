"""Inboxes followed live: what is there first, then what comes, each number exactly once.

A process looks into the inboxes that somebody follows for all of their followers together: when the bell
rings, and every few seconds whether it rang or not. The last messages of each inbox stay in memory; a
follower that is further behind reads its own pages, as fast as it takes them, so nobody's slowness costs more
than a page. Numbers have no gaps, so the seam between the two is a comparison.
"""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, Final, cast

import structlog

from hub.errors import Denied
from hub.resolvers import feed
from hub.resolvers.feed import Event, Expired, Head, Lagged
from hub.store.cursors import FeedCursor
from hub.store.statements import inbox as statements

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Collection, Iterator, Mapping, Sequence
    from uuid import UUID

    from hub.store.bell import Bell
    from hub.store.session import Store

_log = structlog.get_logger("hub.resolvers")

POLL: Final = 5.0
"""Seconds after which the inboxes are looked into although nobody rang."""
RECENT: Final = 128
"""How many messages of a followed inbox stay in memory."""
PAGE: Final = 100
"""How many messages a follower that is further behind reads at once."""
BEHIND: Final = 10_000
"""How far a follower that had caught up may fall behind before it is taken on to the head (Lagged)."""
READERS: Final = 3
"""How many followers may read pages of their own at the same time, so that others find a connection."""


class Inbox:
    """A followed inbox as it was last seen. `news` is set, and replaced, whenever it was looked into anew."""

    def __init__(self) -> None:
        self.followers = 0
        self.seen: Head | None = None
        self.recent: list[Event] = []
        self.news = asyncio.Event()

    def show(self, head: Head, events: Sequence[Event], most: int) -> None:
        """Take in what the inbox is now, and wake its followers if it is not what it was."""
        if head == self.seen:
            return
        before = self.seen if self.seen is not None and self.seen.epoch == head.epoch else None
        gapless = before is not None and (
            before.head + 1 == _first(events) if events else before.head == head.head
        )
        self.recent = [*(self.recent if gapless else ()), *events][-most:]
        self.seen = head
        woken, self.news = self.news, asyncio.Event()
        woken.set()

    def after(self, number: int) -> list[Event] | None:
        """The messages after `number`; None where memory does not reach back so far."""
        if not self.recent or self.recent[0].cursor.number > number + 1:
            return None
        return self.recent[number + 1 - self.recent[0].cursor.number :]


class Following:
    """Everybody who follows an inbox in this process. Begins to listen with the first, in its event loop.

    `bell` may be None: then `poll` alone wakes. `behind` is counted in messages, `poll` in seconds.
    """

    def __init__(
        self,
        store: Store,
        bell: Bell | None,
        *,
        poll: float = POLL,
        recent: int = RECENT,
        behind: int = BEHIND,
    ) -> None:
        self._store = store
        self._bell = bell
        self._poll = poll
        self._recent = recent
        self._behind = behind
        self._inboxes: dict[UUID, Inbox] = {}
        self._due: set[UUID] = set()
        self._rung = asyncio.Event()
        self._readers = asyncio.Semaphore(READERS)
        self._watching: asyncio.Task[None] | None = None

    @property
    def followers(self) -> int:
        """How many follow now."""
        return sum(inbox.followers for inbox in self._inboxes.values())

    def seen(self, department_id: UUID) -> Head | None:
        """Where that inbox stood when it was last looked into for its followers; None where it has not been."""
        inbox = self._inboxes.get(department_id)
        return None if inbox is None else inbox.seen

    async def close(self) -> None:
        """Stop looking; whoever still follows hears nothing more."""
        if self._bell is not None:
            await self._bell.close()
        if self._watching is not None:
            self._watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watching
            self._watching = None

    def ring(self, departments: Collection[UUID] | None) -> None:
        """Look into these departments' inboxes soon; into all for None."""
        followed = self._inboxes.keys()
        self._due |= followed if departments is None else followed & set(departments)
        if self._due:
            self._rung.set()

    async def follow(
        self, place: FeedCursor, kinds: Collection[str] | None
    ) -> AsyncGenerator[Event | Lagged | Expired, None]:
        """Every message after `place`, for ever; no connection is held while waiting.

        Ends after Expired: the feed has another epoch, or no longer keeps what comes next. `Lagged` where a
        follower that had caught up fell more than `behind` back: it goes on after `to`.
        """
        with self._followed(place) as inbox:
            caught_up = False
            while True:
                news, head = inbox.news, inbox.seen
                if head is None or (head.epoch == place.epoch and head.head <= place.number):
                    caught_up = caught_up or head is not None
                    await news.wait()
                    continue
                if not head.holds(place):
                    yield Expired(feed.oldest(place.department_id, head))
                    return
                if caught_up and head.head - place.number > self._behind:
                    to = FeedCursor(place.department_id, head.epoch, head.head)
                    yield Lagged(place, to)
                    place = to
                    continue
                events = inbox.after(place.number)
                if events is None:
                    found = await self._page(place, kinds)
                    if isinstance(found, Expired):
                        yield found
                        return
                    events, place = list(found.events), found.end
                for event in events:
                    if kinds is None or event.kind in kinds:
                        yield event
                place = max(place, events[-1].cursor, key=_number) if events else place

    @contextmanager
    def _followed(self, place: FeedCursor) -> Iterator[Inbox]:
        if self._watching is None:
            self._watching = asyncio.get_running_loop().create_task(self._watch(), name="hub inboxes")
            if self._bell is not None:
                self._bell.open(self.ring)
        inbox = self._inboxes.setdefault(place.department_id, Inbox())
        inbox.followers += 1
        if inbox.seen is None or not inbox.seen.holds(place):
            # The place was read from the database just now; what is remembered here is older.
            self.ring([place.department_id])
            if inbox.seen is not None and inbox.seen.epoch != place.epoch:
                inbox.seen = None
        try:
            yield inbox
        finally:
            inbox.followers -= 1
            if not inbox.followers:
                del self._inboxes[place.department_id]

    async def _watch(self) -> None:
        clock = asyncio.get_running_loop().time
        wait, polled = 0.1, clock()
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(polled + self._poll):
                    await self._rung.wait()
            due = self._due & self._inboxes.keys()
            if clock() >= polled + self._poll:
                due, polled = set(self._inboxes), clock()
            self._rung.clear()
            self._due = set()
            try:
                if due:
                    await self._look(due)
                wait = 0.1
            except Exception as error:  # noqa: BLE001 - followers outlive an outage, and any fault of one look
                if not isinstance(error, Denied):
                    _log.error("inboxes_not_read", error=type(error).__qualname__)
                self.ring(due)
                await asyncio.sleep(wait)
                wait = min(wait * 2, self._poll)

    async def _look(self, due: Collection[UUID]) -> None:
        async with self._snapshot() as fetch:
            heads = {department: Head() for department in due}
            for row in await fetch(statements.HEADS, {"of": sorted(due)}):
                heads[row["department_id"]] = Head.of(row)
            events: dict[UUID, list[Event]] = {department: [] for department in due}
            from_ = {
                department: max(inbox.seen.head, head.head - self._recent)
                for department, head in heads.items()
                if (inbox := self._inboxes.get(department)) is not None
                and inbox.seen is not None
                and inbox.seen.epoch == head.epoch
                and inbox.seen.head < head.head
            }
            if from_:
                values = {"of": list(from_), "numbers": list(from_.values())}
                for row in await fetch(statements.NEWS, values):
                    department = row["department_id"]
                    events[department].append(feed.event(department, heads[department].epoch, row))
        for department, head in heads.items():
            if department in self._inboxes:
                self._inboxes[department].show(head, events[department], self._recent)

    async def _page(self, place: FeedCursor, kinds: Collection[str] | None) -> feed.Read | Expired:
        """The next page after a place, as soon as the database gives it."""
        wait = 0.1
        while True:
            try:
                async with self._readers, self._snapshot() as fetch:
                    return await feed.page(
                        fetch, place.department_id, place, None if kinds is None else sorted(kinds), PAGE
                    )
            except Denied:
                await asyncio.sleep(wait)
                wait = min(wait * 2, self._poll)

    @asynccontextmanager
    async def _snapshot(self) -> AsyncIterator[feed.Fetch]:
        async with self._store.read() as snapshot:

            async def fetch(statement: Any, values: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
                result = await snapshot.execute(statement, values)
                return cast("Sequence[Mapping[str, Any]]", result.mappings().all())

            yield fetch


def _number(cursor: FeedCursor) -> int:
    return cursor.number


def _first(events: Sequence[Event]) -> int:
    return events[0].cursor.number
