"""The bell of the inboxes: PostgreSQL's LISTEN/NOTIFY on a connection of its own; a hint, never the truth.

Whoever hears it looks into the inbox. A ring that is lost (a dropped connection, a failover) costs the
listener one turn of its own polling and nothing else, and after every new connection the bell rings for all.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Collection
from typing import Any, Final
from uuid import UUID

import psycopg
import structlog
from psycopg import sql
from sqlalchemy import make_url

from hub.store.statements.changes import CHANNEL

__all__ = ["Bell", "Ring"]

Ring = Callable[[Collection[UUID] | None], None]
"""Told which departments' inboxes may have grown; None: any of them."""

_log = structlog.get_logger("hub.store")

# A peer that vanished without a word is noticed within half a minute, also while nothing is asked of it.
_ALIVE: Final = {
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "connect_timeout": 10,
    "application_name": "hub bell",
    # A standby refuses LISTEN: of several hosts only the primary will do.
    "target_session_attrs": "read-write",
}


class Bell:
    """Listens in the background from `open` to `close`, and calls back in the event loop that opened it.

    `heartbeat` is how often the connection is asked whether it still leads to a primary, `patience` how
    long it may take to answer; `shortest` and `longest` bound the wait before connecting again. Seconds.
    """

    def __init__(
        self,
        url: str,
        *,
        heartbeat: float = 10.0,
        patience: float = 5.0,
        shortest: float = 0.1,
        longest: float = 5.0,
    ) -> None:
        self._url = make_url(url)
        self._heartbeat = heartbeat
        self._patience = patience
        self._shortest = shortest
        self._longest = longest
        self._wait = shortest
        self._task: asyncio.Task[None] | None = None
        self.listening = asyncio.Event()
        """Set while a connection listens."""

    def open(self, ring: Ring) -> None:
        """Begin to listen; `ring` is called for every message, and must not wait."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._listen(ring), name="hub bell")

    async def close(self) -> None:
        """Stop listening and let go of the connection."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
            self._task = None

    async def _listen(self, ring: Ring) -> None:
        while True:
            try:
                await self._listen_once(ring)
            except (psycopg.Error, OSError, TimeoutError) as error:
                # The error's words name hosts and roles: its class says enough.
                state = getattr(error, "sqlstate", None)
                _log.warning("bell_lost", error=type(error).__qualname__, sqlstate=state, wait=self._wait)
            finally:
                self.listening.clear()
            await asyncio.sleep(self._wait)
            self._wait = min(self._wait * 2, self._longest)

    async def _listen_once(self, ring: Ring) -> None:
        _, parameters = self._url.get_dialect()().create_connect_args(self._url)
        connection = await psycopg.AsyncConnection.connect(**{**_ALIVE, **parameters}, autocommit=True)
        try:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
            self.listening.set()
            self._wait = self._shortest
            # Whatever was told while nobody listened was not heard.
            ring(None)
            while True:
                async for message in connection.notifies(timeout=self._heartbeat):
                    ring(_departments(message.payload))
                await self._still_the_primary(connection)
        finally:
            # Waits for nothing: the server may be gone.
            await connection.close()

    async def _still_the_primary(self, connection: psycopg.AsyncConnection[Any]) -> None:
        async with asyncio.timeout(self._patience):
            answer = await connection.execute("SELECT pg_is_in_recovery()")
            row = await answer.fetchone()
        if row is None or row[0]:
            raise ConnectionError("The server is a standby now.")


def _departments(payload: str) -> Collection[UUID] | None:
    """The departments that a message names; None where it names none, or cannot be read."""
    try:
        return [UUID(text) for text in json.loads(payload)] or None
    except (ValueError, TypeError, AttributeError):
        return None
