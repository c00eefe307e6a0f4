"""The shortest way of a prepared read to PostgreSQL: a pool of lines, each used by one read at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

import psycopg

from hub.errors import TimedOut, Unavailable
from hub.store.line import Asked, Found, Line, Rows

AWAY: Final = ("08", "57P", "53")
"""Classes of SQLSTATE that mean the database cannot be used now: connection, shutdown, resources."""
OVER_TIME: Final = frozenset({"57014", "55P03", "25P03"})
"""Statement timeout, lock timeout, idle in transaction."""


class _Lost(Unavailable):
    """The connection ended under a read; another may do."""


def _outage(error: psycopg.Error) -> Exception:
    """An outage (503, try again) or a statement over its time, told from a fault of ours."""
    if error.sqlstate in OVER_TIME:
        return TimedOut("The database took longer than it may; ask for less, or try again.")
    if error.sqlstate is None or error.sqlstate.startswith(AWAY):
        return _Lost("The database does not answer at this moment; try again.")
    return error


class Wire:
    """At most `most` such connections; the one used last is used first. Make it in its event loop."""

    def __init__(
        self, url: str, settings: Mapping[str, str], *, most: int, patience: float, pgbouncer: bool
    ) -> None:
        self._url = url
        self._patience = patience
        self._pgbouncer = pgbouncer
        self._settings = {**settings, "default_transaction_isolation": "repeatable read"}
        self._settings["default_transaction_read_only"] = "on"
        # A plan made once serves every set of keys: they come as arrays, whose values would not change it.
        self._settings["plan_cache_mode"] = "force_generic_plan"
        self._settings["jit"] = "off"
        # Joined in the order that is written: the page first, what stands beside it then. Nobody knows how many keys
        # will come, and a guess of ten has whole tables read once for each of fifty parents.
        self._settings["join_collapse_limit"] = "1"
        self._free: list[Line] = []
        self._turns = asyncio.Semaphore(most)
        self._closed = False
        self.statements = 0
        """How many were sent, for whoever counts."""

    @asynccontextmanager
    async def line(self) -> AsyncIterator[Line]:
        """A connection for one read. Raises Unavailable where none becomes free or can be made."""
        if self._turns.locked():
            await self._wait()
        else:
            await self._turns.acquire()
        try:
            line = self._taken() or await self._made()
            try:
                yield line
            except psycopg.Error as error:
                raise _outage(error) from error
            finally:
                if line.open and (line.begun or self._closed):
                    line.close()
                elif line.open:
                    self._free.append(line)
        finally:
            self._turns.release()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await self._turns.acquire()
        except TimeoutError:
            message = "The hub has more to do than connections; try again in a moment."
            raise Unavailable(message) from None

    async def rows(self, asked: Asked) -> Rows:
        """The rows of one statement on its own."""
        [found] = await self.ask([asked])
        return found.rows()

    async def ask(self, asked: Sequence[Asked]) -> list[Found]:
        """What some statements find at the same moment."""
        try:
            return await self._once(asked)
        except _Lost:
            # A connection may have been lost while nobody used it: the others with it, as likely as not.
            self._forget()
            return await self._once(asked)

    async def _once(self, asked: Sequence[Asked]) -> list[Found]:
        async with self.line() as line:
            self.statements += len(asked)
            return await line.ask(asked, more=False)

    def _forget(self) -> None:
        while self._free:
            self._free.pop().close()

    def _taken(self) -> Line | None:
        while self._free:
            line = self._free.pop()
            if line.open:
                return line
        return None

    async def _made(self) -> Line:
        options: dict[str, Any] = {"application_name": "hub", "connect_timeout": 10, "autocommit": True}
        if not self._pgbouncer:
            options["options"] = " ".join(
                f"-c {name}={value.replace(' ', chr(92) + ' ')}" for name, value in self._settings.items()
            )
        try:
            connection = await psycopg.AsyncConnection.connect(self._url, **options)
        except psycopg.OperationalError as error:
            message = "The database does not answer at this moment; try again."
            raise Unavailable(message) from error
        each = [f"SET LOCAL {name} = '{value}'".encode() for name, value in self._settings.items()]
        local = [text for text in each if b"default_" not in text] if self._pgbouncer else []
        return Line(connection, local, keeps=not self._pgbouncer)

    async def close(self) -> None:
        """End every connection that is free; those in use end when they are let go."""
        self._closed = True
        self._forget()
