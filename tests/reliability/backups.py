"""Backups of the small city: what stood when one was taken, and hubs on other machines that bring it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from hub.casework import tokens
from hub.casework.restore import Restored, Wanted, restore
from hub.store import backup
from hub.store.archive import Manifest
from hub.store.ids import Ref
from hub.store.journal import FILE, Journal
from hub.store.models import metadata
from hub.store.session import Store
from tests.support.actions import NOW, later
from tests.support.listing import Lists
from tests.support.secrets import KEYS

SECRET = "Zebra-striped invention"


TAKEN = later(1)


RESTORED = later(9)


@asynccontextmanager
async def another(url: str, folder: Path) -> AsyncIterator[Store]:
    """The store of a hub on another machine."""
    opened = Store(url, KEYS, pool=2, journal=Journal(folder / FILE))
    try:
        yield opened
    finally:
        await opened.close()


def own(store: Store) -> Journal:
    assert store.journal is not None
    return store.journal


async def back_up(store: Store, path: Path) -> Manifest:
    return await backup.write_backup(store, path, own(store).mark(), TAKEN, str)


async def bring_back(store: Store, path: Path, **wanted: Any) -> Restored:
    return await restore(store, Wanted(path, **wanted), RESTORED, str)


async def everything(store: Store) -> dict[str, list[str]]:
    """Every row of every table as text."""
    found = {}
    async with store.write() as session:
        for table in metadata.sorted_tables:
            rows = await session.execute(text(f'SELECT t::text FROM "{table.name}" t ORDER BY 1'))
            found[table.name] = list(rows.scalars())
    return found


async def token_of(store: Store, label: str) -> tokens.Issued:
    wanted = tokens.Wanted("jinjiang-taxation", ["READ"], NOW + dt.timedelta(days=90), label)
    return await tokens.issue(store, wanted, NOW)


@dataclass
class Case:
    """What stood when the backup was taken, and the backup."""

    lists: Lists
    path: Path
    red: Ref
    black: Ref
    kept: Ref
    revoked: tokens.Issued
    valid: tokens.Issued
    before: dict[str, list[str]]
