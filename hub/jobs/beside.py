"""The jobs as a process beside a hub: started with it, begun again when it ends by itself, stopped with it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog

_log = structlog.get_logger("hub.jobs")

COMMAND: Final = (sys.executable, "-m", "hub.cli", "jobs", "--beside")
"""`--beside`: it ends when its standard input does, so it never outlives the hub, however that dies."""

PATIENCE: Final = 15.0
"""Seconds that a change under way has to end in when the hub stops; then the process is ended."""

SHORTEST, LONGEST = 1.0, 60.0
"""Seconds between two starts: doubled each time it ends by itself."""


@asynccontextmanager
async def beside(command: tuple[str, ...] = COMMAND) -> AsyncIterator[None]:
    """While the block runs, the jobs do."""
    watching = asyncio.get_running_loop().create_task(_watch(command), name="hub jobs")
    try:
        yield
    finally:
        watching.cancel()
        with suppress(asyncio.CancelledError):
            await watching


async def _watch(command: tuple[str, ...]) -> None:
    wait = SHORTEST
    while True:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, start_new_session=True
        )
        try:
            code = await process.wait()
        finally:
            if process.returncode is None:
                await _end(process)
        _log.warning("jobs_ended", code=code, wait=wait)
        await asyncio.sleep(wait)
        wait = min(wait * 2, LONGEST)


async def _end(process: asyncio.subprocess.Process) -> None:
    assert process.stdin is not None  # noqa: S101 - it was asked for
    process.stdin.close()
    try:
        async with asyncio.timeout(PATIENCE):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
