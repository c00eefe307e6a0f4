"""Templates with the demo city in them: its reference data alone, or with two thousand enterprises."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from hub.demo.load import load, load_reference
from hub.store.migrations import migrate
from hub.store.session import Store
from tests.support.databases import plain
from tests.support.secrets import KEYS

TODAY = dt.date(2026, 11, 23)
ENTERPRISES = 2000

Rows = list[Any]


def reference_only(url: str) -> None:
    """A template with the city's reference data and calendar, and nobody registered."""
    migrate(url)

    async def furnish() -> None:
        store = Store(url, KEYS, pool=1)
        try:
            await load_reference(store, TODAY)
        finally:
            await store.close()

    asyncio.run(furnish())


def whole_city(url: str) -> None:
    """A template with the demo city as `make run` has it."""
    migrate(url)
    load(url, KEYS, enterprises=ENTERPRISES, today=TODAY)


class Asking:
    """A database that is asked in SQL, for what no resolver would show."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def rows(self, statement: str, **given: Any) -> Rows:
        """The rows of a statement; `%(name)s` are given by keyword."""
        return self.connection.execute(statement, given).fetchall()

    def one(self, statement: str, **given: Any) -> Any:
        """The only value of the only row."""
        [row] = self.rows(statement, **given)
        return row[0]


@contextmanager
def asking(url: str) -> Iterator[Asking]:
    """Ask the database at this address."""
    with psycopg.connect(plain(url), autocommit=True, row_factory=namedtuple_row) as connection:
        yield Asking(connection)
