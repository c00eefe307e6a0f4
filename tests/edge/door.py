"""A small graph behind the real door: what the tests of the edge ask, and a journal of what was done for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from graphql import GraphQLSchema
from starlette.applications import Starlette
from starlette.responses import Response

from hub.edge.callers import Caller
from hub.edge.documents import Documents
from hub.edge.execution import Operation
from hub.edge.health import Drain
from hub.edge.limits import Limits
from hub.edge.routes import middleware, routes
from tests.edge.graph import Journal, graph

TOKEN = "a-good-token.of~the+tax/bureau=="


@dataclass
class Bureau:
    slug: str | None = "jinjiang-tax"


@dataclass
class Context:
    caller: Caller
    withheld: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Door:
    """The application under test and everything around it."""

    app: Starlette
    journal: Journal
    schema: GraphQLSchema
    documents: Documents
    drain: Drain
    missing: list[str] = field(default_factory=list)

    def client(self) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(self.app)
        return httpx.AsyncClient(transport=transport, base_url="http://hub.test")

    async def ask(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        *,
        accept: str = "application/graphql-response+json",
        headers: dict[str, str] | None = None,
        **more: object,
    ) -> httpx.Response:
        """POST one operation."""
        given = {"accept": accept, **(headers or {})}
        body: dict[str, Any] = {"query": query, **more}
        if variables is not None:
            body["variables"] = variables
        async with self.client() as client:
            return await client.post("/graphql", json=body, headers=given)

    async def send(self, body: bytes, **headers: str) -> httpx.Response:
        """POST raw bytes as application/json."""
        given = {"content-type": "application/json"}
        given.update({name.replace("_", "-"): value for name, value in headers.items()})
        async with self.client() as client:
            return await client.post("/graphql", content=body, headers=given)


def build_door(limits: Limits | None = None, graphiql: Response | None = None) -> Door:
    """The door, with every resolver, token and context written into its journal."""
    journal, drain, limits = Journal(), Drain(), limits or Limits()
    schema = graph(journal)
    documents = Documents(schema, limits)
    missing: list[str] = []

    async def authenticate(token: str) -> Bureau | None:
        journal.tokens.append(token)
        if token == "hang":
            await asyncio.sleep(30)
        if token == "crash":
            raise RuntimeError(token)
        journal.look_up(token)
        return Bureau() if token == TOKEN else None

    @asynccontextmanager
    async def open_context(caller: Caller, operation: Operation) -> AsyncIterator[Context]:
        journal(f"opened for {caller.slug}")
        if operation.name == "Late":
            await asyncio.sleep(0.1)
        journal.operations.append(operation)
        try:
            yield Context(caller)
        finally:
            journal("closed")

    async def ready() -> Sequence[str]:
        if "hang" in missing:
            await asyncio.sleep(30)
        if "crash" in missing:
            raise RuntimeError("crash")
        return missing

    app = Starlette(
        routes=routes(
            schema=schema,
            authenticate=authenticate,
            open_context=open_context,
            ready=ready,
            limits=limits,
            graphiql=graphiql,
            drain=drain,
            documents=documents,
        ),
        middleware=middleware(),
    )
    return Door(app, journal, schema, documents, drain, missing)


def code(response: httpx.Response) -> str:
    """The code of the only error in an answer."""
    (error,) = response.json()["errors"]
    assert "message" in error
    return str(error["extensions"]["code"])


def said(response: httpx.Response) -> str:
    """The message of the only error in an answer."""
    (error,) = response.json()["errors"]
    return str(error["message"])
