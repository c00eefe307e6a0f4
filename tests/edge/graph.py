"""The graph that the tests of the edge ask: fields that answer, fail, deny, wait, and a journal of what they did."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLError, GraphQLResolveInfo, GraphQLSchema, build_schema

from hub.edge.execution import Operation
from hub.errors import Forbidden, Unauthenticated, Unavailable

Info = GraphQLResolveInfo[Any]

SDL = """
enum ListKind { RED BLACK WATCH }
input SubjectKey @oneOf { id: ID code: String }
input CheckInput { subjects: [SubjectKey!]! caseNo: String kind: ListKind }
interface Node { id: ID! }
type Subject implements Node { id: ID! name: String! entries(first: Int = 20): EntryConnection! pauses: [Pause!]! twin: Subject }
type Pause { id: ID! }
type EntryConnection { nodes: [Entry!]! totalCount: Int! }
type Entry implements Node { id: ID! subject: Subject }
type SubjectConnection { nodes: [Subject!]! }
type CheckPayload { checks: [Subject!]! }
type Query {
  hello(name: String = "world"): String
  kind(of: ListKind!): ListKind
  number(of: Int!): Int
  subjects(first: Int = 20, after: String): SubjectConnection!
  subject(by: SubjectKey!): Subject
  nodes(ids: [ID!]!): [Node]!
  broken: String
  brokenNonNull: String!
  denied: String
  notAuthenticated: String
  outage: String
  slow: String
  graphqlError: String
  enormous: String
}
type Mutation { note(text: String): String check(input: CheckInput!): CheckPayload! slowly: String }
type Subscription { ticks(until: Int = 1000): Int! seen: String! failing: Int! refused: Int! lost: Int! }
"""


@dataclass
class Journal:
    """What happened behind the door, in order."""

    steps: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    operations: list[Operation] = field(default_factory=list)
    started: asyncio.Event = field(default_factory=asyncio.Event)
    ticks: asyncio.Queue[object] = field(default_factory=asyncio.Queue)
    away: int = 0
    """How many times the store will not answer an event."""
    revoked: set[str] = field(default_factory=set)
    tokens_away: int = 0
    """How many times tokens cannot be looked up."""

    def __call__(self, step: str) -> None:
        self.steps.append(step)

    def look_up(self, token: str) -> None:
        """What a test has arranged for whoever looks a token up."""
        if self.tokens_away or token == "outage":
            self.tokens_away = max(0, self.tokens_away - 1)
            raise Unavailable("The store cannot be reached now.")
        if token in {"revoked", *self.revoked}:
            raise Unauthenticated("The token is wrong, expired or revoked.")


class Resolvers:
    """One method per root field; what is missing answers null."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    async def hello(self, _root: object, _info: Info, name: str | None = None) -> str:
        self.journal("hello")
        return f"hello {name}"

    def kind(self, _root: object, _info: Info, of: str) -> str:
        return of

    def number(self, _root: object, _info: Info, of: int) -> int:
        return of

    def subjects(self, _root: object, _info: Info, **_page: object) -> dict[str, list[object]]:
        return {"nodes": []}

    def nodes(self, _root: object, _info: Info, ids: list[str]) -> list[None]:
        return [None] * len(ids)

    async def broken(self, _root: object, _info: Info) -> str:
        self.journal("broken")
        message = "password=hunter2 for 350582199001011234"
        raise RuntimeError(message) from ValueError("王小明")

    broken_non_null = broken

    def denied(self, _root: object, info: Info) -> str:
        info.context.withheld.append({"path": ["denied"], "code": "FORBIDDEN"})
        raise Forbidden("The token of jinjiang-tax does not hold the duty LIST.")

    def not_authenticated(self, _root: object, _info: Info) -> str:
        raise Unauthenticated("This needs a token.")

    def outage(self, _root: object, _info: Info) -> str:
        raise Unavailable("The store cannot be reached now.")

    def graphql_error(self, _root: object, _info: Info) -> str:
        raise GraphQLError("row 350582199001011234 is missing")

    def enormous(self, _root: object, _info: Info) -> str:
        return "\ud800"

    async def slow(self, _root: object, _info: Info) -> str:
        self.journal("slow began")
        self.journal.started.set()
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            self.journal("slow was cancelled")
            raise
        self.journal("slow ended")
        return "done"

    slowly = slow

    async def note(self, _root: object, _info: Info, text: str | None = None) -> str | None:
        self.journal(f"noted {text}")
        return text

    def check(
        self,
        _root: object,
        _info: Info,
        input: dict[str, list[object]],  # noqa: A002 - the argument's name
    ) -> dict[str, list[object]]:
        self.journal(f"checked {len(input['subjects'])}")
        return {"checks": []}


class Sources:
    """One method per subscription: where its events come from."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    async def ticks(self, _root: object, _info: Info, until: int | None = None) -> AsyncIterator[object]:
        self.journal("ticks began")
        try:
            while (tick := await self.journal.ticks.get()) != until:
                yield tick
        finally:
            self.journal("ticks ended")

    seen = lost = ticks

    async def failing(self, _root: object, _info: Info) -> AsyncIterator[object]:
        yield 1
        message = "password=hunter2"
        raise RuntimeError(message)

    def refused(self, _root: object, _info: Info) -> AsyncIterator[object]:
        raise Unauthenticated("This needs a token with the duty READ (查询); the request carried none.")


class Events:
    """One method per subscription: what an event looks like, with the rights of its moment."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    def ticks(self, root: object, _info: Info, **_arguments: object) -> object:
        if self.journal.away:
            self.journal.away -= 1
            raise Unavailable("The store cannot be reached now.")
        if root == "crash":
            message = "password=hunter2"
            raise RuntimeError(message)
        return root

    failing = refused = ticks

    def seen(self, root: object, info: Info, **_arguments: object) -> str:
        return f"{info.context.caller.slug}:{id(info.context)}:{root}"

    def lost(self, _root: object, _info: Info, **_arguments: object) -> object:
        raise Forbidden("The token of jinjiang-tax does not hold the duty READ (查询).")


def graph(journal: Journal) -> GraphQLSchema:
    """The schema of `SDL`, with resolvers that write into the journal."""
    schema = build_schema(SDL)
    resolvers = Resolvers(journal)
    for root in (schema.query_type, schema.mutation_type):
        assert root is not None
        for name, of_field in root.fields.items():
            of_field.resolve = getattr(resolvers, re.sub(r"([A-Z])", r"_\1", name).lower(), None)
    assert schema.subscription_type is not None
    sources, events = Sources(journal), Events(journal)
    for name, of_field in schema.subscription_type.fields.items():
        of_field.subscribe, of_field.resolve = getattr(sources, name), getattr(events, name)
    return schema
