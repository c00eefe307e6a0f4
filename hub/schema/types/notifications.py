"""A department's inbox in the schema."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import strawberry

from hub.errors import BadInput
from hub.policy.vocabulary import EventKind
from hub.resolvers import feed
from hub.resolvers.feed import Event, Expired
from hub.schema.declare import Asked
from hub.schema.scalars import FeedCursor
from hub.schema.types.node import Node
from hub.schema.whole import whole


@strawberry.type(description="A numbered message: what happened to which object. 信息推送")
class Notification:
    """Thin: the object is read at delivery, with the reader's own rights."""

    event: strawberry.Private[Event]

    @strawberry.field(description="Its place in the inbox. 推送游标")
    def cursor(self) -> FeedCursor:
        """Continue after it."""
        return FeedCursor(str(self.event.cursor))

    @strawberry.field(description="What happened, such as entry_listed. 推送事项")
    def kind(self) -> str:
        """A word of the closed list of events."""
        return self.event.kind

    @strawberry.field(description="When it happened. 发生时间")
    def occurred_at(self) -> dt.datetime:
        """The moment of the change."""
        return self.event.occurred_at

    @strawberry.field(description="Which object, also when it cannot be read any more. 对象标识")
    def node_id(self) -> strawberry.ID:
        """The opaque id."""
        return strawberry.ID(str(self.event.ref))

    @strawberry.field(
        description="The subject it concerns, read through the object at delivery. 信用主体标识"
    )
    async def subject_id(self, info: Asked) -> strawberry.ID | None:
        """Null where the object or its subject may not be read."""
        found = await info.context.reads.loaders.subject_of(self.event.ref)
        return None if found is None else strawberry.ID(str(found))

    @strawberry.field(description="The object; null where it may not be read or is gone. 对象")
    async def node(self, info: Asked) -> Node | None:
        """Read with the reader's own rights."""
        return await whole(info, self.event.ref)  # type: ignore[no-any-return]


@strawberry.type(description="The reader was too slow: messages between two places were left out. 推送滞后")
class Lagged:
    """Never silence: what was missed can be read by `notifications(after:)`."""

    from_: FeedCursor = strawberry.field(name="from", description="The place before the gap. 起点")
    to: FeedCursor = strawberry.field(description="The last message left out. 终点")
    missed: int = strawberry.field(description="How many were left out. 缺失数量")


@strawberry.type(description="The cursor is no longer of this feed; begin again at the oldest. 游标失效")
class CursorExpired:
    """Ahead of the head, of another epoch, or older than what is kept."""

    oldest: FeedCursor = strawberry.field(description="Where reading can begin again. 最早游标")


NotificationItem = Annotated[
    Notification | Lagged | CursorExpired,
    strawberry.union("NotificationItem", description="A message, or why there is none. 推送项"),
]


@strawberry.type(description="Some messages of the inbox. 推送分页")
class NotificationPage:
    """Poll again after `end`."""

    items: list[NotificationItem] = strawberry.field(description="The messages, oldest first. 推送项")
    end: FeedCursor | None = strawberry.field(description="The place reached: poll after it. 结束游标")
    has_more: bool = strawberry.field(description="Whether more are there already. 是否还有")


def expired(found: Expired) -> CursorExpired:
    """The refusal of a cursor as an item."""
    return CursorExpired(oldest=FeedCursor(str(found.oldest)))


def item(found: Event | feed.Lagged | Expired) -> Notification | Lagged | CursorExpired:
    """What the feed tells, as an item."""
    if isinstance(found, Event):
        return Notification(event=found)
    if isinstance(found, Expired):
        return expired(found)
    return Lagged(from_=FeedCursor(str(found.place)), to=FeedCursor(str(found.to)), missed=found.missed)


def asked_kinds(kinds: list[str] | None) -> list[str] | None:
    """The kinds of event asked for, None for all; raises BadInput for a word that is none."""
    unknown = sorted(set(kinds or ()) - {kind.value for kind in EventKind})
    if unknown:
        message = f"kinds: there is no such kind of event as {unknown[0][:40]}."
        raise BadInput(message)
    return kinds or None


KINDS = "Only these kinds of event. 推送事项"
