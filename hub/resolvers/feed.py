"""One department's inbox, read from a durable cursor: numbers without gaps, in commit order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hub.errors import BadInput
from hub.store.cursors import FeedCursor
from hub.store.ids import Ref
from hub.store.statements import inbox

if TYPE_CHECKING:
    import datetime as dt
    from uuid import UUID

    from hub.resolvers.reads import Reads

Fetch = Callable[[Any, Mapping[str, Any]], Awaitable[Sequence[Mapping[str, Any]]]]
"""The rows of a statement with its values, all of one snapshot."""


@dataclass(frozen=True, slots=True)
class Event:
    """One numbered message: what happened to which object."""

    cursor: FeedCursor
    kind: str
    occurred_at: dt.datetime
    ref: Ref


@dataclass(frozen=True, slots=True)
class Expired:
    """The cursor asked for is not of this feed any more; `oldest` is where reading can begin again."""

    oldest: FeedCursor


@dataclass(frozen=True, slots=True)
class Lagged:
    """A reader that was too slow is taken from one place on to another; `missed` messages lie between."""

    place: FeedCursor
    to: FeedCursor

    @property
    def missed(self) -> int:
        """How many were left out, of whatever kind."""
        return self.to.number - self.place.number


@dataclass(frozen=True, slots=True)
class Read:
    """Some events after a place, the place reached, and whether more are there already."""

    events: Sequence[Event]
    end: FeedCursor
    has_more: bool


@dataclass(frozen=True, slots=True)
class Head:
    """Where an inbox stands: its epoch, its last number, and the oldest number kept."""

    epoch: int = 1
    head: int = 0
    oldest: int = 1

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Head:
        """As the database says it."""
        return cls(row["epoch"], row["head"], row["oldest"])

    def holds(self, place: FeedCursor) -> bool:
        """Whether reading can go on after `place`: of this epoch, not ahead, not older than what is kept."""
        return place.epoch == self.epoch and self.oldest - 1 <= place.number <= self.head


async def read(
    reads: Reads, department_id: UUID, after: str | None, kinds: Sequence[str] | None, first: int
) -> Read | Expired:
    """At most `first` events after a cursor (from the oldest kept where it is None).

    Expired where the cursor is ahead of the head, of another epoch, or older than what is kept;
    BadInput where it is no cursor, or another department's.
    """
    place = None if after is None else _parsed(after, department_id)
    return await page(reads.fetch, department_id, place, kinds, first)


async def begin(reads: Reads, department_id: UUID, after: str | None) -> FeedCursor | Expired:
    """The place from which to follow: after a cursor, from now where it is None. Fails as `read` does."""
    place = None if after is None else _parsed(after, department_id)
    head = await _head(reads.fetch, department_id)
    if place is None:
        return FeedCursor(department_id, head.epoch, head.head)
    return place if head.holds(place) else Expired(oldest(department_id, head))


async def page(
    fetch: Fetch, department_id: UUID, place: FeedCursor | None, kinds: Sequence[str] | None, first: int
) -> Read | Expired:
    """At most `first` events after a place, from the oldest kept where it is None."""
    head = await _head(fetch, department_id)
    start = oldest(department_id, head)
    place = start if place is None else place
    if not head.holds(place):
        return Expired(start)
    found = await fetch(
        inbox.AFTER,
        {
            "of": department_id,
            "number": place.number,
            "kinds": None if kinds is None else list(kinds),
            "most": first + 1,
        },
    )
    shown = found[:first]
    events = [event(department_id, head.epoch, row) for row in shown]
    more = len(found) > first
    reached = shown[-1]["number"] if more and shown else (place.number if more else head.head)
    return Read(events, FeedCursor(department_id, head.epoch, reached), more)


def oldest(department_id: UUID, head: Head) -> FeedCursor:
    """The place before the oldest message kept."""
    return FeedCursor(department_id, head.epoch, head.oldest - 1)


def event(department_id: UUID, epoch: int, row: Mapping[str, Any]) -> Event:
    """A message as the inbox keeps it."""
    return Event(
        FeedCursor(department_id, epoch, row["number"]),
        row["kind"],
        row["occurred_at"],
        Ref(row["object_type"], row["object_bucket"] or 0, row["object_id"]),
    )


def _parsed(after: str, department_id: UUID) -> FeedCursor:
    place = FeedCursor.parse(after)
    if place is None or place.department_id != department_id:
        message = "after is not a cursor of this department's inbox."
        raise BadInput(message)
    return place


async def _head(fetch: Fetch, department_id: UUID) -> Head:
    rows = await fetch(inbox.HEAD, {"of": department_id})
    return Head.of(rows[0]) if rows else Head()
