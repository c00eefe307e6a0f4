"""The short way to PostgreSQL: one snapshot, prepared once, and every way in which it can be cut off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from psycopg import errors

from hub.errors import TimedOut, Unavailable
from hub.store import line as lines
from hub.store.compiled import Compiled
from hub.store.session import Store
from hub.store.wire import Wire
from tests.support.databases import plain


def said(text: str) -> Compiled:
    return Compiled(text.encode(), ())


ONE = said("SELECT 1")
HOW_MANY = said("SELECT count(*) FROM function")


@asynccontextmanager
async def opened(url: str, *, pgbouncer: bool = False, most: int = 2, **limits: str) -> AsyncIterator[Wire]:
    settings = {"statement_timeout": "15000", "timezone": "UTC", **limits}
    wire = Wire(plain(url), settings, most=most, patience=0.2, pgbouncer=pgbouncer)
    yield wire
    await wire.close()


async def add(store: Store, code: str) -> None:
    from sqlalchemy import text  # noqa: PLC0415

    async with store.write() as session:
        await session.execute(text("INSERT INTO function (code, name) VALUES (:code, :code)"), {"code": code})
        await session.commit()


@pytest.mark.parametrize("pgbouncer", [False, True])
async def test_several_messages_see_one_snapshot(database: str, store: Store, pgbouncer: bool) -> None:
    async with opened(database, pgbouncer=pgbouncer) as wire:
        async with wire.line() as line:
            before, one = await line.ask([(HOW_MANY, {}), (ONE, {})], more=True)
            await add(store, "A")
            [after] = await line.ask([(HOW_MANY, {})], more=False)
            assert after.rows() == before.rows()
            assert (one.rows(), one.raw()) == ([(1,)], [(b"\0\0\0\1",)])
        [(number,)] = before.rows()
        assert await wire.rows((HOW_MANY, {})) == [(number + 1,)]


@pytest.mark.parametrize("pgbouncer", [False, True])
async def test_nothing_can_be_written(database: str, pgbouncer: bool) -> None:
    async with opened(database, pgbouncer=pgbouncer) as wire:
        with pytest.raises(errors.ReadOnlySqlTransaction):
            await wire.rows((said("DELETE FROM function"), {}))
        assert await wire.rows((ONE, {})) == [(1,)]


async def test_a_connection_keeps_so_many_prepared_statements(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "KEPT", 2)
    prepared = said("SELECT count(*) FROM pg_prepared_statements")
    async with opened(database, most=1) as wire:
        for _ in range(2):
            for number in range(5):
                assert await wire.rows((said(f"SELECT {number}"), {})) == [(number,)]
        assert await wire.rows((prepared, {})) == [(2,)]


async def test_a_read_that_is_given_up_leaves_the_way_free(database: str) -> None:
    sleeping = said("SELECT pg_sleep(30)")
    async with opened(database, most=1) as wire:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await wire.rows((sleeping, {}))
        assert await wire.rows((ONE, {})) == [(1,)]
        running = said(
            "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep%'"
        )
        async with asyncio.timeout(5):
            while await wire.rows((running, {})) != [(0,)]:  # noqa: ASYNC110 - the server tells nobody
                await asyncio.sleep(0.02)


async def test_a_read_that_stops_between_two_messages_ends_its_transaction(database: str) -> None:
    async with opened(database, most=1) as wire:
        with pytest.raises(RuntimeError, match="stop"):  # noqa: PT012 - where it stops is the point
            async with wire.line() as line:
                await line.ask([(ONE, {})], more=True)
                raise RuntimeError("stop")
        idle = said("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'")
        async with asyncio.timeout(5):
            while await wire.rows((idle, {})) != [(0,)]:  # noqa: ASYNC110 - the server tells nobody
                await asyncio.sleep(0.02)


async def test_a_lost_connection_is_replaced(database: str, store: Store) -> None:
    mine = said("SELECT pg_backend_pid()")
    from sqlalchemy import text  # noqa: PLC0415

    async with opened(database, most=1) as wire:
        [(pid,)] = await wire.rows((mine, {}))
        async with store.write() as session:
            await session.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        [(other,)] = await wire.rows((mine, {}))
        assert other != pid


async def test_more_reads_than_connections_wait_and_then_say_so(database: str) -> None:
    async with opened(database, most=1) as wire, wire.line():
        with pytest.raises(Unavailable):
            await wire.rows((ONE, {}))


async def test_a_statement_over_its_time_says_so(database: str) -> None:
    async with opened(database, statement_timeout="50") as wire:
        with pytest.raises(TimedOut):
            await wire.rows((said("SELECT pg_sleep(5)"), {}))


async def test_a_database_that_is_away_says_so() -> None:
    wire = Wire("postgresql://nobody@127.0.0.1:9/none", {}, most=1, patience=0.2, pgbouncer=False)
    with pytest.raises(Unavailable):
        await wire.rows((ONE, {}))
