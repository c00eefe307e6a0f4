"""How the rest of the house reaches the database: to change it, or to read one snapshot of it.

Changes get a `Session` (READ COMMITTED; nothing is kept unless the caller commits), reads get a `Snapshot`
(REPEATABLE READ READ ONLY: every statement sees the same moment). They are different types on pools of their own,
so a read can neither write nor wait behind a bulk change for a connection.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

from hub.errors import Misconfigured, TimedOut, Unavailable
from hub.store.journal import Journal
from hub.store.keys import Keys
from hub.store.wire import AWAY, OVER_TIME, Wire

DRIVER = "postgresql+psycopg"
DRIVERS = ("postgres", "postgresql", DRIVER)

Session = AsyncSession
Snapshot = AsyncConnection
Query = Select[Any]
DatabaseError = DBAPIError


@dataclass(frozen=True)
class Limits:
    """What one connection may take, in seconds; `patience` is the wait for a connection of the pool."""

    statement: float
    lock: float
    idle: float = 60.0
    patience: float = 10.0

    def options(self) -> dict[str, str]:
        """The same as PostgreSQL's settings."""
        return {
            "statement_timeout": f"{self.statement * 1000:.0f}",
            "lock_timeout": f"{self.lock * 1000:.0f}",
            "idle_in_transaction_session_timeout": f"{self.idle * 1000:.0f}",
            "timezone": "UTC",
        }


READS = Limits(statement=15.0, lock=5.0)
CHANGES = Limits(statement=60.0, lock=10.0)


class Store:
    """The database of one process, as two pools. Make it in the event loop that uses it; `close` it there."""

    def __init__(
        self,
        url: str,
        keys: Keys,
        *,
        pool: int = 10,
        pgbouncer: bool = False,
        reads: Limits = READS,
        changes: Limits = CHANGES,
        journal: Journal | None = None,
    ) -> None:
        self.url = normalised(url)
        self.keys = keys
        self.journal = journal
        self.reads = _engine(self.url, reads, pool, pgbouncer=pgbouncer, isolation="REPEATABLE READ")
        self.changes = _engine(self.url, changes, pool, pgbouncer=pgbouncer, isolation="READ COMMITTED")
        plain = make_url(self.url).set(drivername="postgresql").render_as_string(hide_password=False)
        self.wire = Wire(plain, reads.options(), most=pool, patience=reads.patience, pgbouncer=pgbouncer)
        """The way of planned reads."""

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Session]:
        """A session that begins with its first statement; what is not committed when the block ends is undone."""
        with _outages():
            async with AsyncSession(self.changes, expire_on_commit=False) as session:
                yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Snapshot]:
        """A connection on which every statement sees the moment of the first, and none can write."""
        with _outages():
            async with self.reads.connect() as connection:
                await connection.execution_options(postgresql_readonly=True)
                yield connection

    async def revision(self) -> str | None:
        """The revision that the database is at; raises Unavailable where it does not answer."""
        async with self.read() as connection:
            there = await connection.scalar(text("SELECT to_regclass('alembic_version')"))
            if there is None:
                return None
            found: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
            return found

    async def close(self) -> None:
        """Let go of every connection; to be called once, when nothing uses the store any more."""
        await self.wire.close()
        await self.reads.dispose()
        await self.changes.dispose()


@contextmanager
def _outages() -> Iterator[None]:
    """Tell an outage (503, try again) and a statement over its time from a fault of ours."""
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable("The hub has more to do than connections; try again in a moment.") from error
    except DBAPIError as error:
        state = sqlstate(error)
        if state in OVER_TIME:
            raise TimedOut("The database took longer than it may; ask for less, or try again.") from error
        if isinstance(error, OperationalError | InterfaceError) and (state is None or state.startswith(AWAY)):
            raise Unavailable("The database does not answer at this moment; try again.") from error
        raise


def normalised(url: str) -> str:
    """The address as SQLAlchemy wants it, from postgres://, postgresql:// or postgresql+psycopg://.

    Raises Misconfigured for anything else, without repeating the address, which may hold a password.
    """
    scheme, _, rest = url.partition("://")
    try:
        found = make_url(f"{DRIVER}://{rest}") if scheme in DRIVERS else None
    except (ArgumentError, ValueError):
        found = None
    if found is None:
        raise Misconfigured("the database's address must look like postgresql://user@host:5432/name")
    return found.render_as_string(hide_password=False)


def sqlstate(error: DatabaseError) -> str | None:
    """The five characters by which PostgreSQL says what went wrong, as 23505 for "already there"."""
    state = getattr(error.orig, "sqlstate", None)
    return state if isinstance(state, str) else None


def _engine(url: str, limits: Limits, pool: int, *, pgbouncer: bool, isolation: Any) -> AsyncEngine:
    connect: dict[str, Any] = {"application_name": "hub", "connect_timeout": 10}
    if pgbouncer:
        # Another client's turn may come on the same server connection: nothing may outlive a transaction.
        connect["prepare_threshold"] = None
    else:
        connect["options"] = " ".join(f"-c {name}={value}" for name, value in limits.options().items())
    engine = create_async_engine(
        url,
        isolation_level=isolation,
        connect_args=connect,
        pool_size=pool,
        max_overflow=0,
        pool_timeout=limits.patience,
        pool_pre_ping=True,  # a restarted database costs a round trip, not a failed request
        pool_recycle=1800,
        pool_use_lifo=True,
        enable_from_linting=False,  # it takes a lateral join that names its parents for a cartesian product
        hide_parameters=True,  # the log must not learn citizen ids from an error
    )
    if pgbouncer:
        settings = "; ".join(f"SET LOCAL {name} = '{value}'" for name, value in limits.options().items())

        @event.listens_for(engine.sync_engine, "begin")
        def limit(connection: Connection) -> None:
            connection.exec_driver_sql(settings)

    return engine
