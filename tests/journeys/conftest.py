"""Every journey has a hub and a demo city of its own, with nobody on any list yet."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.support import databases
from tests.support.city import Hub, furnish, hub_over


@pytest.fixture
def database(cluster: str) -> Iterator[str]:
    """The address of a furnished database of the journey's own."""
    folder = Path(os.environ[databases.FOLDER])
    template = databases.template(cluster, folder, "furnished", furnish)
    with databases.database(cluster, template) as address:
        yield address


@pytest.fixture
async def hub(database: str) -> AsyncIterator[Hub]:
    """The hub over it, its clock at ten in the morning of Monday 23 November 2026."""
    async with hub_over(database) as opened:
        yield opened
