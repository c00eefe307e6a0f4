"""The example city, in files that nobody has set up yet, and set up."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from hub.demo.example import write_example
from hub.store.session import Store
from tests.casework.setup.town import Town, prepare
from tests.support import databases
from tests.support.secrets import KEYS


@pytest.fixture
def town(store: Store, tmp_path: Path) -> Town:
    write_example(tmp_path / "town")
    return Town(tmp_path / "town", store)


@pytest.fixture
async def city(cluster: str, tmp_path: Path) -> AsyncIterator[Town]:
    """The town, set up: a copy of a database in which that was done once."""
    made = databases.template(cluster, Path(os.environ[databases.FOLDER]), "town", prepare)
    write_example(tmp_path / "town")
    with databases.database(cluster, made) as url:
        opened = Store(url, KEYS, pool=4)
        yield Town(tmp_path / "town", opened)
        await opened.close()
