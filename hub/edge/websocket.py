"""GraphQL over WebSocket: who may open a socket at /graphql, and what it speaks; the rest is conversation."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Final
from urllib.parse import urlsplit

from graphql import GraphQLSchema
from starlette.datastructures import Headers
from starlette.types import Receive, Scope, Send

from hub.edge.access_log import log_socket, seen
from hub.edge.callers import Authenticate, Caller, token_in
from hub.edge.channel import Channel
from hub.edge.conversation import Conversation
from hub.edge.documents import Documents
from hub.edge.execution import OpenContext, Planned
from hub.edge.health import Drain
from hub.edge.limits import Limits
from hub.edge.messages import PROTOCOL, Close, Closed
from hub.edge.standing import AuthenticateAll, Standing
from hub.edge.subscription import Deliveries

__all__ = ["GraphQLOverWebSocket", "from_here"]

_WORD: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,100}")
_PORTS: Final = {"http": 80, "https": 443}


class GraphQLOverWebSocket:
    """The ASGI application for sockets at /graphql; see `hub.edge.routes.routes` for what is handed in."""

    def __init__(
        self,
        *,
        schema: GraphQLSchema,
        documents: Documents,
        authenticate: Authenticate,
        public: Caller,
        open_context: OpenContext,
        limits: Limits,
        drain: Drain,
        authenticate_all: AuthenticateAll | None = None,
        plans: Planned | None = None,
    ) -> None:
        self._documents = documents
        self._limits = limits
        self._drain = drain
        self._deliveries = Deliveries(
            schema,
            open_context,
            Standing(authenticate, public, authenticate_all),
            limits,
            asyncio.Semaphore(limits.deliveries),
            plans,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket, from its request to its end."""
        if (await receive())["type"] != "websocket.connect":
            return
        headers = Headers(scope=scope)
        try:
            if not from_here(headers):
                await _turn_away(scope, send)
                return
            spoken = self._subprotocol(scope)
            await send({"type": "websocket.accept", "subprotocol": spoken})
        except OSError:
            return
        channel = Channel(receive, send, self._limits)
        if spoken != PROTOCOL:
            await channel.close(Closed(Close.SUBPROTOCOL, f"Subprotocol not acceptable: speak {PROTOCOL}"))
        elif self._drain.active:
            await channel.close(Closed(Close.RESTART, "Service restart"))
        else:
            await self._talk(scope, headers, channel)

    async def _talk(self, scope: Scope, headers: Headers, channel: Channel) -> None:
        known, began = seen(scope), time.perf_counter()
        conversation = Conversation(
            self._deliveries, self._documents, lambda: token_in(headers), channel, known
        )
        self._drain.guests.add(conversation)
        code = None
        try:
            code = await conversation.run()
        finally:
            self._drain.guests.discard(conversation)
            log_socket(known, time.perf_counter() - began, conversation.operations, code)

    @staticmethod
    def _subprotocol(scope: Scope) -> str | None:
        """Ours where it is offered; else the first offered, because a browser hears no close code without one."""
        offered: list[str] = [word for word in scope.get("subprotocols", ()) if _WORD.fullmatch(word)]
        return PROTOCOL if PROTOCOL in offered else next(iter(offered), None)


def from_here(headers: Headers) -> bool:
    """Whether no browser, or one on a page of this very host, asks: sockets know no same-origin rule of their own."""
    origins = headers.getlist("origin")
    if not origins:
        return True
    try:
        origin = urlsplit(origins[0])
        host = urlsplit(f"//{headers.get('host', '')}")
        usual = _PORTS[origin.scheme]
        here = (host.hostname, host.port or usual)
        return (
            len(origins) == 1
            and host.hostname is not None
            and here == (origin.hostname, origin.port or usual)
        )
    except (ValueError, KeyError):
        return False


async def _turn_away(scope: Scope, send: Send) -> None:
    if "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": int(Close.FORBIDDEN)})
        return
    words = b"Pages of another host may not open a socket here."
    answer = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(words)).encode())]
    await send({"type": "websocket.http.response.start", "status": 403, "headers": answer})
    await send({"type": "websocket.http.response.body", "body": words})
