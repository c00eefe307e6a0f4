"""Operations over a socket: every kind of them, side by side, with HTTP's limits and HTTP's words."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from hub.edge.limits import Limits
from tests.edge.door import TOKEN, Door, build_door
from tests.support.sockets import Listening, Socket, listening, socket_of
from tests.support.waiting import until

LIMITS = Limits(operations=3, query_seconds=0.5, mutation_seconds=0.7, depth=4)


@pytest.fixture
def door() -> Door:
    return build_door(LIMITS)


@pytest.fixture
async def at(door: Door) -> AsyncIterator[Listening]:
    async with listening(door.app) as server:
        yield server
        await server.quiet()


@pytest.fixture
async def client(at: Listening) -> AsyncIterator[Socket]:
    async with socket_of(at.address, TOKEN) as opened:
        yield opened


async def journalled(door: Door, step: str) -> None:
    await until(lambda: step in door.journal.steps)


async def test_a_query_is_answered_once_and_complete(client: Socket) -> None:
    assert await client.ask("query ($n: String) { hello(name: $n) }", n="晋江") == {
        "data": {"hello": "hello 晋江"}
    }
    await client.silence(0.1)


async def test_a_mutation_is_carried_out_once(client: Socket, door: Door) -> None:
    assert await client.ask('mutation { note(text: "x") }') == {"data": {"note": "x"}}
    assert door.journal.steps.count("noted x") == 1


async def test_one_of_several_operations_is_chosen_by_its_name(client: Socket) -> None:
    payload = {"query": "query A { hello } query B { number(of: 4) }", "operationName": "B"}
    await client.say({"id": "b", "type": "subscribe", "payload": payload})
    assert (await client.heard())["payload"] == {"data": {"number": 4}}


async def test_the_cost_is_told_on_request(client: Socket) -> None:
    payload = {"query": "{ hello }", "extensions": {"cost": True}}
    await client.say({"id": "c", "type": "subscribe", "payload": payload})
    assert (await client.heard())["payload"]["extensions"]["cost"]["asked"] == {
        "cost": 1,
        "nodes": 0,
        "depth": 1,
    }


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("{ hello(" + "名" * 5_000, "GRAPHQL_PARSE_FAILED"),
        ("", "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { ticks lost }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { __typename }", "GRAPHQL_VALIDATION_FAILED"),
        ("fragment F on Query { hello }", "GRAPHQL_VALIDATION_FAILED"),
        ("query A { hello } query B { hello }", "BAD_USER_INPUT"),
        ("query ($n: Int!) { number(of: $n) }", "BAD_USER_INPUT"),
        ("subscription ($n: Int!) { ticks(until: $n) }", "BAD_USER_INPUT"),
        ('{ hello(name: "\\u0000") }', "BAD_USER_INPUT"),
        ("{ subject(by: {id: 1}) { twin { twin { twin { id } } } } }", "COST_LIMIT_EXCEEDED"),
        ("subscription { refused }", "UNAUTHENTICATED"),
        ("{ slow }", "TIMEOUT"),
        ("mutation { slowly }", "TIMEOUT"),
    ],
)
async def test_what_cannot_be_executed_is_an_error_and_the_socket_goes_on(
    client: Socket, query: str, code: str
) -> None:
    await client.subscribe("bad", query)
    message = await client.heard()
    assert (message["id"], message["type"]) == ("bad", "error")
    assert {error["extensions"]["code"] for error in message["payload"]} == {code}
    assert await client.ask("{ hello }", "bad") == {"data": {"hello": "hello world"}}


async def test_a_failing_field_is_masked_with_a_reference(client: Socket) -> None:
    response = await client.ask("{ broken hello }")
    [error] = response["errors"]
    assert response["data"] == {"broken": None, "hello": "hello world"}
    assert error["extensions"]["code"] == "INTERNAL_ERROR"
    assert len(error["extensions"]["errorId"]) == 32
    assert "hunter2" not in str(response)


async def test_an_answer_that_is_no_json_is_our_fault_and_masked(client: Socket) -> None:
    await client.subscribe("e", "{ enormous }")
    assert (await client.error("e"))[0] == "INTERNAL_ERROR"


async def test_an_outage_is_said_as_such(client: Socket) -> None:
    await client.subscribe("o", "{ outage }")
    assert await client.error("o") == ("UPSTREAM_UNAVAILABLE", "The store cannot be reached now.")


async def test_each_operation_has_a_context_of_its_own(client: Socket, door: Door) -> None:
    await client.ask("{ hello }")
    await client.ask("{ hello }")
    assert door.journal.steps == ["opened for jinjiang-tax", "hello", "closed"] * 2


async def test_operations_run_side_by_side(client: Socket) -> None:
    await client.subscribe("slow", "query Late { hello }")
    assert await client.ask("{ number(of: 1) }", "fast") == {"data": {"number": 1}}
    assert (await client.heard())["id"] == "slow"


async def test_more_operations_at_once_than_allowed_are_refused_and_the_others_go_on(client: Socket) -> None:
    for name in "abc":
        await client.subscribe(name, "subscription { ticks }")
    await client.subscribe("d", "{ hello }")
    assert await client.error("d") == (
        "RATE_LIMITED",
        "The socket has 3 operations under way; that is the limit.",
    )
    await client.say({"id": "a", "type": "complete"})
    assert await client.ask("{ hello }", "d") == {"data": {"hello": "hello world"}}


async def test_completing_a_query_stops_its_work(client: Socket, door: Door) -> None:
    await client.subscribe("q", "{ slow }")
    await journalled(door, "slow began")
    await client.say({"id": "q", "type": "complete"})
    await journalled(door, "slow was cancelled")
    await journalled(door, "closed")
    await client.silence(0.1)


async def test_leaving_stops_everything_and_closes_every_context(at: Listening, door: Door) -> None:
    before = asyncio.all_tasks()
    async with socket_of(at.address, TOKEN) as client:
        await client.subscribe("q", "{ slow }")
        await client.subscribe("s", "subscription { ticks }")
        await journalled(door, "slow began")
        await journalled(door, "ticks began")
    await at.quiet()
    assert "slow was cancelled" in door.journal.steps
    assert "slow ended" not in door.journal.steps
    assert "ticks ended" in door.journal.steps
    assert sum(step.startswith("opened") for step in door.journal.steps) == door.journal.steps.count("closed")
    assert {task for task in asyncio.all_tasks() - before if not task.done()} == set()
    assert door.drain.guests == set()


async def test_a_connection_that_breaks_without_a_word_is_a_farewell_too(at: Listening, door: Door) -> None:
    async with socket_of(at.address, TOKEN) as client:
        await client.subscribe("q", "{ slow }")
        await journalled(door, "slow began")
        client.connection.transport.abort()
        await journalled(door, "slow was cancelled")
    await at.quiet()


async def test_completing_before_anything_began_is_no_fault(client: Socket) -> None:
    for _ in range(20):
        await client.subscribe("s", "subscription { ticks }")
        await client.say({"id": "s", "type": "complete"})
    await client.say({"id": "nobody", "type": "complete"})
    assert await client.ask("{ hello }", "s") == {"data": {"hello": "hello world"}}


async def test_a_token_revoked_between_operations_ends_the_socket(client: Socket, door: Door) -> None:
    await client.ask("{ hello }")
    door.journal.revoked.add(TOKEN)
    await client.subscribe("m", "mutation { note }")
    assert await client.error("m") == ("UNAUTHENTICATED", "The token is wrong, expired or revoked.")
    assert await client.closed() == (4403, "Forbidden: The token is wrong, expired or revoked.")
    assert "noted None" not in door.journal.steps


@pytest.mark.parametrize("kind", ["null", "text"])
async def test_extensions_and_variables_may_be_left_out(client: Socket, kind: str) -> None:
    payload: dict[str, Any] = {"query": "{ hello }"}
    if kind == "null":
        payload |= {"variables": None, "extensions": None, "operationName": None}
    await client.say({"id": "x", "type": "subscribe", "payload": payload})
    assert (await client.heard())["payload"] == {"data": {"hello": "hello world"}}
