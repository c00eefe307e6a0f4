"""Subscriptions over a socket: events in order, each with a context and a look at the token of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from hub.edge.limits import Limits
from hub.edge.standing import Standing, TokenEnded
from hub.errors import Unauthenticated
from tests.edge.door import TOKEN, Bureau, Door, build_door
from tests.support.sockets import PROTOCOL, Listening, Socket, listening, opened, socket_of
from tests.support.waiting import until

LIMITS = Limits(ping_seconds=0.2, send_seconds=0.5)


@pytest.fixture
def door() -> Door:
    return build_door(LIMITS)


@pytest.fixture
async def at(door: Door) -> AsyncIterator[Listening]:
    async with listening(door.app, door.drain) as server:
        yield server
        await server.quiet()


@pytest.fixture
async def client(at: Listening) -> AsyncIterator[Socket]:
    async with socket_of(at.address, TOKEN) as opened_one:
        yield opened_one


async def test_events_come_in_order_until_the_source_ends(client: Socket, door: Door) -> None:
    await client.subscribe("s", "subscription { ticks(until: 9) }")
    for number in (1, 2, 3, 9):
        door.journal.ticks.put_nowait(number)
    for number in (1, 2, 3):
        assert await client.heard() == {"id": "s", "type": "next", "payload": {"data": {"ticks": number}}}
    assert await client.heard() == {"id": "s", "type": "complete"}
    assert door.journal.steps[-1] == "ticks ended"


async def test_an_id_may_be_used_again_when_its_operation_is_complete(client: Socket, door: Door) -> None:
    for _ in range(2):
        await client.subscribe("s", "subscription { ticks(until: 9) }")
        door.journal.ticks.put_nowait(9)
        assert await client.heard() == {"id": "s", "type": "complete"}


async def test_a_completed_subscription_hears_nothing_more(client: Socket, door: Door) -> None:
    await client.subscribe("s", "subscription { ticks }")
    door.journal.ticks.put_nowait(1)
    assert (await client.heard())["type"] == "next"
    await client.say({"id": "s", "type": "complete"})
    await until(lambda: "ticks ended" in door.journal.steps)
    door.journal.ticks.put_nowait(2)
    await client.silence(0.1)


async def test_each_event_has_a_context_of_its_own_and_the_token_is_looked_up_for_it(
    client: Socket, door: Door
) -> None:
    await client.subscribe("s", "subscription { seen }")
    for number in (1, 2, 3):
        door.journal.ticks.put_nowait(number)
    seen = [(await client.heard())["payload"]["data"]["seen"].split(":") for _ in range(3)]
    assert [(caller, root) for caller, _, root in seen] == [("jinjiang-tax", str(n)) for n in (1, 2, 3)]
    # To begin: one for the socket, one for the operation. Then one for each event.
    assert door.journal.tokens == [TOKEN] * 5
    assert door.journal.steps.count("opened for jinjiang-tax") == door.journal.steps.count("closed") == 4


async def test_a_pong_tells_that_what_was_subscribed_before_the_ping_listens(
    client: Socket, door: Door
) -> None:
    await client.subscribe("s", "subscription Late { ticks }")
    await client.say({"type": "ping", "payload": {"n": 1}})
    assert await client.heard() == {"type": "pong", "payload": {"n": 1}}
    await client.subscribe("t", "subscription Late { ticks }")
    await client.ask('mutation { note(text: "after") }')
    assert door.journal.steps.index("noted after") > len(door.journal.steps) - 3
    assert len(door.journal.operations) == 3


async def test_a_failing_event_is_told_and_the_next_one_comes(client: Socket, door: Door) -> None:
    await client.subscribe("s", "subscription { ticks }")
    door.journal.ticks.put_nowait("crash")
    door.journal.ticks.put_nowait(2)
    failed = (await client.heard())["payload"]
    assert failed["data"] is None
    assert failed["errors"][0]["extensions"]["code"] == "INTERNAL_ERROR"
    assert "hunter2" not in str(failed)
    assert (await client.heard())["payload"] == {"data": {"ticks": 2}}


async def test_a_failing_source_ends_its_subscription_masked(client: Socket) -> None:
    await client.subscribe("s", "subscription { failing }")
    assert (await client.heard())["payload"] == {"data": {"failing": 1}}
    code, message = await client.error("s")
    assert code == "INTERNAL_ERROR"
    assert "hunter2" not in message


async def test_an_outage_delays_an_event_and_never_drops_it(client: Socket, door: Door) -> None:
    door.journal.away = 2
    await client.subscribe("s", "subscription { ticks }")
    door.journal.ticks.put_nowait(1)
    assert (await client.heard())["payload"] == {"data": {"ticks": 1}}
    door.journal.tokens_away = 1
    door.journal.ticks.put_nowait(2)
    assert (await client.heard())["payload"] == {"data": {"ticks": 2}}


async def test_a_revoked_token_ends_the_subscription_before_the_event_is_told(
    client: Socket, door: Door
) -> None:
    await client.subscribe("s", "subscription { ticks }")
    door.journal.ticks.put_nowait(1)
    await client.heard()
    door.journal.revoked.add(TOKEN)
    door.journal.ticks.put_nowait(2)
    assert await client.error("s") == ("UNAUTHENTICATED", "The token is wrong, expired or revoked.")
    assert await client.closed() == (4403, "Forbidden: The token is wrong, expired or revoked.")


async def test_a_revoked_token_ends_idle_subscriptions_within_a_ping(client: Socket, door: Door) -> None:
    await client.subscribe("s", "subscription { ticks }")
    door.journal.revoked.add(TOKEN)
    assert (await client.error("s"))[0] == "UNAUTHENTICATED"
    assert (await client.closed())[0] == 4403


async def test_an_outage_at_a_ping_is_no_verdict_about_the_token(client: Socket, door: Door) -> None:
    await client.subscribe("s", "subscription { ticks }")
    await client.silence(0.1)
    door.journal.tokens_away = 1
    await client.silence(0.5)
    door.journal.ticks.put_nowait(2)
    assert (await client.heard())["payload"] == {"data": {"ticks": 2}}


async def test_a_lost_duty_ends_the_subscription_and_not_the_socket(client: Socket, door: Door) -> None:
    await client.subscribe("s", "subscription { lost }")
    door.journal.ticks.put_nowait(1)
    code, message = await client.error("s")
    assert (code, message) == ("FORBIDDEN", "The token of jinjiang-tax does not hold the duty READ (查询).")
    assert await client.ask("{ hello }") == {"data": {"hello": "hello world"}}


async def test_the_hub_pings_too(client: Socket) -> None:
    await client.silence(0.5)
    assert client.pings[:2] == [{"type": "ping"}] * 2


async def test_a_stopping_hub_says_so_finishes_what_was_begun_and_closes_1012(door: Door) -> None:
    async with listening(door.app, door.drain) as server, socket_of(server.address, TOKEN) as client:
        await client.subscribe("s", "subscription { ticks }")
        await client.subscribe("m", "mutation Late { note }")
        server.server.should_exit = True
        assert await client.heard() == {"id": "m", "type": "next", "payload": {"data": {"note": None}}}
        assert await client.heard() == {"id": "m", "type": "complete"}
        assert await client.closed() == (1012, "Service restart")
    assert {"message": "The hub is stopping: connect again, and go on after your last cursor."} in [
        ping.get("payload") for ping in client.pings
    ]
    assert "ticks ended" in door.journal.steps


async def test_a_stopping_hub_takes_no_new_socket(at: Listening, door: Door) -> None:
    door.drain.begin()
    async with opened(at.address) as client:
        assert await client.closed() == (1012, "Service restart")
    door.drain.active = False


async def test_a_client_that_reads_nothing_is_given_up_and_costs_nothing_more(
    at: Listening, door: Door
) -> None:
    async with connect(
        at.address, subprotocols=[Subprotocol(PROTOCOL)], compression=None, proxy=None, max_queue=1
    ) as connection:
        client = Socket(connection)
        await client.init({"token": TOKEN})
        await client.subscribe("s", "subscription { seen }")
        connection.transport.pause_reading()
        for _ in range(40):
            door.journal.ticks.put_nowait("x" * 200_000)
        await until(lambda: "ticks ended" in door.journal.steps)
        assert door.journal.ticks.qsize() > 5  # it was not read further than there was room
        await at.quiet()
        assert door.drain.guests == set()
        connection.transport.abort()


async def test_askers_at_the_same_time_share_a_look_up_that_has_not_begun() -> None:
    asked: list[str] = []
    gate = asyncio.Event()

    async def authenticate(token: str) -> Bureau:
        asked.append(token)
        await gate.wait()
        if token == "bad":
            raise Unauthenticated("The token has been revoked.")
        return Bureau(token)

    standing = Standing(authenticate, Bureau(None))
    first = asyncio.create_task(standing.caller("a"))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert asked == ["a"]
    # The look-up of a has begun: whoever asks now must not be answered from it.
    others = [
        asyncio.create_task(standing.caller(token)) for token in ("a", "a", "b", "bad", "bad", "a", "b")
    ]
    gate.set()
    assert (await first).slug == "a"
    answers = await asyncio.gather(*others, return_exceptions=True)
    assert sorted(asked) == ["a", "a", "b", "bad"]
    assert [type(answer) for answer in answers] == [
        Bureau,
        Bureau,
        Bureau,
        TokenEnded,
        TokenEnded,
        Bureau,
        Bureau,
    ]
    assert (await standing.caller(None)).slug is None
    assert sorted(asked) == ["a", "a", "b", "bad"]
