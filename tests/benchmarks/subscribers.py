"""A thousand subscribers in one process: sockets that do no more than they must, so that the hub is what is measured."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import re
import struct
import time
from collections.abc import Callable
from typing import Final

_CURSOR: Final = re.compile(rb'"cursor":"([^"]+)"')

Heard = Callable[[bytes, float], None]
"""Told the cursor of each event, and the moment (monotonic) at which its bytes were there."""


class Subscriber(asyncio.Protocol):
    """One socket that follows one inbox; `ready` when the hub listens for it."""

    def __init__(self, host: str, token: str, query: str, heard: Heard) -> None:
        self._host = host
        self._token = token
        self._query = query
        self._heard = heard
        self._data = b""
        self._upgraded = False
        self._transport: asyncio.Transport | None = None
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [
            "GET /graphql HTTP/1.1",
            f"Host: {self._host}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: graphql-transport-ws",
            f"Sec-WebSocket-Key: {key}",
        ]
        transport.write("\r\n".join([*lines, "", ""]).encode())

    def data_received(self, data: bytes) -> None:
        moment = time.monotonic()
        self._data += data
        if not self._upgraded:
            head, mark, rest = self._data.partition(b"\r\n\r\n")
            if not mark:
                return
            assert b" 101 " in head.split(b"\r\n")[0], head
            self._upgraded, self._data = True, rest
            self._say({"type": "connection_init", "payload": {"token": self._token}})
        while (frame := self._frame()) is not None:
            self._take(*frame, moment)

    def connection_lost(self, _error: Exception | None) -> None:
        if not self.ready.done():
            self.ready.set_exception(ConnectionError("the hub left before it listened"))

    def leave(self) -> None:
        assert self._transport is not None
        self._transport.abort()

    def _frame(self) -> tuple[int, bytes] | None:
        if len(self._data) < 2:
            return None
        size, start = self._data[1] & 127, 2
        if size == 126:
            if len(self._data) < 4:
                return None
            size, start = struct.unpack(">H", self._data[2:4])[0], 4
        if len(self._data) < start + size:
            return None
        frame = self._data[0] & 15, self._data[start : start + size]
        self._data = self._data[start + size :]
        return frame

    def _take(self, kind: int, payload: bytes, moment: float) -> None:
        if kind == 9:
            self._send(10, payload)
        elif kind == 8:
            raise AssertionError(payload)
        elif payload.startswith(b'{"type":"connection_ack"'):
            self._say({"id": "f", "type": "subscribe", "payload": {"query": self._query}})
            self._say({"type": "ping"})
        elif payload.startswith(b'{"type":"pong"'):
            self.ready.set_result(None)
        elif (found := _CURSOR.search(payload)) is not None:
            self._heard(found.group(1), moment)
        else:
            assert payload == b'{"type":"ping"}', payload

    def _say(self, message: object) -> None:
        self._send(1, json.dumps(message).encode())

    def _send(self, kind: int, payload: bytes) -> None:
        assert self._transport is not None
        size = len(payload)
        head = (
            struct.pack(">BB", 128 | kind, 128 | size)
            if size < 126
            else struct.pack(">BBH", 128 | kind, 254, size)
        )
        self._transport.write(head + b"\0\0\0\0" + payload)  # a mask of zeros masks nothing, and is one
