"""The jobs beside a hub: begun with it, begun again when they end by themselves, ended with it however it ends."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from hub.jobs import beside as jobs
from hub.jobs.beside import beside
from tests.support.command_line import hub
from tests.support.embedded import soon
from tests.support.real_hub import real_hub

STAYS = "import sys; print('begun', flush=True, file=open(sys.argv[1], 'a')); sys.stdin.read()"
GOES = "import sys; print('begun', flush=True, file=open(sys.argv[1], 'a'))"


def lines(file: Path) -> int:
    return file.read_text().count("begun") if file.exists() else 0


async def until(file: Path, count: int) -> None:
    assert await asyncio.to_thread(soon, lambda: lines(file) >= count)


async def test_they_run_as_long_as_the_block_and_end_in_good_order(tmp_path: Path) -> None:
    file = tmp_path / "said"
    async with beside((sys.executable, "-c", STAYS, str(file))):
        await until(file, 1)
    assert lines(file) == 1


async def test_they_are_begun_again_when_they_end_by_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "SHORTEST", 0.01)
    file = tmp_path / "said"
    async with beside((sys.executable, "-c", GOES, str(file))):
        await until(file, 3)


async def test_who_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "PATIENCE", 0.2)
    deaf = f"import time; open({str(tmp_path / 'said')!r}, 'a').write('begun'); time.sleep(600)"
    async with asyncio.timeout(20):
        async with beside((sys.executable, "-c", deaf)):
            await until(tmp_path / "said", 1)


def test_once_catches_up_and_says_what_it_did(database: str, tmp_path: Path) -> None:
    there = {"HUB_DATABASE_URL": database, "HUB_DATA_DIR": str(tmp_path / "var")}
    done = hub("jobs", "--once", **there)
    assert (done.returncode, done.stdout, done.stderr) == (0, "nothing to do\n", "")


def test_they_need_a_migrated_database_and_say_so(empty_database: str, tmp_path: Path) -> None:
    done = hub("jobs", "--once", HUB_DATABASE_URL=empty_database, HUB_DATA_DIR=str(tmp_path / "var"))
    assert done.returncode == 2
    assert done.stderr == "hub: the database is not at this hub's revision: run hub migrate\n"


def _children(of: int) -> list[int]:
    """The processes begun by a process that run the jobs."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if parent == of and b"jobs" in words:
            found.append(int(entry.name))
    return found


def _lives(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_hub_run_has_them_beside_it_and_they_do_not_outlive_it() -> None:
    with real_hub() as running:
        running.start()
        assert running.process is not None
        parent = running.process.pid
        assert soon(lambda: len(_children(parent)) == 1)
        [first] = _children(parent)
        os.kill(first, signal.SIGKILL)
        assert soon(lambda: _children(parent) not in ([], [first]))
        [second] = [pid for pid in _children(parent) if pid != first]
        running.end(signal.SIGKILL)
        assert soon(lambda: not _lives(second))
        running.start()
        assert running.process is not None
        parent = running.process.pid
        assert soon(lambda: len(_children(parent)) == 1)
        [third] = _children(parent)
        running.end(signal.SIGTERM)
        assert soon(lambda: not _lives(third))
