"""The door executes a Strawberry schema through graphql-core alone, with the context it opened."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum
from typing import Any

import pytest
import strawberry
from starlette.applications import Starlette

from hub.edge.routes import middleware, routes
from hub.errors import BadInput
from tests.edge.door import Door, code, said


@strawberry.enum
class Colour(Enum):
    RED = "red"


@strawberry.input(one_of=True)
class Key:
    id: strawberry.Maybe[strawberry.ID]
    code: strawberry.Maybe[str]


@strawberry.type
class Query:
    @strawberry.field
    async def who(self, info: strawberry.Info[Any, None]) -> str:
        return f"asked by {info.context}"

    @strawberry.field
    def colour(self) -> Colour:
        return Colour.RED

    @strawberry.field
    def by(self, key: Key) -> str:
        return "id" if key.id else "code"

    @strawberry.field
    def refused(self) -> str | None:
        raise BadInput("This cursor is none of ours.")


@pytest.fixture
def strawberry_door(door: Door) -> Door:
    @asynccontextmanager
    async def open_context(_caller: object, _operation: object) -> AsyncIterator[str]:
        yield "the public"

    async def ready() -> list[str]:
        return []

    async def authenticate(_token: str) -> None:
        return None

    schema = strawberry.Schema(Query)._schema  # noqa: SLF001 - the graphql-core schema underneath
    door.app = Starlette(
        routes=routes(schema=schema, authenticate=authenticate, open_context=open_context, ready=ready),
        middleware=middleware(),
    )
    return door


async def test_fields_enums_and_one_of_inputs_are_answered(strawberry_door: Door) -> None:
    answer = await strawberry_door.ask(
        'query($k: Key!) { who colour a: by(key: $k) b: by(key: {code: "x"}) }', {"k": {"id": "1"}}
    )

    assert answer.json() == {"data": {"who": "asked by the public", "colour": "RED", "a": "id", "b": "code"}}


async def test_a_denial_keeps_its_words(strawberry_door: Door) -> None:
    answer = await strawberry_door.ask("{ refused }")

    assert (answer.status_code, code(answer), said(answer)) == (
        200,
        "BAD_USER_INPUT",
        "This cursor is none of ours.",
    )
