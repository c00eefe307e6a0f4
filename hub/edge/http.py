"""GraphQL over HTTP: POST and GET /graphql, as the GraphQL-over-HTTP specification asks, on Starlette.

Order: method, Accept, body, caller, document, limits, execution. Nothing that a client can send
answers 500; what a client may know is said in `errors[]`, what went wrong within is masked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from graphql import GraphQLSchema
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from hub.edge.access_log import Seen, seen
from hub.edge.callers import Authenticate, Caller, Suppose, caller_of, token_in
from hub.edge.documents import Documents
from hub.edge.errors import Code, Stopped, masked, refuse, stopped_by
from hub.edge.execution import (
    Kind,
    OpenContext,
    Operation,
    Planned,
    Unproved,
    answer,
    chosen,
    cost_of,
)
from hub.edge.limits import Limits
from hub.edge.negotiation import Media, Sent, accepted
from hub.edge.page import plain_page
from hub.edge.parameters import Parameters, from_body, from_query_string, read_body
from hub.edge.waiting import unless_gone, within

__all__ = ["GraphQLOverHttp"]

_ALLOW: Final = "GET, POST"


@dataclass(frozen=True, slots=True)
class GraphQLOverHttp:
    """The ASGI application at /graphql; see `hub.edge.routes.routes` for what is handed in."""

    schema: GraphQLSchema
    documents: Documents
    authenticate: Authenticate
    public: Caller
    open_context: OpenContext
    limits: Limits
    graphiql: Response | None = None
    plans: Planned | None = None
    suppose: Suppose | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; nothing is sent to a client that has left."""
        try:
            response = await self._respond(scope, receive)
        except ClientDisconnect:
            return
        if response is not None:
            await response(scope, receive, send)

    async def _respond(self, scope: Scope, receive: Receive) -> Response | None:
        headers = Sent(scope)
        known = seen(scope)
        method = scope["method"]
        media = Media.JSON
        try:
            chosen = _chosen(method, headers)
            if chosen is Media.HTML:
                return self.graphiql or plain_page()
            media = chosen
            if method == "GET":
                parameters = from_query_string(scope["query_string"], self.limits)
            else:
                parameters = from_body(await read_body(receive, headers, self.limits))
            body = await unless_gone(receive, self._answer(method, headers, parameters, known))
            return None if body is None else _encoded(body, media, 200, {}, known)
        except ClientDisconnect:
            raise
        except Exception as error:  # noqa: BLE001 - the door answers everything
            return _refusal(stopped_by(error, known.reference), media, known)

    async def _answer(
        self, method: str, headers: Headers, parameters: Parameters, known: Seen
    ) -> dict[str, Any]:
        response = await self._supposed(method, headers, parameters, known)
        if response is not None:
            return response
        async with within(self.limits.query_seconds, "Looking up the token"):
            caller = await caller_of(headers, self.authenticate, self.public)
        known.caller = caller.slug
        operation = chosen(self.documents, parameters, known, lambda kind: _served(kind, method))
        return await self._told(caller, operation, None)

    async def _supposed(
        self, method: str, headers: Headers, parameters: Parameters, known: Seen
    ) -> dict[str, Any] | None:
        """The answer to a query of a caller who was here before, and still is who it was; None for all else."""
        if self.suppose is None or (token := token_in(headers)) is None:
            return None
        supposed = self.suppose(token)
        if supposed is None:
            return None
        known.caller = supposed.caller.slug
        try:
            operation = chosen(self.documents, parameters, known, lambda kind: _served(kind, method))
        except Stopped:
            # Nobody is told anything, not even what is wrong with a question, before the token was looked up.
            return None
        if operation.kind != "query":
            return None
        try:
            return await self._told(supposed.caller, operation, supposed.proof)
        except Unproved:
            return None

    async def _told(self, caller: Caller, operation: Operation, proof: Any) -> dict[str, Any]:
        asks_cost = operation.extensions.get("cost") is True
        try:
            response = await answer(
                self.schema, caller, operation, self.open_context, self.limits, plans=self.plans, proof=proof
            )
        except Stopped as stopped:
            if asks_cost:
                stopped.extensions.update(cost_of(operation, self.limits))
            raise
        if asks_cost:
            response.setdefault("extensions", {}).update(cost_of(operation, self.limits))
        return response


def _served(kind: Kind, method: str) -> None:
    if kind == "subscription":
        raise refuse(
            Code.BAD_USER_INPUT,
            "Subscriptions are not served over plain HTTP: open a WebSocket at this address with the protocol"
            " graphql-transport-ws, or ask the notifications query again and again.",
        )
    if kind == "mutation" and method == "GET":
        # A GET may be repeated, prefetched and logged by anybody on the way.
        raise _not_allowed("A mutation must be sent by POST.", "POST")


def _chosen(method: str, headers: Headers) -> Media:
    if method not in {"GET", "POST"}:
        raise _not_allowed(f"The method must be one of {_ALLOW}.", _ALLOW)
    chosen = accepted(", ".join(headers.getlist("accept")), page=method == "GET")
    if chosen is None:
        raise refuse(
            Code.BAD_USER_INPUT,
            f"The answer can be {Media.RESPONSE.value} or {Media.JSON.value}; Accept names neither.",
            status=406,
            fixed=True,
        )
    return chosen


def _refusal(stopped: Stopped, media: Media, known: Seen) -> Response:
    # Under application/json the status tells whether the request was one, not whether it was answered.
    status = stopped.status if stopped.fixed or media is Media.RESPONSE else 200
    body: dict[str, Any] = {"errors": stopped.errors}
    if stopped.extensions:
        body["extensions"] = stopped.extensions
    return _encoded(body, media, status, stopped.headers, known)


def _encoded(
    body: dict[str, Any], media: Media, status: int, headers: Mapping[str, str], known: Seen
) -> Response:
    known.codes = sorted({error["extensions"]["code"] for error in body.get("errors", ())})
    try:
        content = orjson.dumps(body, option=orjson.OPT_UTC_Z)
    except TypeError as error:
        # A value of ours that JSON cannot say: our fault, and not one the client caused.
        body = {"errors": [masked(error, known.reference)]}
        known.codes = [Code.INTERNAL_ERROR.value]
        content, status = orjson.dumps(body), 500
    return Response(
        content,
        status,
        headers={"vary": "Accept, Authorization", **headers},
        media_type=f"{media.value}; charset=utf-8",
    )


def _not_allowed(message: str, allow: str) -> Stopped:
    return refuse(Code.BAD_USER_INPUT, message, status=405, fixed=True, headers={"allow": allow})
