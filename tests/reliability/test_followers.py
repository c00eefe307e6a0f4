"""Hub and database are killed at random under load: three followers lose nothing and hear nothing twice."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.siege import withstand

SECONDS = 25.0


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that the database's own account may enter."""
    made = Path(tempfile.mkdtemp(prefix="hub-siege-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


async def test_three_followers_outlive_a_hub_and_a_database_that_are_killed_at_random(folder: Path) -> None:
    seed = random.randrange(1_000_000)  # noqa: S311 - told where it fails

    hub = await withstand(folder, seed, SECONDS)

    assert min(hub.kills.values()) >= 1, hub.kills
    assert min(follower.connections for follower in hub.followers) >= 2
    assert min(len(follower.log) for follower in hub.followers) > 50
    assert [follower.others for follower in hub.followers] == [[], [], []]
