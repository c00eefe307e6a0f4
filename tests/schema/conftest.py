"""A lively demo city that the schema's tests only read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.city import Hub, city, hub_over, lively


@pytest.fixture(scope="module")
def read_database(cluster: str) -> Iterator[str]:
    """The address of a database that a module's tests share."""
    with city(cluster, lively) as address:
        yield address


@pytest.fixture
async def reader(read_database: str) -> AsyncIterator[Hub]:
    """The hub over it; nobody writes."""
    async with hub_over(read_database) as opened:
        yield opened


@pytest.fixture
def database(cluster: str) -> Iterator[str]:
    """The address of a lively city of the test's own."""
    with city(cluster, lively) as address:
        yield address


@pytest.fixture
async def hub(database: str) -> AsyncIterator[Hub]:
    """The hub over it."""
    async with hub_over(database) as opened:
        yield opened
