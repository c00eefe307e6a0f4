"""A hub that keeps a journal of erasures, and a backup of it with something to lose."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.store.ids import Ref
from hub.store.journal import FILE, Journal
from hub.store.session import Store
from tests.reliability.backups import SECRET, Case, back_up, everything, token_of
from tests.support.listing import Lists, build, listing
from tests.support.secrets import KEYS


@pytest.fixture
async def lists(database: str, tmp_path: Path) -> AsyncIterator[Lists]:
    """The small city in a hub that keeps a journal."""
    opened = Store(database, KEYS, pool=4, journal=Journal(tmp_path / "first" / FILE))
    yield await build(opened)
    await opened.close()


@pytest.fixture
async def case(lists: Lists, tmp_path: Path) -> Case:
    enterprise, other = await lists.enterprise(), await lists.enterprise(2)
    red = (await lists.put(listing(enterprise, "red"), "licheng-taxation")).entry
    black = (await lists.put(listing(enterprise, facts=SECRET, document_number=SECRET))).entry
    kept = (await lists.put(listing(other))).entry
    await lists.city.initiate(black, note=SECRET)
    taken = await lists.city.of("quanzhou-market")
    await lists.city.acknowledge("quanzhou-market", Ref("Assignment", taken.bucket, taken.id))
    revoked, valid = await token_of(lists.store, "leaked"), await token_of(lists.store, "good")
    path = tmp_path / "hub.backup"
    await back_up(lists.store, path)
    return Case(lists, path, red, black, kept, revoked, valid, await everything(lists.store))
