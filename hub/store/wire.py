"""The shortest way of a prepared read to PostgreSQL: several statements in one message, one snapshot for all.

A connection speaks the pipeline protocol over libpq itself. What is sent together until the end of a message is
one transaction; a read that needs more than one message begins a transaction with the first and ends it with the
last. Every transaction is REPEATABLE READ and READ ONLY.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import pq
from psycopg.abc import Transformer as Reading
from psycopg.adapt import Transformer

from hub.errors import TimedOut, Unavailable

if TYPE_CHECKING:
    from hub.store.compiled import Compiled

Rows = list[tuple[Any, ...]]
Asked = tuple["Compiled", Mapping[str, Any]]
"""A statement and the values of its parameters."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A row that something rests on, as it travels; it must still be what a statement finds, and the only one."""

    asked: Asked
    row: tuple[bytes | None, ...]

    def holds(self, found: Found) -> bool:
        """Whether it is."""
        return found.raw() == [self.row]


class Found:
    """What a statement found; read only when it is asked for."""

    def __init__(self, result: pq.abc.PGresult, reading: Reading) -> None:
        self._result = result
        self._reading = reading

    def rows(self) -> Rows:
        """The rows as Python's values."""
        self._reading.set_pgresult(self._result)
        return self._reading.load_rows(0, self._result.ntuples, tuple)

    def raw(self) -> list[tuple[bytes | None, ...]]:
        """The rows as they travelled, to be compared."""
        value, width = self._result.get_value, range(self._result.nfields)
        return [tuple([value(row, column) for column in width]) for row in range(self._result.ntuples)]


KEPT: Final = 400
"""How many prepared statements a connection keeps; the least recently used goes first."""
AWAY: Final = ("08", "57P", "53")
"""Classes of SQLSTATE that mean the database cannot be used now: connection, shutdown, resources."""
OVER_TIME: Final = frozenset({"57014", "55P03", "25P03"})
"""Statement timeout, lock timeout, idle in transaction."""
_BEGIN: Final = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_COMMIT: Final = b"COMMIT"
_GOOD: Final = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)


class _Lost(Unavailable):
    """The connection ended under a read; another may do."""


class Line:
    """One connection to the database in pipeline mode, used by one read at a time."""

    def __init__(
        self, connection: psycopg.AsyncConnection[Any], settings: Sequence[bytes], *, keeps: bool
    ) -> None:
        self._connection = connection
        self._pg = connection.pgconn
        self._loop = asyncio.get_running_loop()
        self._reading = Transformer(connection)
        self._settings = settings
        self._keeps = keeps
        self._prepared: OrderedDict[bytes, bytes] = OrderedDict()
        self._made = 0
        self._answers: list[pq.abc.PGresult] = []
        self._waiting: asyncio.Future[None] | None = None
        self.open = True
        self.begun = False
        self._pg.nonblocking = 1
        self._pg.enter_pipeline_mode()
        self._socket = self._pg.socket
        self._loop.add_reader(self._socket, self._readable)

    async def ask(self, asked: Sequence[Asked], *, more: bool) -> list[Found]:
        """What several statements find, sent together; `more` says that others follow in the same snapshot."""
        begins, ends = (
            (more or not self._keeps) and not self.begun,
            not more and (self.begun or not self._keeps),
        )
        # Which answers are rows: a statement may be preceded by its preparation.
        rows: list[bool] = []
        if begins:
            for text in (_BEGIN, *self._settings):
                self._pg.send_query_params(text, None)
                rows.append(False)
            self.begun = True
        for statement, values in asked:
            self._send(statement, values, rows)
        if ends:
            self._pg.send_query_params(_COMMIT, None)
            rows.append(False)
        answers = await self._answered()
        if ends:
            self.begun = False
        return [Found(answer, self._reading) for answer, wanted in zip(answers, rows, strict=True) if wanted]

    def _send(self, statement: Compiled, values: Mapping[str, Any], rows: list[bool]) -> None:
        sent = statement.values(values)
        if not self._keeps:
            self._pg.send_query_params(statement.text, sent, result_format=pq.Format.BINARY)
            rows.append(True)
            return
        name = self._prepared.get(statement.text)
        if name is None:
            if len(self._prepared) >= KEPT:
                _, old = self._prepared.popitem(last=False)
                self._pg.send_query_params(b"DEALLOCATE " + old, None)
                rows.append(False)
            self._made += 1
            name = b"r%d" % self._made
            self._pg.send_prepare(name, statement.text)
            rows.append(False)
            self._prepared[statement.text] = name
        else:
            self._prepared.move_to_end(statement.text)
        self._pg.send_query_prepared(name, sent, result_format=pq.Format.BINARY)
        rows.append(True)

    async def _answered(self) -> list[pq.abc.PGresult]:
        self._pg.pipeline_sync()
        self._answers = []
        self._waiting = self._loop.create_future()
        try:
            if self._pg.flush():
                self._loop.add_writer(self._socket, self._writable)
            await self._waiting
        except BaseException:
            # Given up, or lost: what is still to come belongs to nobody.
            self._abandon()
            raise
        finally:
            self._waiting = None
        for answer in self._answers:
            if answer.status not in _GOOD:
                self._abandon()
                raise psycopg.errors.error_from_result(answer)
        return self._answers

    def _writable(self) -> None:
        try:
            if not self._pg.flush():
                self._loop.remove_writer(self._socket)
        except psycopg.Error as error:
            self._lost(error)

    def _readable(self) -> None:
        try:
            self._pg.consume_input()
            while self._waiting is not None and not self._pg.is_busy():
                answer = self._pg.get_result()
                if answer is None:
                    continue
                if answer.status == pq.ExecStatus.PIPELINE_SYNC:
                    if not self._waiting.done():
                        self._waiting.set_result(None)
                    return
                self._answers.append(answer)
        except psycopg.Error as error:
            self._lost(error)

    def _lost(self, error: Exception) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(error)
        else:
            self._abandon()

    def _abandon(self) -> None:
        """Let go of a connection in an unknown state; what it is doing at the server is cancelled."""
        if not self.open:
            return
        self.open = False
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        if self._waiting is not None and self._pg.status == pq.ConnStatus.OK:
            cancel = self._pg.get_cancel()
            self._loop.run_in_executor(None, _cancelled, cancel)
        self._pg.finish()

    def close(self) -> None:
        """End the connection."""
        self._abandon()


def _outage(error: psycopg.Error) -> Exception:
    """An outage (503, try again) or a statement over its time, told from a fault of ours."""
    if error.sqlstate in OVER_TIME:
        return TimedOut("The database took longer than it may; ask for less, or try again.")
    if error.sqlstate is None or error.sqlstate.startswith(AWAY):
        return _Lost("The database does not answer at this moment; try again.")
    return error


def _cancelled(cancel: pq.abc.PGcancel) -> None:
    try:
        cancel.cancel()
    except psycopg.Error:
        return  # the server, or its statement, is gone already


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
