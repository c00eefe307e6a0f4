"""Runs the application on uvicorn, and stops it gracefully: not ready first, then deaf, then done."""

from __future__ import annotations

import asyncio
import socket
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from hub.edge.health import Drain

__all__ = ["Server", "server"]


class Server(uvicorn.Server):
    """uvicorn, with a while between the first signal and the closed door.

    In that while `/readyz` answers 503 and everything else is served, so that a balancer can turn
    away before connections are refused. A second signal ends the while.
    """

    def __init__(self, config: uvicorn.Config, drain: Drain, drain_seconds: float) -> None:
        super().__init__(config)
        self._drain = drain
        self._drain_seconds = drain_seconds
        self._loop: asyncio.AbstractEventLoop | None = None

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until a signal, then finish what was begun."""
        self._loop = asyncio.get_running_loop()
        await super().serve(sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Shut the door, see out who is connected for longer than a request, then stop as uvicorn does."""
        for listener in self.servers:
            listener.close()
        await self._drain.farewell(float(self.config.timeout_graceful_shutdown or 0))
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """SIGTERM and SIGINT, called from the signal handler."""
        if self._drain.active or self._loop is None or self._drain_seconds <= 0:
            self._drain.begin()
            super().handle_exit(sig, frame)
            return
        self._drain.begin()
        self._loop.call_soon_threadsafe(
            self._loop.call_later, self._drain_seconds, super().handle_exit, sig, frame
        )


def server(
    app: ASGIApp,
    *,
    host: str,
    port: int,
    drain: Drain,
    drain_seconds: float = 0.0,
    finish_seconds: int = 65,
) -> Server:
    """A server for the hub; `finish_seconds` outlasts the longest mutation, so that none is cut.

    Port 0 takes a free one. uvicorn's own access log is off: `AccessLog` writes ours.
    """
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=finish_seconds,
        ws_max_size=1_048_576,
        # Events are a few hundred bytes: compressing them costs a thousand sockets more memory than it saves.
        ws_per_message_deflate=False,
    )
    return Server(config, drain, drain_seconds)
