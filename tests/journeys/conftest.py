"""Every journey has a hub and a demo city of its own, with nobody on any list yet."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.city import Hub, city, hub_over


@pytest.fixture
def database(cluster: str) -> Iterator[str]:
    """The address of the journey's own database."""
    with city(cluster) as address:
        yield address


@pytest.fixture
async def hub(database: str) -> AsyncIterator[Hub]:
    """The hub over it, its clock at ten in the morning of Monday 23 November 2026."""
    async with hub_over(database) as opened:
        yield opened


@pytest.fixture(scope="module")
def untouched_database(cluster: str) -> Iterator[str]:
    """One database for all tests of a module in which nothing may come to be."""
    with city(cluster) as address:
        yield address


@pytest.fixture
async def untouched(untouched_database: str) -> AsyncIterator[Hub]:
    """The hub over it."""
    async with hub_over(untouched_database) as opened:
        yield opened
