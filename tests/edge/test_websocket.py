"""The door for sockets: who may open one, what it must speak, and how it is closed before anything was asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.datastructures import Headers
from websockets.exceptions import InvalidStatus

from hub.edge.limits import Limits
from hub.edge.messages import Close, Closed
from hub.edge.websocket import from_here
from tests.edge.door import TOKEN, Door, build_door
from tests.support.sockets import PROTOCOL, Listening, listening, opened, socket_of

FAST = Limits(init_seconds=5.0, messages_at_once=20, messages_per_second=5.0, operations=3, body_bytes=10_000)


@pytest.fixture
def door() -> Door:
    return build_door(FAST)


@pytest.fixture
async def impatient() -> AsyncIterator[Listening]:
    async with listening(build_door(Limits(init_seconds=0.15)).app) as server:
        yield server
        await server.quiet()


@pytest.fixture
async def at(door: Door) -> AsyncIterator[Listening]:
    async with listening(door.app) as server:
        yield server
        await server.quiet()


SUBSCRIBE = {"id": "1", "type": "subscribe", "payload": {"query": "{ hello }"}}


async def test_connection_init_is_acknowledged(at: Listening) -> None:
    async with opened(at.address) as client:
        assert client.connection.subprotocol == PROTOCOL
        await client.say({"type": "connection_init"})
        assert await client.heard() == {"type": "connection_ack"}


@pytest.mark.parametrize("payload", [None, {}, {"anything": [1]}, {"token": None}, {"Authorization": None}])
async def test_without_a_token_the_caller_is_the_public(at: Listening, door: Door, payload: Any) -> None:
    async with opened(at.address) as client:
        await client.say({"type": "connection_init", "payload": payload})
        assert await client.heard() == {"type": "connection_ack"}
        assert await client.ask("{ hello }") == {"data": {"hello": "hello world"}}
    assert door.journal.tokens == []
    assert door.journal.steps[0] == "opened for None"


@pytest.mark.parametrize(
    "payload",
    [
        {"token": TOKEN},
        {"Authorization": f"Bearer {TOKEN}"},
        {"authorization": f"bearer {TOKEN}"},
        {"Authorization": f"Bearer {TOKEN}", "token": "another"},
    ],
)
async def test_the_token_comes_with_connection_init(at: Listening, door: Door, payload: Any) -> None:
    async with opened(at.address) as client:
        await client.init(payload)
        await client.ask("{ hello }")
    assert set(door.journal.tokens) == {TOKEN}
    assert door.journal.steps[0] == "opened for jinjiang-tax"


async def test_the_token_may_come_with_the_request_instead(at: Listening, door: Door) -> None:
    async with opened(at.address, headers={"authorization": f"Bearer {TOKEN}"}) as client:
        await client.init()
        await client.ask("{ hello }")
    assert door.journal.steps[0] == "opened for jinjiang-tax"


@pytest.mark.parametrize(
    ("payload", "headers", "why"),
    [
        ({"token": "wrong"}, {}, "The token is wrong, expired or revoked."),
        ({"token": "revoked"}, {}, "The token is wrong, expired or revoked."),
        ({"token": ""}, {}, "not of the form"),
        ({"token": 5}, {}, "not of the form"),
        ({"token": "two words"}, {}, "not of the form"),
        ({"Authorization": "Basic abc"}, {}, "not of the form"),
        ({"Authorization": ["Bearer x"]}, {}, "not of the form"),
        ({}, {"authorization": "Bearer wrong"}, "The token is wrong, expired or revoked."),
        ({}, {"authorization": "Basic abc"}, "not of the form"),
        ({"token": "wrong"}, {"authorization": f"Bearer {TOKEN}"}, "The token is wrong"),
    ],
)
async def test_a_bad_token_closes_4403_and_is_never_the_public(
    at: Listening, door: Door, payload: Any, headers: dict[str, str], why: str
) -> None:
    async with opened(at.address, headers=headers) as client:
        await client.say({"type": "connection_init", "payload": payload})
        code, reason = await client.closed()
    assert code == 4403
    assert reason.startswith("Forbidden: ")
    assert why in reason
    assert door.journal.steps == []


async def test_when_tokens_cannot_be_looked_up_the_client_is_asked_to_come_again(at: Listening) -> None:
    async with opened(at.address) as client:
        await client.say({"type": "connection_init", "payload": {"token": "outage"}})
        assert await client.closed() == (1013, "Try again: The store cannot be reached now.")


async def test_a_fault_of_ours_at_the_door_is_masked(at: Listening) -> None:
    async with opened(at.address) as client:
        await client.say({"type": "connection_init", "payload": {"token": "crash"}})
        code, reason = await client.closed()
    assert code == 4500
    assert "crash" not in reason


@pytest.mark.parametrize("subprotocol", ["graphql-ws", "mqtt", None])
async def test_another_subprotocol_or_none_is_closed_4406(at: Listening, subprotocol: str | None) -> None:
    async with opened(at.address, subprotocol) as client:
        code, reason = await client.closed()
    assert code == 4406
    assert reason == "Subprotocol not acceptable: speak graphql-transport-ws"


async def test_ours_is_chosen_among_several(at: Listening) -> None:
    async with opened(at.address, headers={"sec-websocket-protocol": f"graphql-ws, {PROTOCOL}"}) as client:
        assert client.connection.subprotocol == PROTOCOL
        await client.init()


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1.evil.example", "file://", "x"],
)
async def test_pages_of_other_hosts_may_not_open_a_socket(at: Listening, door: Door, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with opened(at.address, headers={"origin": origin}):
            pass
    assert refused.value.response.status_code == 403
    assert refused.value.response.body == b"Pages of another host may not open a socket here."
    assert door.journal.steps == []


async def test_pages_of_this_host_may(at: Listening) -> None:
    async with opened(at.address, headers={"origin": f"http://{at.host}:{at.port}"}) as client:
        await client.init()


@pytest.mark.parametrize(
    ("origin", "host"), [("https://hub.example", "hub.example"), ("https://HUB.example", "hub.example:443")]
)
async def test_the_usual_port_of_an_origin_may_be_left_out(at: Listening, origin: str, host: str) -> None:
    assert from_here(Headers({"origin": origin, "host": host}))
    assert not from_here(Headers({"origin": origin, "host": "hub.example:8000"}))
    assert not from_here(Headers({"origin": origin}))


async def test_whoever_says_nothing_is_closed_4408(impatient: Listening) -> None:
    async with opened(impatient.address) as client:
        assert await client.closed() == (4408, "Connection initialisation timeout")


async def test_pings_do_not_make_up_for_a_missing_connection_init(impatient: Listening) -> None:
    async with opened(impatient.address) as client:
        await client.say({"type": "ping"})
        assert await client.heard() == {"type": "pong"}
        assert (await client.closed())[0] == 4408


async def test_once_acknowledged_a_quiet_socket_stays_open(impatient: Listening) -> None:
    async with socket_of(impatient.address) as client:
        await asyncio.sleep(0.4)
        assert await client.ask("{ hello }") == {"data": {"hello": "hello world"}}


async def test_a_second_connection_init_is_closed_4429(at: Listening) -> None:
    async with socket_of(at.address) as client:
        await client.say({"type": "connection_init"})
        assert await client.closed() == (4429, "Too many initialisation requests")


async def test_an_operation_before_the_acknowledgement_is_closed_4401(at: Listening, door: Door) -> None:
    async with opened(at.address) as client:
        await client.say(SUBSCRIBE)
        assert await client.closed() == (4401, "Unauthorized")
    assert door.journal.steps == []


async def test_an_id_in_use_is_closed_4409(at: Listening) -> None:
    async with socket_of(at.address) as client:
        await client.subscribe("one", "{ slow }")
        await client.subscribe("one", "{ hello }")
        assert await client.closed() == (4409, "Subscriber for one already exists")


async def test_a_close_reason_is_cut_to_what_a_close_frame_holds(at: Listening) -> None:
    async with socket_of(at.address) as client:
        long = "名" * 900
        await client.subscribe(long, "{ slow }")
        await client.subscribe(long, "{ hello }")
        code, reason = await client.closed()
    assert code == 4409
    assert reason == "Subscriber for " + "名" * 36
    assert len(Closed(Close.INVALID, "x" * 500).reason.encode()) == 123
