"""The jobs in the small city: one round at a moment, and what it left in the inboxes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import insert

from hub.jobs.agenda import catch_up
from hub.jobs.sweeps import SWEEPS, Sweep
from hub.store.models import Parameter
from tests.support.actions import City


async def sweep(city: City, moment: dt.datetime, *names: str, batch: int = 100) -> Mapping[str, int]:
    """One round of the jobs at that moment: all of them, or these alone; what they did, without zeros."""
    wanted = [each for each in SWEEPS if not names or each.name in names]
    done = await catch_up(city.store, lambda: moment, sweeps=wanted, batch=batch)
    return {name: count for name, count in done.items() if count}


async def failing(city: City, moment: dt.datetime, *sweeps: Sweep) -> Mapping[str, int]:
    """One round with sweeps of the test's own."""
    return await catch_up(city.store, lambda: moment, sweeps=sweeps, batch=2)


async def set_parameter(
    city: City, code: str, value: int, unit: str = "WORKING_DAY", since: dt.date = dt.date(2018, 4, 25)
) -> None:
    row = {"code": code, "valid_from": since, "value": value, "unit": unit, "source": "demo"}
    await city.write(insert(Parameter), [row])


async def told(city: City, slug: str, *kinds: str) -> list[tuple[str, UUID]]:
    """The messages of these kinds in a department's inbox."""
    return [message for message in await city.inbox(slug) if message[0] in kinds]
