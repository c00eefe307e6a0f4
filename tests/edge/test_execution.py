"""An operation has its time, its context, and a client that may leave."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from hub.edge.limits import Limits
from hub.edge.routes import middleware, routes
from hub.edge.waiting import unless_gone
from hub.errors import Unavailable
from tests.edge.door import Door, build_door, code, said


@pytest.mark.parametrize(
    ("query", "limits", "words"),
    [
        (
            "{ slow }",
            Limits(query_seconds=0.05),
            "The query took longer than the 0.05 seconds it may take and was stopped.",
        ),
        (
            "mutation { slowly }",
            Limits(mutation_seconds=0.05, query_seconds=9),
            "The mutation took longer than the 0.05 seconds it may take and was stopped.",
        ),
    ],
)
async def test_an_operation_over_its_time_is_stopped_and_told(query: str, limits: Limits, words: str) -> None:
    door = build_door(limits)
    answer = await door.ask(query)

    assert (answer.status_code, code(answer), said(answer)) == (504, "TIMEOUT", words)
    assert "data" not in answer.json()
    assert door.journal.steps == ["opened for None", "slow began", "slow was cancelled", "closed"]


async def test_the_context_hears_the_operation(door: Door) -> None:
    await door.ask('mutation Keep { note(text: "x") }', {"unused": 1}, extensions={"a": 1})

    (operation,) = door.journal.operations
    assert (operation.kind, operation.name) == ("mutation", "Keep")
    assert (operation.variables, operation.extensions) == ({"unused": 1}, {"a": 1})
    assert len(operation.reference) == 32
    assert door.journal.steps == ["opened for None", "noted x", "closed"]


async def test_root_fields_of_a_mutation_run_one_after_the_other(door: Door) -> None:
    await door.ask('mutation { a: note(text: "1") b: note(text: "2") c: note(text: "3") }')

    assert door.journal.steps == ["opened for None", "noted 1", "noted 2", "noted 3", "closed"]


async def test_what_is_withheld_is_told(door: Door) -> None:
    withheld = await door.ask("{ denied }")
    nothing = await door.ask("{ hello }")

    assert withheld.json()["extensions"] == {"withheld": [{"path": ["denied"], "code": "FORBIDDEN"}]}
    assert "extensions" not in nothing.json()


@pytest.mark.parametrize("when", ["opening", "closing"])
async def test_a_context_that_meets_an_outage_answers_503_without_data(door: Door, when: str) -> None:
    @asynccontextmanager
    async def open_context(_caller: object, _operation: object) -> AsyncIterator[None]:
        if when == "opening":
            raise Unavailable("The store cannot be reached now.")
        yield None
        raise Unavailable("The store cannot be reached now.")

    async def ready() -> list[str]:
        return []

    async def authenticate(_token: str) -> None:
        return None

    door.app = Starlette(
        routes=routes(schema=door.schema, authenticate=authenticate, open_context=open_context, ready=ready),
        middleware=middleware(),
    )
    answer = await door.ask("{ hello }")

    assert (answer.status_code, code(answer)) == (503, "UPSTREAM_UNAVAILABLE")
    assert "data" not in answer.json()


async def test_a_client_that_leaves_cancels_the_work(door: Door) -> None:
    sent: list[Message] = []
    requests = [{"type": "http.request", "body": b'{"query":"{ slow }"}', "more_body": False}]

    async def receive() -> Message:
        if requests:
            return requests.pop()
        await door.journal.started.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
        "asgi": {"version": "3.0"},
    }
    await asyncio.wait_for(door.app(scope, receive, send), 5)

    assert door.journal.steps == ["opened for None", "slow began", "slow was cancelled", "closed"]
    assert sent == []


async def test_cancelling_the_request_itself_cancels_the_work_and_passes_on(door: Door) -> None:
    asking = asyncio.create_task(door.ask("{ slow }"))
    await door.journal.started.wait()
    asking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await asking
    assert door.journal.steps[-2:] == ["slow was cancelled", "closed"]


async def test_a_future_cancelled_by_somebody_else_is_a_masked_failure(door: Door) -> None:
    async def cancelled(_root: object, _info: object) -> None:
        future = asyncio.get_running_loop().create_future()
        future.cancel()
        await future

    assert door.schema.query_type is not None
    door.schema.query_type.fields["hello"].resolve = cancelled
    answer = await door.ask("{ hello }")

    assert (answer.status_code, code(answer)) == (200, "INTERNAL_ERROR")
    assert answer.json()["data"] == {"hello": None}
    assert door.journal.steps == ["opened for None", "closed"]


async def test_work_that_is_cancelled_from_within_fails_instead_of_vanishing() -> None:
    async def receive() -> Message:
        await asyncio.sleep(30)
        return {"type": "http.disconnect"}

    async def work() -> None:
        raise asyncio.CancelledError

    with pytest.raises(RuntimeError, match="cancelled from within"):
        await unless_gone(receive, work())


async def test_documents_are_let_go_when_they_are_too_long_together() -> None:
    door = build_door(Limits(kept_characters=20))
    for query in ["{ hello }", "{ a: hello }", "{ hello }"]:
        await door.ask(query)

    assert (door.documents.misses, door.documents.hits, len(door.documents)) == (3, 0, 1)


async def test_looking_up_a_token_has_its_time() -> None:
    door = build_door(Limits(query_seconds=0.05))
    answer = await door.ask("{ hello }", headers={"authorization": "Bearer hang"})

    assert (answer.status_code, code(answer)) == (504, "TIMEOUT")
    assert door.journal.steps == []


async def test_documents_are_prepared_once_and_the_oldest_is_let_go() -> None:
    door = build_door(Limits(documents=2, document_characters=30))
    for query in ["{ hello }", "{ hello }", "{ a: hello }", "{ hello }", "{ b: hello }", "{ a: hello }"]:
        assert (await door.ask(query)).status_code == 200
    assert (door.documents.misses, door.documents.hits, len(door.documents)) == (4, 2, 2)

    long = "{ hello }" + " " * 30
    await door.ask(long)
    await door.ask(long)
    assert (door.documents.misses, len(door.documents)) == (6, 2)
