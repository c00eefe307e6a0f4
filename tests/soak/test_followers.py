"""The siege of tests/reliability for as long as SOAK_SECONDS says (600 by default): nothing is lost, nothing doubled."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.siege import withstand


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="hub-siege-"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.mark.soak
async def test_followers_outlive_a_long_siege(folder: Path) -> None:
    seconds = float(os.environ.get("SOAK_SECONDS", "600"))
    seed = random.randrange(1_000_000)  # noqa: S311 - told where it fails

    hub = await withstand(folder, seed, seconds)

    logs = [len(follower.log) for follower in hub.followers]
    said = (
        f"seed {seed}: killed {hub.kills}, connected {[f.connections for f in hub.followers]}, heard {logs}"
    )
    print(said)  # noqa: T201
    assert min(hub.kills.values()) >= seconds / 60
