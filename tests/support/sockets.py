"""A hub that listens in the test's own event loop, and a client that says graphql-transport-ws word by word."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from hub.edge.health import Drain
from hub.edge.serving import Server, server
from tests.support.waiting import until

PROTOCOL = "graphql-transport-ws"
PATIENCE = 10.0
FEED = """subscription ($after: FeedCursor, $kinds: [String!]) { notifications(after: $after, kinds: $kinds) {
    __typename ... on Notification { cursor kind nodeId } ... on Lagged { from to missed }
    ... on CursorExpired { oldest } } }"""


@dataclass(frozen=True)
class Listening:
    """A server in this event loop; `address` is of its socket at /graphql."""

    host: str
    port: int
    server: Server

    @property
    def address(self) -> str:
        return f"ws://{self.host}:{self.port}/graphql"

    @property
    def tasks(self) -> int:
        """Requests and sockets that are being served."""
        return len(self.server.server_state.tasks)

    async def quiet(self) -> None:
        """Until no request and no socket is served any more."""
        await until(lambda: not self.tasks, PATIENCE)


@asynccontextmanager
async def listening(app: ASGIApp, drain: Drain | None = None, port: int = 0) -> AsyncIterator[Listening]:
    """Serve `app` on a loopback port, a free one for 0, until the block ends, lifespan and graceful end included."""
    listener = socket.create_server(("127.0.0.1", port))
    host, port = listener.getsockname()
    instance = server(app, host=host, port=port, drain=drain or Drain(), finish_seconds=5)
    serving = asyncio.create_task(instance.serve(sockets=[listener]))
    try:
        async with asyncio.timeout(PATIENCE):
            while not instance.started:
                assert not serving.done()
                await asyncio.sleep(0.005)
        yield Listening(host, port, instance)
    finally:
        instance.should_exit = True
        await asyncio.wait_for(serving, 20)
        listener.close()


@dataclass
class Socket:
    """One client. What it did not ask for (pings of the hub) is kept apart in `pings`."""

    connection: ClientConnection
    pings: list[dict[str, Any]] = field(default_factory=list)

    async def say(self, message: object) -> None:
        await self.connection.send(message if isinstance(message, str | bytes) else json.dumps(message))

    async def heard(self) -> dict[str, Any]:
        """The next message that is not a ping of the hub."""
        async with asyncio.timeout(PATIENCE):
            while True:
                message: dict[str, Any] = json.loads(await self.connection.recv())
                if message["type"] != "ping":
                    return message
                self.pings.append(message)

    async def init(self, payload: Mapping[str, Any] | None = None) -> None:
        """connection_init, and its acknowledgement."""
        message = (
            {"type": "connection_init"}
            if payload is None
            else {"type": "connection_init", "payload": payload}
        )
        await self.say(message)
        assert await self.heard() == {"type": "connection_ack"}

    async def subscribe(self, id: str, query: str, **variables: Any) -> None:  # noqa: A002 - the protocol's word
        await self.say({"id": id, "type": "subscribe", "payload": {"query": query, "variables": variables}})

    async def ask(self, query: str, id: str = "q", **variables: Any) -> dict[str, Any]:  # noqa: A002
        """The response to a query or mutation, with its complete."""
        await self.subscribe(id, query, **variables)
        response = await self.heard()
        assert (response["id"], response["type"]) == (id, "next"), response
        assert await self.heard() == {"id": id, "type": "complete"}
        payload: dict[str, Any] = response["payload"]
        return payload

    async def follow(self, id: str = "f", **variables: Any) -> None:  # noqa: A002
        """Follow the caller's inbox; on return the hub listens."""
        await self.subscribe(id, FEED, **variables)
        await self.say({"type": "ping", "payload": {"listening": id}})
        assert await self.heard() == {"type": "pong", "payload": {"listening": id}}

    async def item(self, id: str = "f") -> dict[str, Any]:  # noqa: A002
        """The next item of the inbox followed."""
        message = await self.heard()
        assert (message["type"], message["id"]) == ("next", id), message
        assert "errors" not in message["payload"], message
        found: dict[str, Any] = message["payload"]["data"]["notifications"]
        return found

    async def error(self, id: str = "f") -> tuple[str, str]:  # noqa: A002
        """Code and message of the only error that ended an operation."""
        message = await self.heard()
        assert (message["type"], message["id"]) == ("error", id), message
        [error] = message["payload"]
        return error["extensions"]["code"], error["message"]

    async def silence(self, seconds: float = 0.3) -> None:
        """Nothing comes for so long, pings of the hub aside."""
        try:
            async with asyncio.timeout(seconds):
                message = await self.heard()
        except TimeoutError:
            return
        raise AssertionError(message)

    async def closed(self) -> tuple[int, str]:
        """Code and reason of the hub's close; what comes before it is passed over."""
        async with asyncio.timeout(PATIENCE):
            with contextlib.suppress(ConnectionClosed):
                while True:
                    await self.connection.recv()
        received = self.connection.protocol.close_rcvd
        assert received is not None, "the connection broke without a close"
        return received.code, received.reason


@asynccontextmanager
async def opened(
    address: str, subprotocol: str | None = PROTOCOL, headers: Mapping[str, str] | None = None, **more: Any
) -> AsyncIterator[Socket]:
    """An open socket, before connection_init."""
    offered = None if subprotocol is None else [Subprotocol(subprotocol)]
    async with connect(
        address, subprotocols=offered, additional_headers=headers, compression=None, proxy=None, **more
    ) as connection:
        yield Socket(connection)


@asynccontextmanager
async def socket_of(address: str, token: str | None = None) -> AsyncIterator[Socket]:
    """A socket that has been acknowledged, of the holder of that token; of the public without one."""
    async with opened(address) as client:
        await client.init(None if token is None else {"token": token})
        yield client
