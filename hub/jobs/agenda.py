"""Catches up with time: day by day from the oldest thing that was left, each day in the order of the sweeps.

Any number of processes may do it at once. What one of them holds the others pass over; what is told is
noted in the same change; so each thing is done once, and being killed costs nothing but the rest of the day.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from uuid import uuid4

import structlog

from hub.casework.change import Asked, Change, run
from hub.errors import HubError, Unavailable
from hub.jobs.sweeps import SWEEPS, Sweep
from hub.policy.duties import PUBLIC
from hub.policy.workdays import DAY, day_of, start_of
from hub.store.session import DatabaseError, Store
from hub.store.statements.reminders import Reach

_log = structlog.get_logger("hub.jobs")

BATCH = 100
"""How much one change does: inboxes are locked no longer than that takes."""


async def catch_up(
    store: Store, clock: Callable[[], dt.datetime], *, sweeps: Sequence[Sweep] = SWEEPS, batch: int = BATCH
) -> Mapping[str, int]:
    """Do everything that has fallen due by now; how much of each kind it was.

    What fails is left for the next time, with a line in the log, and holds up nothing else. Raises
    Unavailable where the database does not answer.
    """
    done: Counter[str] = Counter()
    firsts = {sweep.name: await _first(store, sweep, clock()) for sweep in sweeps}
    while True:
        moment = clock()
        due = sorted(first for first in firsts.values() if first is not None and first <= moment)
        if not due:
            return done
        until = _until(due, moment)
        for sweep in sweeps:
            first = firsts[sweep.name]
            if first is None or first > until:
                continue
            count, whole = await _sweep(store, sweep, clock, until, batch)
            done[sweep.name] += count
            # Where nothing came of it somebody else is at it, or it failed: it is not waited for.
            firsts[sweep.name] = await _first(store, sweep, clock()) if count and whole else None


def _until(due: Sequence[dt.datetime], moment: dt.datetime) -> dt.datetime:
    """How far the oldest thing that is due may go: through its own day, and on to the day of the next kind's oldest."""
    own = start_of(day_of(due[0]) + DAY)
    other = start_of(day_of(due[1])) if len(due) > 1 else moment
    return min(moment, max(own, other))


async def _first(store: Store, sweep: Sweep, moment: dt.datetime) -> dt.datetime | None:
    async with store.write() as session:
        found = await sweep.first(session, moment)
        await session.commit()
    return found


async def _sweep(
    store: Store, sweep: Sweep, clock: Callable[[], dt.datetime], until: dt.datetime, batch: int
) -> tuple[int, bool]:
    """Do what fell due up to `until`, in batches; a batch that fails is done again one by one, without the bad ones."""
    count, skip, limit = 0, 0, batch
    while True:
        reach = Reach(until, limit, skip)
        try:
            taken = await _take(store, sweep, clock(), reach)
        except Unavailable:
            raise
        except (DatabaseError, HubError) as error:
            if limit > 1:
                limit = 1
                continue
            _log.error(
                "sweep_failed", sweep=sweep.name, error=type(error).__qualname__, reference=str(uuid4())
            )
            skip += 1
            if skip > batch:
                return count, False
            continue
        if not taken:
            return count, skip == 0
        count += taken


async def _take(store: Store, sweep: Sweep, moment: dt.datetime, reach: Reach) -> int:
    taken = 0

    async def procedure(change: Change) -> None:
        nonlocal taken
        taken = await sweep.take(change, reach)

    await run(store, Asked(PUBLIC, f"jobs/{sweep.name}", moment), procedure, object)
    return taken
