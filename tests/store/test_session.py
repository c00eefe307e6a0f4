"""The store's two doors: a session that changes, and a snapshot that only reads."""

import asyncio
import time
from collections.abc import AsyncIterator

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, InternalError, OperationalError

from hub.errors import Misconfigured, TimedOut, Unavailable
from hub.store.session import Limits, Store, normalised, sqlstate
from tests.support.databases import plain
from tests.support.secrets import KEYS


@pytest.fixture
async def counted(empty_database: str) -> str:
    with psycopg.connect(plain(empty_database)) as connection:
        connection.execute("CREATE TABLE counted (n int PRIMARY KEY)")
    return empty_database


@pytest.fixture
async def opened(counted: str) -> AsyncIterator[Store]:
    store = Store(counted, KEYS, pool=2)
    yield store
    await store.close()


async def test_what_a_session_does_not_commit_is_undone(opened: Store) -> None:
    async with opened.write() as session:
        await session.execute(text("INSERT INTO counted VALUES (1)"))
    async with opened.read() as snapshot:
        assert await snapshot.scalar(text("SELECT count(*) FROM counted")) == 0


async def test_what_a_session_commits_is_kept(opened: Store) -> None:
    async with opened.write() as session:
        await session.execute(text("INSERT INTO counted VALUES (1)"))
        await session.commit()
    async with opened.read() as snapshot:
        assert await snapshot.scalar(text("SELECT count(*) FROM counted")) == 1


async def test_every_statement_of_a_snapshot_sees_the_same_moment(opened: Store) -> None:
    async with opened.read() as snapshot:
        before = await snapshot.scalar(text("SELECT count(*) FROM counted"))
        async with opened.write() as session:
            await session.execute(text("INSERT INTO counted VALUES (1)"))
            await session.commit()
        after = await snapshot.scalar(text("SELECT count(*) FROM counted"))
    assert (before, after) == (0, 0)


async def test_a_snapshot_cannot_write(opened: Store) -> None:
    async with opened.read() as snapshot:
        with pytest.raises(InternalError) as refused:
            await snapshot.execute(text("INSERT INTO counted VALUES (1)"))
    assert sqlstate(refused.value) == "25006"


async def test_a_read_costs_no_statement_of_ours_before_its_own(opened: Store) -> None:
    async with opened.read() as snapshot:
        told = await snapshot.execute(
            text("SELECT current_setting('transaction_isolation'), current_setting('statement_timeout')")
        )
        assert tuple(told.one()) == ("repeatable read", "15s")
    async with opened.write() as session:
        heard = await session.execute(
            text("SELECT current_setting('transaction_isolation'), current_setting('statement_timeout')")
        )
        assert tuple(heard.one()) == ("read committed", "1min")


async def test_a_statement_that_takes_too_long_is_ended(counted: str) -> None:
    store = Store(counted, KEYS, pool=1, reads=Limits(statement=0.1, lock=0.1))
    async with store.read() as snapshot:
        with pytest.raises(OperationalError) as ended:
            await snapshot.execute(text("SELECT pg_sleep(30)"))
    await store.close()
    assert sqlstate(ended.value) == "57014"


async def test_outside_the_block_a_statement_over_its_time_is_told_as_such(counted: str) -> None:
    store = Store(counted, KEYS, pool=1, reads=Limits(statement=0.1, lock=0.1))
    with pytest.raises(TimedOut):
        async with store.read() as snapshot:
            await snapshot.execute(text("SELECT pg_sleep(30)"))
    await store.close()


async def test_a_database_that_does_not_answer_is_unavailable() -> None:
    store = Store("postgresql://nobody@127.0.0.1:1/nothing", KEYS, pool=1)
    with pytest.raises(Unavailable):
        async with store.read():
            pass
    with pytest.raises(Unavailable):
        async with store.write() as session:
            await session.execute(text("SELECT 1"))
    await store.close()


async def test_more_work_than_connections_is_unavailable_after_a_while(counted: str) -> None:
    store = Store(counted, KEYS, pool=1, reads=Limits(statement=1.0, lock=1.0, patience=0.05))
    async with store.read():
        with pytest.raises(Unavailable):
            async with store.read():
                pass
    await store.close()


async def test_a_refusal_of_the_database_is_no_outage(opened: Store) -> None:
    with pytest.raises(IntegrityError):
        async with opened.write() as session:
            await session.execute(text("INSERT INTO counted VALUES (NULL)"))


async def test_the_revision_can_be_asked_of_a_database_that_has_none(opened: Store) -> None:
    assert await opened.revision() is None


async def test_the_reason_of_a_refusal_is_its_sqlstate(opened: Store) -> None:
    async with opened.write() as session:
        await session.execute(text("INSERT INTO counted VALUES (1)"))
        with pytest.raises(IntegrityError) as refused:
            await session.execute(text("INSERT INTO counted VALUES (1)"))
    assert sqlstate(refused.value) == "23505"
    assert sqlstate(DBAPIError("", None, ValueError())) is None


async def test_an_error_never_repeats_the_values_of_a_statement(opened: Store) -> None:
    async with opened.read() as snapshot:
        with pytest.raises(DBAPIError) as refused:
            await snapshot.execute(text("SELECT 1 FROM nowhere WHERE a = :id"), {"id": "350502199001010012"})
    assert "350502199001010012" not in str(refused.value)


@pytest.mark.parametrize("pgbouncer", [False, True])
async def test_the_limits_hold_in_every_transaction_also_behind_pgbouncer(
    counted: str, pgbouncer: bool
) -> None:
    store = Store(counted, KEYS, pool=1, pgbouncer=pgbouncer)
    for _ in range(2):
        async with store.write() as session:
            assert await session.scalar(text("SHOW lock_timeout")) == "10s"
            await session.commit()
            assert await session.scalar(text("SHOW statement_timeout")) == "1min"
        async with store.read() as snapshot:
            assert await snapshot.scalar(text("SHOW statement_timeout")) == "15s"
            assert await snapshot.scalar(text("SHOW transaction_read_only")) == "on"
    await store.close()


async def test_behind_pgbouncer_no_statement_is_prepared(counted: str) -> None:
    for pgbouncer, prepared in ((True, 0), (False, 1)):
        store = Store(counted, KEYS, pool=1, pgbouncer=pgbouncer)
        async with store.write() as session:
            for _ in range(8):
                await session.execute(text("SELECT n FROM counted"))
            count = await session.scalar(
                text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT n%'")
            )
        await store.close()
        assert count == prepared


async def test_a_connection_the_server_dropped_costs_nobody_a_request(counted: str) -> None:
    store = Store(counted, KEYS, pool=1)
    async with store.read() as snapshot:
        pid = await snapshot.scalar(text("SELECT pg_backend_pid()"))
    with psycopg.connect(plain(counted), autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s)", [pid])
    async with store.read() as snapshot:
        assert await snapshot.scalar(text("SELECT 1")) == 1
    await store.close()


async def test_a_full_pool_of_changes_does_not_keep_reads_waiting(opened: Store) -> None:
    async with opened.write() as one, opened.write() as two:
        await asyncio.gather(one.execute(text("SELECT 1")), two.execute(text("SELECT 1")))
        began = time.monotonic()
        async with opened.read() as snapshot:
            await snapshot.execute(text("SELECT 1"))
    assert time.monotonic() - began < 1.0


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_an_address_may_be_written_as_anybody_writes_it(scheme: str) -> None:
    assert normalised(f"{scheme}://a:b%40c@h:1/d") == "postgresql+psycopg://a:b%40c@h:1/d"


@pytest.mark.parametrize(
    "url", ["mysql://a:secret@h/d", "sqlite:///x", "h/d", "", "postgresql://a:secret@h:p/d"]
)
def test_another_address_is_refused_without_being_repeated(url: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        normalised(url)
    assert "secret" not in str(refused.value)
    assert "postgresql://user@host:5432/name" in str(refused.value)
