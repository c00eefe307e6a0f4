"""The subscription: what can be followed live; each field declares the duty that every event needs again."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Annotated, Any

import strawberry
from graphql import GraphQLObjectType, GraphQLResolveInfo

from hub.errors import Unavailable
from hub.policy.vocabulary import Duty
from hub.resolvers import feed
from hub.resolvers.feed import Expired
from hub.resolvers.following import Following
from hub.schema.declare import Asked
from hub.schema.keys import GIVEN
from hub.schema.scalars import FeedCursor
from hub.schema.types.notifications import KINDS, NotificationItem, asked_kinds, item
from hub.store.cursors import FeedCursor as Place

DUTIES: dict[str, Duty] = {}
"""The duty of every subscription, by its Python name; the schema does not build where one is missing."""

_words = strawberry.argument


def subscription(duty: Duty, description: str) -> Any:
    """A field that only callers with `duty` may follow; they are asked anew at each event."""

    def declared(resolver: Any) -> Any:
        DUTIES[resolver.__name__] = duty
        return strawberry.subscription(resolver=resolver, description=f"{description} ({duty.value})")

    return declared


@strawberry.type(description="What can be followed live. 订阅")
class Subscription:
    """Over graphql-transport-ws. After a broken connection, go on after the last cursor received."""

    @subscription(
        Duty.READ, "The inbox of the caller's department: what is there, then what comes. 实时信息推送"
    )
    async def notifications(
        self,
        info: Asked,
        after: Annotated[
            FeedCursor | None, _words(description="Continue after it; null begins now. 推送游标")
        ] = GIVEN,
        kinds: Annotated[list[str] | None, _words(description=KINDS)] = GIVEN,
    ) -> AsyncGenerator[NotificationItem, None]:
        """Each message exactly once, in order. Ends after CursorExpired; Lagged says what was left out."""
        context = info.context
        context.caller.require(Duty.READ)
        chosen = asked_kinds(kinds or None)
        if context.following is None:
            message = "Inboxes cannot be followed here; ask the notifications query again and again."
            raise Unavailable(message)
        start = await feed.begin(context.reads, context.caller.department_id, after or None)  # type: ignore[arg-type]
        return _items(context.following, start, chosen)


async def _items(
    following: Following, start: Place | Expired, kinds: list[str] | None
) -> AsyncGenerator[NotificationItem, None]:
    if isinstance(start, Expired):
        yield item(start)
        return
    found = following.follow(start, None if kinds is None else frozenset(kinds))
    try:
        async for each in found:
            yield item(each)
    finally:
        await found.aclose()


def guard(root: GraphQLObjectType) -> None:
    """Default deny: each field asks for its duty at every event; raises TypeError for one that declares none."""
    declared = Subscription.__strawberry_definition__.fields  # type: ignore[attr-defined]
    missing = sorted({field.python_name for field in declared} - DUTIES.keys())
    if missing:
        message = f"subscriptions without a duty: {missing}"
        raise TypeError(message)
    for field in declared:
        shown = root.fields[field.graphql_name or _camel(field.python_name)]
        shown.resolve = _only_with(DUTIES[field.python_name])


def _only_with(duty: Duty) -> Any:
    def event(root: Any, info: GraphQLResolveInfo[Any], **_arguments: Any) -> Any:
        info.context.caller.require(duty)
        return root

    return event


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
