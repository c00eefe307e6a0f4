"""Writes and loads a backup: every table as one snapshot, with COPY, whatever version the PostgreSQL is.

Not pg_dump: its programs have to be as new as the server, what they write is often refused by an older one, and a
restore has to do more than they can, between loading the rows and the moment somebody may read them.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from psycopg import sql
from sqlalchemy import text

from hub.errors import Misconfigured
from hub.store.archive import Manifest, Table, member, write_manifest, writing
from hub.store.binaries import Tell
from hub.store.ids import Ref
from hub.store.journal import TOKEN, Mark
from hub.store.statements.bulk import IndexesAside, analyze

if TYPE_CHECKING:
    from hub.store.session import Session, Snapshot, Store

UNFINISHED: Final = "restore-unfinished"
"""The revision of a database whose restore has not ended: no hub serves it, none migrates it."""

_EPOCHS_BEGIN: Final = dt.datetime(2018, 1, 1, tzinfo=dt.UTC)
_BLOCK: Final = 1 << 20
_MANY: Final = 20_000

_TABLES = text("""
    SELECT owner.relname AS name, array_agg(part.attname::text ORDER BY part.attnum) AS columns
    FROM pg_class owner JOIN pg_attribute part ON part.attrelid = owner.oid
    WHERE owner.relnamespace = current_schema()::regnamespace AND owner.relkind IN ('r', 'p')
      AND NOT owner.relispartition AND part.attnum > 0 AND NOT part.attisdropped AND part.attgenerated = ''
    GROUP BY owner.relname ORDER BY owner.relname""")


async def write_backup(store: Store, path: Path, mark: Mark, moment: dt.datetime, tell: Tell) -> Manifest:
    """Write everything the database holds at one moment to `path`, while it goes on being used.

    `mark` is how far the journal of erasures is, read before. Raises Misconfigured, leaving no file behind.
    """
    async with store.read() as snapshot:
        await _unhurried(snapshot)
        names = [table for table in await _tables(snapshot) if table.name != "alembic_version"]
        if not names:
            raise Misconfigured("the database holds no hub: there is nothing to back up")
        revision = str(await snapshot.scalar(text("SELECT version_num FROM alembic_version")))
        if revision == UNFINISHED:
            raise Misconfigured(
                "a restore of this database has not ended: run hub restore again, with --replace"
            )
        with writing(path) as archive:
            tables = [await _copy_out(snapshot, archive, table, tell) for table in names]
            manifest = Manifest(revision, moment, _version(), mark, tables)
            write_manifest(archive, manifest)
    return manifest


def _version() -> str:
    try:
        return version("hub")
    except PackageNotFoundError:  # a checkout that nobody installed
        return "of a checkout"


async def _unhurried(connection: Session | Snapshot) -> None:
    for setting, value in (
        ("statement_timeout", "0"),
        ("idle_in_transaction_session_timeout", "0"),
        ("lock_timeout", "0"),
        ("datestyle", "ISO"),
        ("intervalstyle", "postgres"),
    ):
        await connection.execute(text(f"SET LOCAL {setting} = '{value}'"))


async def _tables(connection: Session | Snapshot) -> list[Table]:
    return [Table(row.name, row.columns, 0) for row in await connection.execute(_TABLES)]


async def _copy_out(snapshot: Snapshot, archive: zipfile.ZipFile, table: Table, tell: Tell) -> Table:
    driver: Any = (await snapshot.get_raw_connection()).driver_connection
    statement = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT").format(
        _listed(table), sql.Identifier(table.name)
    )
    async with driver.cursor() as cursor:
        with archive.open(member(table.name), "w", force_zip64=True) as lines:
            async with cursor.copy(statement) as copying:
                async for block in copying:
                    lines.write(block)
        rows = int(cursor.rowcount)
    if rows >= _MANY:
        tell(f"{table.name}: {rows:,} rows")
    return Table(table.name, table.columns, rows)


def _listed(table: Table) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, table.columns))


async def demand_unused(store: Store) -> None:
    """Raise Misconfigured where anybody else is connected to the database."""
    others = text("""
        SELECT count(*) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'""")
    busy = 0
    async with store.write() as session:
        for _ in range(4):  # a connection that was just closed takes a moment to go
            busy = int(await session.scalar(others) or 0)
            await session.rollback()
            if not busy:
                return
            await asyncio.sleep(0.5)
    raise Misconfigured(f"the database is in use by {busy} connections: stop the hub first")


async def holds_rows(store: Store) -> bool:
    """Whether any table of the database holds a row."""
    async with store.write() as session:
        for table in await _tables(session):
            found = text(f'SELECT EXISTS (SELECT FROM "{table.name}")')  # noqa: S608 - a name of the catalog
            if table.name != "alembic_version" and await session.scalar(found):
                return True
    return False


_GONE: Final = (
    ("ListEntry", "SELECT bucket, id, exited_at AS at FROM list_entry WHERE erased"),
    (
        "Assignment",
        "SELECT bucket, id, released_at AS at FROM assignment WHERE erased AND target_id IS NULL AND state = 'RELEASED'",
    ),
    (TOKEN, "SELECT 0 AS bucket, id, revoked_at AS at FROM token WHERE revoked_at IS NOT NULL"),
)


async def gone(store: Store) -> dict[Ref, dt.datetime]:
    """What the database itself knows to be erased or revoked for good, and since when."""
    found = {}
    async with store.write() as session:
        there = {table.name for table in await _tables(session)}
        if {"list_entry", "assignment", "token"} <= there:
            for kind, statement in _GONE:
                for row in await session.execute(text(statement)):
                    found[Ref(kind, row.bucket, row.id)] = row.at
    return found


async def drop_everything(store: Store) -> None:
    """Drop every table, so that the database is as new."""
    async with store.write() as session:
        await _unhurried(session)
        for table in await _tables(session):
            await session.execute(text(f'DROP TABLE "{table.name}" CASCADE'))
        await session.commit()


@dataclass(frozen=True, slots=True)
class Invalid:
    """Which tokens are not to come back: those named, with the moment they were revoked, or all of them."""

    tokens: Mapping[UUID, dt.datetime]
    everyone: bool = False


async def load(
    store: Store,
    archive: zipfile.ZipFile,
    manifest: Manifest,
    invalid: Invalid,
    moment: dt.datetime,
    tell: Tell,
) -> None:
    """Load a backup into tables of its own revision that hold nothing, and leave the database UNFINISHED.

    In the same transaction every inbox gets a new epoch, and what must not be valid any more is revoked.
    """
    async with store.write() as session:
        await _unhurried(session)
        await session.execute(text("SET LOCAL maintenance_work_mem = '256MB'"))
        _demand_same_tables(await _tables(session), manifest)
        names = [table.name for table in manifest.tables]
        aside = IndexesAside(session, names)
        await aside.drop()
        for table in manifest.tables:
            await _copy_in(session, archive, table, tell)
        tell(f"building {len(aside.again)} indexes and constraints")
        await aside.build()
        await analyze(session, names)
        await open_epochs(session, moment)
        await revoke(session, invalid, moment)
        await session.execute(text("UPDATE alembic_version SET version_num = :word"), {"word": UNFINISHED})
        await session.commit()


def _demand_same_tables(there: Sequence[Table], manifest: Manifest) -> None:
    columns = {table.name: set(table.columns) for table in there if table.name != "alembic_version"}
    given = {table.name: set(table.columns) for table in manifest.tables}
    for name in sorted({*columns, *given}):
        if columns.get(name) != given.get(name):
            raise Misconfigured(f"the backup's table {name} is not that of revision {manifest.revision}")


async def _copy_in(session: Session, archive: zipfile.ZipFile, table: Table, tell: Tell) -> None:
    driver: Any = (await (await session.connection()).get_raw_connection()).driver_connection
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), _listed(table))
    async with driver.cursor() as cursor:
        with archive.open(member(table.name)) as lines:
            async with cursor.copy(statement) as copying:
                while block := lines.read(_BLOCK):
                    await copying.write(block)
        rows = int(cursor.rowcount)
    if rows != table.rows:
        raise Misconfigured(
            f"the backup's table {table.name} has {rows} rows, not the {table.rows} it should have"
        )
    if rows >= _MANY:
        tell(f"{table.name}: {rows:,} rows")


async def open_epochs(session: Session, moment: dt.datetime) -> None:
    """Begin a new epoch of every department's inbox, those without a message too: no old cursor fits any more."""
    epoch = int((moment - _EPOCHS_BEGIN).total_seconds())
    await session.execute(
        text("""
            INSERT INTO inbox (department_id, epoch, head, oldest, confirmed)
            SELECT id, 1, 0, 1, 0 FROM department ON CONFLICT DO NOTHING""")
    )
    await session.execute(
        text("UPDATE inbox SET epoch = greatest(:epoch, (SELECT max(epoch) + 1 FROM inbox))"),
        {"epoch": epoch},
    )


async def revoke(session: Session, invalid: Invalid, moment: dt.datetime) -> None:
    """Put tokens out of force that were, or may have been, revoked after the backup."""
    if invalid.everyone:
        statement = text("UPDATE token SET revoked_at = :moment WHERE revoked_at IS NULL")
        await session.execute(statement, {"moment": moment})
    statement = text("UPDATE token SET revoked_at = :at WHERE id = :id AND revoked_at IS NULL")
    for token, at in invalid.tokens.items():
        await session.execute(statement, {"id": token, "at": at})


async def set_revision(store: Store, revision: str) -> None:
    """Write down which revision the tables are of, or that nobody may use them yet."""
    async with store.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = :word"), {"word": revision})
        await session.commit()
