"""A socket's two directions: messages in, at a bounded rate; messages out, one at a time, as the client takes them."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import orjson
from starlette.types import Receive, Send

from hub.edge.limits import Limits
from hub.edge.messages import Close, Closed, Message, parse

__all__ = ["Channel", "Gone"]


class Gone(Exception):
    """Nobody is there any more; nothing can be said."""


class Channel:
    """An accepted socket of graphql-transport-ws; to be used in the event loop that made it."""

    def __init__(self, receive: Receive, send: Send, limits: Limits) -> None:
        self._receive = receive
        self._send = send
        self._limits = limits
        self._turn = asyncio.Lock()
        self._allowance = float(limits.messages_at_once)
        self._counted = asyncio.get_running_loop().time()
        self.over = False
        """Nothing is sent any more."""

    async def next(self) -> Message:
        """The next message; raises Gone when the client left, `Closed` for no message, or one too many."""
        message = await self._receive()
        if message["type"] != "websocket.receive":
            self.over = True
            raise Gone
        self._count()
        return parse(message.get("text"), self._limits.body_bytes)

    def _count(self) -> None:
        now = asyncio.get_running_loop().time()
        refill = (now - self._counted) * self._limits.messages_per_second
        self._allowance = min(self._allowance + refill, float(self._limits.messages_at_once)) - 1
        self._counted = now
        if self._allowance < 0:
            limit = f"{self._limits.messages_per_second:g} a second"
            raise Closed(Close.VIOLATION, f"Too many messages: the limit is {limit}")

    async def say(self, message: dict[str, Any]) -> None:
        """Send a message when its turn comes; raises Gone when that can no longer be, TypeError for no JSON.

        A client that makes no room for it within `send_seconds` is given up: then Gone, and `over`.
        """
        text = orjson.dumps(message).decode()
        async with self._turn:
            if self.over:
                raise Gone
            try:
                async with asyncio.timeout(self._limits.send_seconds):
                    await self._send({"type": "websocket.send", "text": text})
            except (TimeoutError, OSError):
                self.over = True
                raise Gone from None

    async def close(self, closed: Closed) -> int | None:
        """Say why, and nothing more; the code, or None where the client had left or has no room for it."""
        if self.over:
            return None
        self.over = True
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(self._limits.send_seconds):
                await self._send(
                    {"type": "websocket.close", "code": int(closed.code), "reason": closed.reason}
                )
                return int(closed.code)
        return None
