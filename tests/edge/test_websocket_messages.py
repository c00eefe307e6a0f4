"""Messages over a socket: what is none is closed with a code, nulls are as if left out, floods end."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.edge.limits import Limits
from tests.edge.door import Door, build_door
from tests.support.sockets import Listening, listening, opened, socket_of

FAST = Limits(init_seconds=5.0, messages_at_once=20, messages_per_second=5.0, operations=3, body_bytes=10_000)


@pytest.fixture
def door() -> Door:
    return build_door(FAST)


@pytest.fixture
async def at(door: Door) -> AsyncIterator[Listening]:
    async with listening(door.app) as server:
        yield server
        await server.quiet()


SUBSCRIBE = {"id": "1", "type": "subscribe", "payload": {"query": "{ hello }"}}


def subscribe(**changed: Any) -> dict[str, Any]:
    return {**SUBSCRIBE, "payload": {**SUBSCRIBE["payload"], **changed}}  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "frame",
    [
        "", "null", "5", "true", '"x"', "[]", "[null]", "{", "{}", "not json", "\x00", "[" * 100_000,
        '{"type":null}', '{"type":5}', '{"type":{}}', '{"type":["ping"]}', '{"type":""}', '{"type":"start"}',
        '{"type":"connection_ack"}', '{"type":"next","id":"1","payload":{}}', '{"type":"error","id":"1","payload":[]}',
        '{"type":"connection_init","payload":[]}', '{"type":"connection_init","payload":"x"}',
        '{"type":"connection_init","payload":0}', '{"type":"ping","payload":[1]}', '{"type":"pong","payload":"x"}',
        '{"type":"complete"}', '{"type":"complete","id":""}', '{"type":"complete","id":null}', '{"type":"complete","id":1}',
        b"{}", b'{"type":"connection_init"}', b"\xff\xfe",
    ],
)  # fmt: skip
async def test_what_is_no_message_is_closed_4400(at: Listening, frame: str | bytes) -> None:
    async with opened(at.address) as client:
        await client.say(frame)
        code, reason = await client.closed()
    assert (code, reason.partition(":")[0]) in {(4400, "Invalid message"), (1009, "Message too big")}
    assert (code == 1009) == (len(frame) > FAST.body_bytes)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "subscribe"},
        {**SUBSCRIBE, "id": None},
        {**SUBSCRIBE, "id": ""},
        {**SUBSCRIBE, "id": 1},
        {**SUBSCRIBE, "id": "x" * 1_001},
        {**SUBSCRIBE, "payload": None},
        {**SUBSCRIBE, "payload": []},
        {**SUBSCRIBE, "payload": "{ hello }"},
        {**SUBSCRIBE, "payload": {}},
        subscribe(query=None),
        subscribe(query=5),
        subscribe(query=["{ hello }"]),
        subscribe(variables=[]),
        subscribe(variables="x"),
        subscribe(operationName=5),
        subscribe(operationName={}),
        subscribe(extensions=[]),
        subscribe(extensions=0),
    ],
)
async def test_a_subscribe_with_the_wrong_payload_is_closed_4400(
    at: Listening, door: Door, message: dict[str, Any]
) -> None:
    async with socket_of(at.address) as client:
        await client.say(message)
        assert (await client.closed())[0] == 4400
    assert door.journal.steps == []


async def test_nulls_are_as_if_left_out_where_the_protocol_allows_them(at: Listening) -> None:
    async with opened(at.address) as client:
        await client.say({"type": "connection_init", "payload": None})
        assert await client.heard() == {"type": "connection_ack"}
        await client.say({"type": "ping", "payload": None})
        assert await client.heard() == {"type": "pong"}
        await client.say({"type": "pong", "payload": None})
        await client.say(subscribe(variables=None, operationName=None, extensions=None))
        assert (await client.heard())["payload"] == {"data": {"hello": "hello world"}}


async def test_a_ping_is_answered_with_its_payload(at: Listening) -> None:
    async with socket_of(at.address) as client:
        await client.say({"type": "ping", "payload": {"n": [1, None]}})
        assert await client.heard() == {"type": "pong", "payload": {"n": [1, None]}}
        await client.say({"type": "pong"})
        await client.say({"type": "pong", "payload": {"x": 1}})
        await client.silence(0.1)


async def test_a_message_that_is_too_big_is_closed_1009(at: Listening) -> None:
    async with socket_of(at.address) as client:
        await client.say(json.dumps(subscribe(query="{ hello }" + " " * FAST.body_bytes)))
        assert await client.closed() == (1009, "Message too big: the limit is 10000 characters")


async def test_too_many_messages_are_closed_1008(at: Listening) -> None:
    async with socket_of(at.address) as client:
        for _ in range(30):
            await client.say({"type": "pong"})
        assert await client.closed() == (1008, "Too many messages: the limit is 5 a second")


async def test_a_burst_within_what_is_allowed_is_no_flood(at: Listening) -> None:
    async with socket_of(at.address) as client:
        for _ in range(18):
            await client.say({"type": "pong"})
        assert await client.ask("{ hello }") == {"data": {"hello": "hello world"}}
