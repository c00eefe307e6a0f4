"""The generated city, loaded once for all tests that only look at it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from hub.store.session import Store
from tests.support import databases, demo
from tests.support.demo import Asking
from tests.support.secrets import KEYS


@pytest.fixture(scope="session")
def city(cluster: str) -> Iterator[Asking]:
    """A database with the demo city, to be looked at and left as it is."""
    template = databases.template(cluster, Path(os.environ[databases.FOLDER]), "demo-city", demo.whole_city)
    with databases.database(cluster, template) as url, demo.asking(url) as found:
        yield found


@pytest.fixture
def city_url(cluster: str) -> Iterator[str]:
    """The address of a demo city of the test's own."""
    template = databases.template(cluster, Path(os.environ[databases.FOLDER]), "demo-city", demo.whole_city)
    with databases.database(cluster, template) as url:
        yield url


@pytest.fixture
async def empty_store(cluster: str) -> AsyncIterator[Store]:
    """A store over a migrated database with nothing in it."""
    template = databases.template(cluster, Path(os.environ[databases.FOLDER]))
    with databases.database(cluster, template) as url:
        opened = Store(url, KEYS, pool=1)
        yield opened
        await opened.close()
