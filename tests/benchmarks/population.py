"""A large city in a database of its own: real reference data, and as many subjects, entries and assignments as asked."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from hub.casework.tokens import Wanted, issue
from hub.demo import names
from hub.demo.load import load_reference
from hub.demo.progress import progress
from hub.demo.reference import load_city
from hub.demo.seeds import drawn_id, fixed_id
from hub.demo.setup import region_id
from hub.demo.sheets import COLUMNS, TABLES, Sheets
from hub.demo.subjects import NO_CODE, WEIGHTS
from hub.demo.world import World, read_world
from hub.policy.identifiers import masked_id
from hub.policy.workdays import day_of, start_of
from hub.store import embedded
from hub.store.migrations import migrate
from hub.store.names import searched
from hub.store.session import Session, Store
from hub.store.statements import bulk
from tests.benchmarks import populating
from tests.benchmarks.patterns import PATTERN, TASK, patterns
from tests.support.secrets import KEYS

CHUNK: Final = 5_000
LEADER_EVERY: Final = 9
"""One enterprise in so many has a registered legal representative."""
SINCE: Final = dt.date(2020, 1, 1)
DEPARTMENT: Final = "jinjiang-taxation"
"""Whose tokens ask."""

Tell = Callable[[str], object]

REGIONS: Final = {row.slug: row for row in load_city().regions}
_WEIGHTED: Final = [slug for slug, weight in WEIGHTS.items() for _ in range(weight) if slug in REGIONS]
PLACES: Final = Random(1).sample(_WEIGHTED, len(_WEIGHTED))  # noqa: S311
"""Enterprise n is seated in PLACES[n % len(PLACES)]."""


@dataclass(frozen=True)
class Size:
    """How large: so many enterprises; without `all_acted` one in ten has its entries acted on, and the newest ones."""

    enterprises: int
    all_acted: bool = True

    @property
    def acted(self) -> str:
        """A condition on `made m` and its `pattern p`."""
        if self.all_acted:
            return ""
        return "WHERE m.n % 10 = 0 OR p.decided_on > (SELECT max(decided_on) FROM pattern) - 17"


def code_of(number: int) -> str:
    """The code of the city's enterprise of that number, from 1."""
    place = REGIONS[PLACES[number % len(PLACES)]]
    return names.code("91", place.gb_code or NO_CODE, number)


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that the database's account may enter, gone when the block ends."""
    made = Path(tempfile.mkdtemp(prefix="hub-bench-"))
    made.chmod(0o711)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


@asynccontextmanager
async def populated(place: Path, size: Size, tell: Tell, *, durable: bool = True) -> AsyncIterator[Store]:
    """A database of its own with a city of that size in it; it stops when the block ends.

    Where nothing is written any more once it is loaded, `durable=False` spares the wait for the disk.
    """
    named = os.environ.get("HUB_PG_BIN")
    with embedded.running(place, Path(named) if named else None, durable=durable) as url:
        migrate(url)
        store = Store(url, KEYS, pool=2)
        try:
            today = day_of(dt.datetime.now(dt.UTC))
            await load_reference(store, today)
            await populate(store, size, today, tell)
            yield store
        finally:
            await store.close()


async def token(store: Store, *duties: str) -> str:
    """A new token of DEPARTMENT with these duties."""
    now = dt.datetime.now(dt.UTC)
    return (await issue(store, Wanted(DEPARTMENT, duties, now + dt.timedelta(days=30), "bench"), now)).token


async def populate(store: Store, size: Size, today: dt.date, tell: Tell) -> None:
    """Fill the tables, build their indexes, and let the planner know; all in one transaction but the last."""
    clock = _Clock(tell)
    async with store.write() as session:
        await bulk.unhurried(session)
        for setting in ("maintenance_work_mem", "work_mem"):
            await session.execute(text(f"SET LOCAL {setting} = '1GB'"))
        world = await read_world(session, load_city(), today)
        aside = bulk.IndexesAside(session, TABLES)
        await aside.drop()
        await _patterns(session, world)
        clock.done("patterns")
        await _subjects(session, size, tell)
        clock.done(f"{size.enterprises:,} enterprises")
        await bulk.analyze(session, ["pattern", "task", "numbered"])
        for what, statement in (
            ("drawing entries", populating.MADE),
            ("entries", populating.ENTRIES),
            ("criteria", populating.CRITERIA),
            ("actions", populating.ACTIONS.format(where=size.acted)),
            ("regions", populating.REGIONS.format(where=size.acted)),
            ("assignments", populating.ASSIGNMENTS.format(where=size.acted)),
        ):
            made: Any = await session.execute(text(statement))
            if statement is populating.MADE:
                await bulk.analyze(session, ["made"])
            clock.done(f"{made.rowcount:,} {what}")
        for number, statement in enumerate(aside.again, 1):
            await session.execute(text(statement.replace(":", r"\:")))
            clock.done(f"index or constraint {number} of {len(aside.again)}", least=5.0)
        await session.commit()
    clock.done("indexes and constraints")
    async with store.changes.connect() as connection:
        alone = await connection.execution_options(isolation_level="AUTOCOMMIT")
        await alone.execute(text("SET statement_timeout = 0"))
        await alone.execute(text("VACUUM (ANALYZE)"))
        await alone.execute(text("CHECKPOINT"))
    clock.done("vacuum and analyze")


async def _patterns(session: Session, world: World) -> None:
    made = patterns(world)
    for name, columns, rows in (("pattern", PATTERN, made.patterns), ("task", TASK, made.tasks)):
        await session.execute(text(f"CREATE TEMPORARY TABLE {name} ({columns})"))
        lines = [bulk.line([_array(value) for value in row]) for row in rows]
        await bulk.copy(session, name, [column.split()[0] for column in columns.split(", ")], lines)
    for statement in (populating.ID_OF, populating.CHANCE, populating.NUMBERED):
        await session.execute(text(statement))


def _array(value: Any) -> Any:
    return [str(each) for each in value] if isinstance(value, list) else value


async def _subjects(session: Session, size: Size, tell: Tell) -> None:
    chance = Random(size.enterprises)  # noqa: S311 - made-up names, no secrets
    register = start_of(SINCE)
    with progress("enterprises", size.enterprises, tell) as advance:
        for first in range(1, size.enterprises + 1, CHUNK):
            last = min(first + CHUNK, size.enterprises + 1)
            sheets = Sheets()
            numbered = [
                bulk.line((number, *_enterprise(number, chance, register, sheets)))
                for number in range(first, last)
            ]
            lines = sheets.take()
            for table in ("subject", "officership"):
                await bulk.copy(session, table, COLUMNS[table], lines[table])
            await bulk.copy(session, "numbered", ("n", "bucket", "subject_id", "region_id"), numbered)
            advance(last - first)


def _enterprise(number: int, chance: Random, moment: dt.datetime, sheets: Sheets) -> tuple[int, UUID, UUID]:
    slug = PLACES[number % len(PLACES)]
    code, region, ident = code_of(number), region_id(slug), drawn_id(chance, moment)
    name = names.enterprise_name(REGIONS[slug].name, slug, number, "有限公司", chance)
    bucket = KEYS.bucket_of(code)
    common = {"region_id": region, "registered_at": moment, "registered_by": None}
    sheets.add(
        "subject",
        common
        | {"bucket": bucket, "id": ident, "type": "Enterprise", "name": name, "code": code}
        | dict(searched(name)),
    )
    if number % LEADER_EVERY == 0:
        _leader(number // LEADER_EVERY, (bucket, ident), common, chance, sheets)
    return bucket, ident, region


def _leader(
    person: int, enterprise: tuple[int, UUID], common: dict[str, Any], chance: Random, sheets: Sheets
) -> None:
    number, name = names.citizen_id(person), names.person_name(chance)
    sealed, key_id = KEYS.seal(number)
    bucket, ident = KEYS.bucket_of(number), drawn_id(chance, common["registered_at"])
    hidden = {"id_hash": KEYS.lookup_hash(number), "id_cipher": sealed, "id_key": key_id}
    sheets.add(
        "subject",
        common
        | hidden
        | {"bucket": bucket, "id": ident, "type": "Person", "name": name, **searched(name, of_person=True)}
        | {"id_masked": masked_id(number)},
    )
    sheets.add(
        "officership",
        {"bucket": enterprise[0], "id": fixed_id("office", code_of(person)), "enterprise_id": enterprise[1]}
        | {"person_bucket": bucket, "person_id": ident, "role": "LEGAL_REPRESENTATIVE", "since": SINCE},
    )


class _Clock:
    """Says what is done and how long it took."""

    def __init__(self, tell: Tell) -> None:
        self.tell, self.since = tell, time.monotonic()

    def done(self, what: str, least: float = 1.0) -> None:
        """Tell it, unless it took less than a second."""
        now = time.monotonic()
        if now - self.since >= least:
            self.tell(f"loaded: {what} ({now - self.since:.0f} s)")
        self.since = now
