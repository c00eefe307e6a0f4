"""Loads the demo city into a migrated database: once, whole or not at all, and never beside other data."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hub.casework.calendar import fill_calendar
from hub.casework.change import Asked, Change, run
from hub.casework.publications import publish_all
from hub.casework.setup.rows import City
from hub.demo.generate import SEED, Generator
from hub.demo.progress import Tell, progress
from hub.demo.reference import load_city
from hub.demo.setup import rows_of
from hub.demo.sheets import COLUMNS, MESSAGES, NUMBERED, TABLES, Sheets
from hub.demo.world import read_world
from hub.errors import Misconfigured
from hub.policy.duties import PUBLIC
from hub.policy.workdays import start_of
from hub.store.keys import Keys
from hub.store.session import Session, Store
from hub.store.statements import bulk, setup

CHUNK = 2000
"""How many enterprises are in memory at a time."""

MANY = 20_000
"""From this many enterprises on it is faster to build the indexes afterwards."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The city that the database holds now, and whether anything had to be written for it."""

    enterprises: int
    today: dt.date
    written: bool


def load(url: str, keys: Keys, *, enterprises: int, today: dt.date, tell: Tell = str) -> Loaded:
    """`load_demo` for a command: with a store that lives as long as it."""

    async def done() -> Loaded:
        store = Store(url, keys, pool=2)
        try:
            return await load_demo(store, enterprises, today, tell=tell)
        finally:
            await store.close()

    return asyncio.run(done())


async def load_reference(store: Store, today: dt.date) -> bool:
    """Furnish the database with the city's reference data and the calendar; False where they are there already.

    Raises Misconfigured, with nothing done, where it holds the reference data of something else.
    """

    async def procedure(change: Change) -> Loaded:
        await setup.alone(change.session)
        written = await _furnish(change, load_city(), today)
        return Loaded(0, today, written)

    return (await run(store, _asked("loadReference", today), procedure, Loaded)).written


async def load_demo(
    store: Store, enterprises: int, today: dt.date, *, tell: Tell = str, seed: int = SEED
) -> Loaded:
    """Load the reference data and a generated city of `enterprises`, in which nothing is later than yesterday.

    A database that holds the demo city already stays as it is, whatever its size. Raises Misconfigured, with
    nothing done, where it holds anything else. All in one transaction: killed half way, nothing has happened.
    """

    async def procedure(change: Change) -> Loaded:
        return await _load(change, enterprises, today, tell, seed)

    loaded = await run(store, _asked("loadDemo", today), procedure, Loaded)
    size = f"{loaded.enterprises:,} enterprises, as of {loaded.today}"
    if loaded.written:
        tell(f"the demo city is loaded: {size}")
    elif loaded.enterprises == enterprises:
        tell(f"nothing to do: the demo city is there already, with {size}")
    else:
        tell(
            f"nothing done: the demo city is there already, with {size};"
            f" for one of {enterprises:,} begin with an empty database"
        )
    return loaded


def _asked(what: str, today: dt.date) -> Asked:
    return Asked(PUBLIC, what, start_of(today))


async def _load(change: Change, enterprises: int, today: dt.date, tell: Tell, seed: int) -> Loaded:
    session = change.session
    await setup.alone(session)
    there = await setup.demo_city(session)
    if there is not None:
        return Loaded(there.enterprises, there.today, written=False)
    if await setup.has_subjects(session):
        raise Misconfigured(
            "this database holds enterprises or persons that are not the demo city's; load the demo city into an"
            " empty one"
        )
    await bulk.unhurried(session)
    city = load_city()
    if await _furnish(change, city, today):
        tell(f"loaded the reference data: {len(city.departments)} departments, {len(city.measures)} measures")
    await _generate(change, city, enterprises, today, tell, seed)
    await publish_all(change, today)
    await setup.note_demo_city(session, setup.DemoCity(enterprises, today), f"demo; seed {seed}")
    await bulk.analyze(session, [*TABLES, MESSAGES, "publication"])
    return Loaded(enterprises, today, written=True)


async def _furnish(change: Change, city: City, today: dt.date) -> bool:
    rows = rows_of(city, today)
    known = await setup.known_ids(change.session)
    if known >= setup.ids_in(rows):
        return False
    if known:
        raise Misconfigured(
            "this database holds reference data that are not the demo city's; load the demo city into an empty one"
        )
    await setup.write(change.session, rows)
    await fill_calendar(change, [row.day for row in city.statutory_days])
    return True


async def _generate(
    change: Change, city: City, enterprises: int, today: dt.date, tell: Tell, seed: int
) -> None:
    session, sheets = change.session, Sheets()
    generator = Generator(await read_world(session, city, today), change.keys, sheets, seed)
    aside = bulk.IndexesAside(session, TABLES)
    if enterprises >= MANY:
        await aside.drop()
    inboxes = bulk.Inboxes(session, NUMBERED)
    await inboxes.open()

    with progress("enterprises", enterprises, tell) as advance:
        for first in range(1, enterprises + 1, CHUNK):
            last = min(first + CHUNK - 1, enterprises)
            for number in range(first, last + 1):
                generator.enterprise(number)
            await _write(session, sheets.take())
            advance(last - first + 1)
    await inboxes.number()
    if aside.again:
        tell(f"building {len(aside.again)} indexes and constraints")
        await aside.build()


async def _write(session: Session, lines: Mapping[str, Sequence[str]]) -> None:
    for name in TABLES:
        await bulk.copy(session, name, COLUMNS[name], lines[name])
    await bulk.copy(session, bulk.UNNUMBERED, NUMBERED, lines[MESSAGES])
