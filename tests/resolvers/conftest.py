"""A lively demo city: the first fixture's is only read, the second's is the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.city import Hub, city, clean, hub_over, lively


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
    """The address of a database in which nobody is on any list."""
    with city(cluster, clean) as address:
        yield address


@pytest.fixture
async def hub(database: str) -> AsyncIterator[Hub]:
    """The hub over it."""
    async with hub_over(database) as opened:
        yield opened
