"""Goes round for as long as the hub runs: looks what has fallen due, does it, rests."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Mapping

import structlog

from hub.errors import Unavailable
from hub.jobs.agenda import catch_up
from hub.store.session import DatabaseError, Store

_log = structlog.get_logger("hub.jobs")


async def go_round(
    store: Store, clock: Callable[[], dt.datetime], stop: asyncio.Event, *, rest: float
) -> None:
    """Catch up with time, rest that many seconds, again, until `stop` is set. An outage costs a rest."""
    while not stop.is_set():
        try:
            done = await catch_up(store, clock)
            if any(done.values()):
                _log.info("swept", **_counted(done))
        except (Unavailable, DatabaseError) as error:
            _log.warning("jobs_wait", error=type(error).__qualname__, wait=rest)
        try:
            async with asyncio.timeout(rest):
                await stop.wait()
        except TimeoutError:
            continue


def _counted(done: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in done.items() if count}
