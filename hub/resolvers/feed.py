"""One department's inbox, read from a durable cursor: numbers without gaps, in commit order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.errors import BadInput
from hub.store.cursors import FeedCursor
from hub.store.ids import Ref
from hub.store.statements import inbox

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from uuid import UUID

    from hub.resolvers.reads import Reads


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
class Read:
    """Some events after a place, the place reached, and whether more are there already."""

    events: Sequence[Event]
    end: FeedCursor
    has_more: bool


async def read(
    reads: Reads, department_id: UUID, after: str | None, kinds: Sequence[str] | None, first: int
) -> Read | Expired:
    """At most `first` events after a cursor (from the oldest kept where it is None).

    Expired where the cursor is ahead of the head, of another epoch, or older than what is kept;
    BadInput where it is no cursor, or another department's.
    """
    rows = await reads.fetch(inbox.HEAD, {"of": department_id})
    epoch, head, oldest = (rows[0]["epoch"], rows[0]["head"], rows[0]["oldest"]) if rows else (1, 0, 1)
    start = FeedCursor(department_id, epoch, oldest - 1)
    place = start if after is None else FeedCursor.parse(after)
    if place is None or place.department_id != department_id:
        message = "after is not a cursor of this department's inbox."
        raise BadInput(message)
    if place.epoch != epoch or not oldest - 1 <= place.number <= head:
        return Expired(start)
    found = await reads.fetch(
        inbox.AFTER,
        {
            "of": department_id,
            "number": place.number,
            "kinds": None if kinds is None else list(kinds),
            "most": first + 1,
        },
    )
    shown = found[:first]
    events = [
        Event(
            FeedCursor(department_id, epoch, row["number"]),
            row["kind"],
            row["occurred_at"],
            Ref(row["object_type"], row["object_bucket"] or 0, row["object_id"]),
        )
        for row in shown
    ]
    more = len(found) > first
    reached = shown[-1]["number"] if more and shown else (place.number if more else head)
    return Read(events, FeedCursor(department_id, epoch, reached), more)
