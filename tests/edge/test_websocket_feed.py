"""The hub's own feed over a socket, on a real database: backfill then live, rights and tokens at each event."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from hub.app import application
from hub.casework.tokens import revoke
from hub.resolvers.following import Following
from hub.store.bell import Bell
from hub.store.cursors import FeedCursor
from hub.store.session import Store
from tests.support.city import Clock
from tests.support.inboxes import ISSUED, NOW, department, tell, token
from tests.support.sockets import FEED, Listening, Socket, listening, socket_of

TAX = "jinjiang-taxation"


@pytest.fixture
async def bureau(store: Store) -> UUID:
    return await department(store, TAX)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
async def at(store: Store, clock: Clock) -> AsyncIterator[Listening]:
    following = Following(store, Bell(store.url), poll=60.0, behind=50)
    async with listening(application(store, clock=clock, following=following)) as server:
        yield server
        await server.quiet()
    assert following.followers == 0
    assert store.reads.pool.checkedout() == store.changes.pool.checkedout() == 0  # type: ignore[attr-defined]


@pytest.fixture
async def client(at: Listening, store: Store, bureau: UUID) -> AsyncIterator[Socket]:
    issued = await token(store, TAX)
    async with socket_of(at.address, issued.token) as opened:
        yield opened


def cursor(of: UUID, number: int, epoch: int = 1) -> str:
    return str(FeedCursor(of, epoch, number))


async def test_what_is_there_then_what_comes(client: Socket, store: Store, bureau: UUID) -> None:
    refs = await tell(store, bureau, 2)
    await client.follow(after=cursor(bureau, 0))
    refs += await tell(store, bureau)
    items = [await client.item() for _ in range(3)]
    assert items == [
        {
            "__typename": "Notification",
            "cursor": cursor(bureau, n),
            "kind": "entry_listed",
            "nodeId": str(ref),
        }
        for n, ref in enumerate(refs, 1)
    ]


async def test_from_now_and_only_the_kinds_asked_for(client: Socket, store: Store, bureau: UUID) -> None:
    await tell(store, bureau, 2)
    await client.follow("all")
    await client.follow("some", kinds=["assignment_issued"])
    await tell(store, bureau)
    assert (await client.item("all"))["cursor"] == cursor(bureau, 3)
    await client.silence(0.2)
    await tell(store, bureau, 1, ISSUED)
    heard = [await client.heard(), await client.heard()]
    assert sorted(message["id"] for message in heard) == ["all", "some"]


async def test_a_broken_socket_resumes_after_its_last_cursor(
    at: Listening, client: Socket, store: Store, bureau: UUID
) -> None:
    await client.follow(after=cursor(bureau, 0))
    await tell(store, bureau, 3)
    last = [(await client.item())["cursor"] for _ in range(2)][-1]
    client.connection.transport.abort()
    await tell(store, bureau)
    again = await token(store, TAX)
    async with socket_of(at.address, again.token) as second:
        await second.follow(after=last)
        assert [(await second.item())["cursor"] for _ in range(2)] == [cursor(bureau, 3), cursor(bureau, 4)]
        await second.silence(0.1)


@pytest.mark.parametrize(("number", "epoch"), [(4, 1), (2, 2), (0, 0)])
async def test_a_cursor_that_is_not_of_this_feed_any_more_is_an_item_and_the_end(
    client: Socket, store: Store, bureau: UUID, number: int, epoch: int
) -> None:
    await tell(store, bureau, 3)
    await client.subscribe("f", FEED, after=cursor(bureau, number, epoch))
    assert await client.item() == {"__typename": "CursorExpired", "oldest": cursor(bureau, 0)}
    assert await client.heard() == {"id": "f", "type": "complete"}


@pytest.mark.parametrize("after", ["x", "A" * 64, cursor(UUID(int=7), 0)])
async def test_what_is_no_cursor_of_this_inbox_is_refused_in_words(
    client: Socket, store: Store, bureau: UUID, after: str
) -> None:
    await client.subscribe("f", FEED, after=after)
    assert await client.error() == ("BAD_USER_INPUT", "after is not a cursor of this department's inbox.")


async def test_an_unknown_kind_is_refused_in_words(client: Socket) -> None:
    await client.subscribe("f", FEED, kinds=["entry_listed", "entry_burnt"])
    assert await client.error() == ("BAD_USER_INPUT", "kinds: there is no such kind of event as entry_burnt.")


async def test_the_public_may_not_follow_and_is_told_why(at: Listening) -> None:
    async with socket_of(at.address) as public:
        await public.subscribe("f", FEED)
        code, message = await public.error()
        assert code == "UNAUTHENTICATED"
        assert message == "This needs a token with the duty READ (查询); the request carried none."
        assert await public.ask("{ viewer { duties } }") == {"data": {"viewer": None}}


async def test_a_token_without_the_duty_may_not_follow(at: Listening, store: Store, bureau: UUID) -> None:
    issued = await token(store, TAX, "RESPOND")
    async with socket_of(at.address, issued.token) as client:
        await client.subscribe("f", FEED)
        assert await client.error() == (
            "FORBIDDEN",
            f"The token of {TAX} does not hold the duty READ (查询).",
        )


async def test_a_revoked_token_hears_nothing_more(at: Listening, store: Store, bureau: UUID) -> None:
    issued, other = await token(store, TAX), await token(store, TAX)
    async with socket_of(at.address, issued.token) as client, socket_of(at.address, other.token) as colleague:
        for each in (client, colleague):
            await each.follow()
        await revoke(store, issued.id, NOW)
        await tell(store, bureau)
        assert await client.error() == ("UNAUTHENTICATED", "The token has been revoked.")
        assert await client.closed() == (4403, "Forbidden: The token has been revoked.")
        assert (await colleague.item())["cursor"] == cursor(bureau, 1)


async def test_a_token_that_expires_while_following_hears_nothing_more(
    at: Listening, store: Store, bureau: UUID, clock: Clock
) -> None:
    issued = await token(store, TAX, expires=NOW + dt.timedelta(hours=1))
    async with socket_of(at.address, issued.token) as client:
        await client.follow()
        await tell(store, bureau)
        await client.item()
        clock.move(hours=2)
        await tell(store, bureau)
        assert (await client.error())[0] == "UNAUTHENTICATED"
        assert (await client.closed())[0] == 4403


async def test_whoever_falls_behind_is_told_how_far(
    client: Socket, store: Store, bureau: UUID, at: Listening
) -> None:
    await client.follow()
    await tell(store, bureau, 51)
    lagged = await client.item()
    assert lagged == {
        "__typename": "Lagged",
        "from": cursor(bureau, 0),
        "to": cursor(bureau, 51),
        "missed": 51,
    }
    await tell(store, bureau)
    assert (await client.item())["cursor"] == cursor(bureau, 52)


async def test_queries_and_mutations_go_over_the_same_socket_and_find_it_listening(
    client: Socket, store: Store, bureau: UUID
) -> None:
    await tell(store, bureau, 2)
    await client.subscribe("f", FEED, after=cursor(bureau, 2))
    confirm = "mutation ($c: FeedCursor!) { confirmNotifications(input: {upTo: $c}) { confirmedUpTo } }"
    answer = await client.ask(confirm, c=cursor(bureau, 2))
    assert answer == {"data": {"confirmNotifications": {"confirmedUpTo": cursor(bureau, 2)}}}
    viewer = await client.ask("{ viewer { department { slug } } }")
    assert viewer == {"data": {"viewer": {"department": {"slug": TAX}}}}


async def test_a_hundred_idle_subscriptions_hold_no_connection(
    at: Listening, store: Store, bureau: UUID
) -> None:
    issued = await token(store, TAX)
    async with socket_of(at.address, issued.token) as client:
        for number in range(100):
            await client.subscribe(str(number), FEED)
        await client.say({"type": "ping"})
        assert await client.heard() == {"type": "pong"}
        assert store.reads.pool.checkedout() == 0  # type: ignore[attr-defined]
        await tell(store, bureau)
        heard = {(await client.heard())["id"] for _ in range(100)}
        assert heard == {str(number) for number in range(100)}
    await at.quiet()


async def test_leaving_in_the_middle_of_anything_leaves_no_task_and_no_connection(
    at: Listening, store: Store, bureau: UUID
) -> None:
    issued = await token(store, TAX)
    await tell(store, bureau, 300)
    # The first follower starts what stays: the bell and the watch over the inboxes.
    async with socket_of(at.address, issued.token) as first:
        await first.follow()
    await at.quiet()
    before = asyncio.all_tasks()
    for pause in (0.0, 0.005, 0.02, 0.05, 0.1):
        async with socket_of(at.address, issued.token) as client:
            for number in range(5):
                await client.subscribe(str(number), FEED, after=cursor(bureau, 0))
            await asyncio.sleep(pause)
            client.connection.transport.abort()
    await at.quiet()
    await asyncio.sleep(0.1)
    assert {task for task in asyncio.all_tasks() - before if not task.done()} == set()
    assert store.reads.pool.checkedout() == 0  # type: ignore[attr-defined]
