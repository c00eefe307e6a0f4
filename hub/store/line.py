"""One connection that speaks the pipeline protocol over libpq itself: statements sent together, answered together.

What is sent until the end of a message is one transaction; a read that needs more than one message begins a
transaction with the first and ends it with the last. Every transaction is REPEATABLE READ and READ ONLY.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import pq
from psycopg.abc import Transformer as Reading
from psycopg.adapt import Transformer

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
_BEGIN: Final = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_COMMIT: Final = b"COMMIT"
_GOOD: Final = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)


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


def _cancelled(cancel: pq.abc.PGcancel) -> None:
    try:
        cancel.cancel()
    except psycopg.Error:
        return  # the server, or its statement, is gone already
