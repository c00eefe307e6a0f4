"""The door as a list of routes: /graphql, /healthz, /readyz, and the middleware around the application."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import GraphQLSchema
from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from hub.edge.access_log import AccessLog
from hub.edge.callers import Authenticate, Caller, Suppose
from hub.edge.documents import Documents
from hub.edge.execution import OpenContext, Planned
from hub.edge.health import Drain, Ready, health_routes
from hub.edge.http import GraphQLOverHttp
from hub.edge.limits import Limits
from hub.edge.standing import AuthenticateAll
from hub.edge.websocket import GraphQLOverWebSocket

__all__ = ["Public", "middleware", "routes"]


@dataclass(frozen=True, slots=True)
class Public:
    """A caller without a token, where the application has no caller of its own for it."""

    slug: str | None = None


_PUBLIC = Public()


def routes(
    *,
    schema: GraphQLSchema,
    authenticate: Authenticate,
    open_context: OpenContext,
    ready: Ready,
    limits: Limits | None = None,
    graphiql: Response | None = None,
    public: Caller = _PUBLIC,
    drain: Drain | None = None,
    documents: Documents | None = None,
    authenticate_all: AuthenticateAll | None = None,
    plans: Planned | None = None,
    suppose: Suppose | None = None,
) -> list[BaseRoute]:
    """The routes of the hub over HTTP and WebSocket.

    `authenticate(token)` gives the caller or raises `hub.errors.Unauthenticated`; without a token the
    caller is `public`; `authenticate_all` looks many up at once. `open_context(caller, operation)` is entered for each operation and gives its
    `context_value`; it is left when the answer is complete, and if the value then has a `withheld`
    list of `{path, code}`, that becomes `extensions.withheld`. `plans` answers queries it can plan; `suppose(token)`
    gives the caller that was here with it before. `ready()` says what is missing.
    """
    limits, drain = limits or Limits(), drain or Drain()
    documents = Documents(schema, limits) if documents is None else documents
    over_http = GraphQLOverHttp(
        schema=schema,
        documents=documents,
        authenticate=authenticate,
        public=public,
        open_context=open_context,
        limits=limits,
        graphiql=graphiql,
        plans=plans,
        suppose=suppose,
    )
    over_websocket = GraphQLOverWebSocket(
        schema=schema,
        documents=documents,
        authenticate=authenticate,
        public=public,
        open_context=open_context,
        limits=limits,
        drain=drain,
        authenticate_all=authenticate_all,
        plans=plans,
    )
    return [
        Route("/graphql", over_http),
        WebSocketRoute("/graphql", over_websocket),
        *health_routes(ready, drain, limits.ready_seconds),
    ]


def middleware() -> list[Middleware]:
    """What goes around the application: the access log, references and headers of every answer."""
    return [Middleware(AccessLog)]
