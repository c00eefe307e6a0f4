"""Many rows at once: written by COPY in text, with the indexes of large tables set aside meanwhile."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ESCAPES: Final = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _text(value: str) -> str:
    return value if value.isalnum() else value.translate(_ESCAPES)


def _array(values: Sequence[str]) -> str:
    quoted = ('"' + value.replace("\\", r"\\").replace('"', r"\"") + '"' for value in values)
    return ("{" + ",".join(quoted) + "}").translate(_ESCAPES)


_WRITTEN: Final[dict[type, Callable[[Any], str]]] = {
    type(None): lambda _: r"\N",
    str: _text,
    int: str,
    bool: lambda value: "t" if value else "f",
    dt.date: dt.date.isoformat,
    dt.datetime: dt.datetime.isoformat,
    UUID: lambda value: f"{value.int:032x}",
    bytes: lambda value: r"\\x" + value.hex(),
    list: _array,
}


def line(values: Iterable[Any]) -> str:
    """A row as COPY reads it; values are None, text, numbers, booleans, days, moments, UUIDs, bytes, lists of text."""
    written = _WRITTEN
    return "\t".join([written[type(value)](value) for value in values]) + "\n"


async def copy(session: AsyncSession, table: str, columns: Sequence[str], lines: Sequence[str]) -> None:
    """Write rows, made by `line` in the order of `columns`, as part of the session's transaction."""
    if not lines:
        return
    named = ", ".join(f'"{column}"' for column in columns)
    raw = await (await session.connection()).get_raw_connection()
    driver: Any = raw.driver_connection
    async with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({named}) FROM STDIN') as writing:
        for start in range(0, len(lines), 2000):
            await writing.write("".join(lines[start : start + 2000]))


async def unhurried(session: AsyncSession) -> None:
    """Let this transaction take the time that a bulk load takes, and the memory that its indexes need."""
    for setting in ("statement_timeout", "idle_in_transaction_session_timeout"):
        await session.execute(text(f"SET LOCAL {setting} = 0"))
    await session.execute(text("SET LOCAL maintenance_work_mem = '256MB'"))


class IndexesAside:
    """The indexes and constraints of some tables, dropped for a bulk load and built again after it.

    Both happen in the session's transaction, so nobody ever sees the tables without them.
    """

    def __init__(self, session: AsyncSession, tables: Iterable[str]) -> None:
        self.session = session
        self.tables = list(tables)
        self.again: list[str] = []

    async def drop(self) -> None:
        """Drop foreign keys, also those that lead here from elsewhere, then exclusion, unique and primary keys, then the other indexes."""
        constraints = (await self.session.execute(_CONSTRAINTS, {"tables": self.tables})).all()
        rebuilding = {"p": 0, "u": 1, "x": 2, "f": 4}
        again = []
        for owner, name, kind, definition in sorted(constraints, key=lambda row: -rebuilding[row.contype]):
            await self.session.execute(text(f'ALTER TABLE "{owner}" DROP CONSTRAINT "{name}"'))
            again.append((rebuilding[kind], f'ALTER TABLE "{owner}" ADD CONSTRAINT "{name}" {definition}'))
        for name, definition in (await self.session.execute(_INDEXES, {"tables": self.tables})).all():
            await self.session.execute(text(f'DROP INDEX "{name}"'))
            again.append((3, definition))
        self.again = [statement for _, statement in sorted(again)]

    async def build(self) -> None:
        """Build everything again, each checked against the rows that are there now."""
        for statement in self.again:
            await self.session.execute(text(statement.replace(":", r"\:")))


_CONSTRAINTS = text("""
    SELECT owner.relname AS owner, rule.conname, rule.contype::text AS contype, pg_get_constraintdef(rule.oid)
    FROM pg_constraint rule JOIN pg_class owner ON owner.oid = rule.conrelid
    LEFT JOIN pg_class target ON target.oid = rule.confrelid
    WHERE owner.relnamespace = current_schema()::regnamespace
      AND (owner.relname = ANY(:tables) AND rule.contype IN ('p', 'u', 'x', 'f')
        OR target.relname = ANY(:tables) AND rule.contype = 'f')
    ORDER BY owner.relname, rule.conname""")

_INDEXES = text("""
    SELECT indexname, indexdef FROM pg_indexes
    WHERE tablename = ANY(:tables) AND schemaname = current_schema() ORDER BY indexname""")


async def analyze(session: AsyncSession, tables: Iterable[str]) -> None:
    """Let the planner know what the tables hold now."""
    for table in tables:
        await session.execute(text(f'ANALYZE "{table}"'))


_TO_NUMBER = (
    'CREATE TEMPORARY TABLE "unnumbered" ON COMMIT DROP AS SELECT {columns} FROM notification WITH NO DATA'
)

_NUMBER = """
    INSERT INTO notification (department_id, number, kind, occurred_at, object_type, object_bucket, object_id)
    SELECT department_id, row_number() OVER (PARTITION BY department_id ORDER BY occurred_at, object_id, kind),
        kind, occurred_at, object_type, object_bucket, object_id
    FROM "unnumbered" """

_HEADS = """
    INSERT INTO inbox (department_id, epoch, head, oldest, confirmed, confirmed_at)
    SELECT department_id, 1, max(number), 1, max(number) * 4 / 5, CASE WHEN max(number) > 1 THEN max(occurred_at) END
    FROM notification GROUP BY department_id"""


UNNUMBERED: Final = "unnumbered"


class Inboxes:
    """Messages that are gathered without numbers, and numbered by time once all of them are there."""

    def __init__(self, session: AsyncSession, columns: Sequence[str]) -> None:
        self.session = session
        self.columns = columns

    async def open(self) -> None:
        """Make room for the messages, until the end of the transaction."""
        await self.session.execute(text(_TO_NUMBER.format(columns=", ".join(self.columns))))

    async def number(self) -> None:
        """Number the messages department by department, without gaps, and set the heads; inboxes were empty."""
        await self.session.execute(text(_NUMBER))
        await self.session.execute(text(_HEADS))
