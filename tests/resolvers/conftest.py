"""A lively demo city: the first fixture's is only read, the second's is the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import pytest

from hub.resolvers.following import Following
from hub.store.bell import Bell
from hub.store.session import Store
from tests.support.city import Hub, city, clean, hub_over, lively
from tests.support.inboxes import department
from tests.support.objection_steps import opened as questioned
from tests.support.relief_steps import relieved
from tests.support.steps import TAX


@pytest.fixture(scope="module")
def read_database(cluster: str) -> Iterator[str]:
    """The address of a database that a module's tests share."""
    with city(cluster, lively) as address:
        asyncio.run(_questioned(address))
        yield address


async def _questioned(address: str) -> None:
    """Some entries of the city are questioned, to be repaired, and paused."""
    async with hub_over(address) as hub:
        found = await hub.ask(
            TAX, "{ listEntries(kinds: [BLACK], inForce: true, first: 3) { nodes { id } } }"
        )
        for node in found["listEntries"]["nodes"]:
            await questioned(hub, node["id"])
        done = await relieved(hub)
        assert min(done.values()) > 1, done


@pytest.fixture
async def reader(read_database: str) -> AsyncIterator[Hub]:
    """The hub over it; nobody writes."""
    async with hub_over(read_database) as opened:
        yield opened


@pytest.fixture
def database(cluster: str) -> Iterator[str]:
    """The address of a database in which nobody is on any list."""
    with city(cluster, clean) as address:
        yield address


@pytest.fixture
async def hub(database: str) -> AsyncIterator[Hub]:
    """The hub over it."""
    async with hub_over(database) as opened:
        yield opened


@pytest.fixture
async def bureau(store: Store) -> UUID:
    return await department(store)


@pytest.fixture
async def following(store: Store) -> AsyncIterator[Following]:
    """Followers with a bell; a poll would come far too late for these tests."""
    opened = Following(store, Bell(store.url), poll=60.0, behind=20)
    yield opened
    await opened.close()
