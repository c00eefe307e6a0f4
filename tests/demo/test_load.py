"""The demo city is loaded once, whole, the same for the same day, and never beside other data."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from hashlib import sha256
from typing import Any

import pytest

from hub.demo.load import Loaded, load, load_demo, load_reference
from hub.demo.sheets import TABLES
from hub.errors import Misconfigured
from hub.store.session import Store
from hub.store.statements import bulk
from tests.support import databases, demo
from tests.support.demo import ENTERPRISES, TODAY, Asking
from tests.support.secrets import KEYS

SMALL = 60
EVERYTHING = (
    *TABLES,
    "notification",
    "inbox",
    "region",
    "department",
    "measure",
    "parameter",
    "calendar_day",
)


def fingerprint(city: Asking) -> dict[str, str]:
    """Every table's content in one word, without what encryption makes different each time."""
    found = {}
    for table in EVERYTHING:
        rows = city.rows(f"SELECT (to_jsonb(t) - 'id_cipher')::text AS row FROM {table} t ORDER BY 1")
        found[table] = f"{len(rows)} {sha256(''.join(row.row for row in rows).encode()).hexdigest()}"
    return found


@pytest.fixture
async def empty(database: str) -> AsyncIterator[Store]:
    store = Store(database, KEYS, pool=2)
    yield store
    await store.close()


@pytest.fixture
def asked(database: str) -> Iterator[Asking]:
    with demo.asking(database) as found:
        yield found


async def test_loading_twice_changes_nothing_and_says_so(empty: Store, asked: Asking) -> None:
    told: list[str] = []
    assert await load_demo(empty, SMALL, TODAY, tell=told.append) == Loaded(SMALL, TODAY, written=True)
    before = fingerprint(asked)
    again = await load_demo(empty, SMALL, TODAY.replace(day=24), tell=told.append)
    assert again == Loaded(SMALL, TODAY, written=False)
    assert fingerprint(asked) == before
    assert told == [
        "loaded the reference data: 335 departments, 82 measures",
        "the demo city is loaded: 60 enterprises, as of 2026-11-23",
        "nothing to do: the demo city is there already, with 60 enterprises, as of 2026-11-23",
    ]


async def test_a_city_of_another_size_is_not_loaded_over_the_one_that_is_there(
    empty: Store, asked: Asking
) -> None:
    await load_demo(empty, SMALL, TODAY)
    before, told = fingerprint(asked), list[str]()
    await load_demo(empty, SMALL + 1, TODAY, tell=told.append)
    assert fingerprint(asked) == before
    [sentence] = told
    assert sentence.startswith("nothing done: the demo city is there already, with 60 enterprises")
    assert sentence.endswith("; for one of 61 begin with an empty database")


async def test_reference_data_loaded_before_are_kept_and_the_city_comes_on_top(
    empty: Store, asked: Asking
) -> None:
    assert await load_reference(empty, TODAY) is True
    assert await load_reference(empty, TODAY) is False
    assert asked.one("SELECT count(*) FROM subject") == 0
    assert asked.one("SELECT count(*) FROM department") == 335
    assert asked.one("SELECT min(day)::text || ' ' || max(day) FROM calendar_day") == "2018-01-01 2032-12-31"
    assert asked.one("SELECT min(day)::text FROM calendar_day WHERE provisional") == "2027-01-01"
    assert (await load_demo(empty, 10, TODAY)).written
    assert asked.one("SELECT count(*) FROM department") == 335


async def test_a_database_with_other_subjects_is_refused(empty: Store, asked: Asking) -> None:
    await load_reference(empty, TODAY)
    asked.rows("""
        INSERT INTO subject (bucket, id, type, name, name_grams, code, registered_at)
        VALUES (1, gen_random_uuid(), 'Enterprise', '示例', '{}', '91350100M000100Y43', now()) RETURNING 1""")
    with pytest.raises(Misconfigured, match="holds enterprises or persons that are not the demo city's"):
        await load_demo(empty, 10, TODAY)
    assert asked.one("SELECT count(*) FROM subject") == 1
    assert asked.one("SELECT count(*) FROM parameter WHERE code = 'DEMO_ENTERPRISES'") == 0


async def test_a_database_with_other_reference_data_is_refused(empty: Store, asked: Asking) -> None:
    asked.rows("INSERT INTO region (id, slug, name, takes_part, position) VALUES"
               " (gen_random_uuid(), 'elsewhere', '别处', true, 0) RETURNING 1")  # fmt: skip
    with pytest.raises(Misconfigured, match="reference data that are not the demo city's"):
        await load_demo(empty, 10, TODAY)
    with pytest.raises(Misconfigured, match="reference data that are not the demo city's"):
        await load_reference(empty, TODAY)
    assert asked.one("SELECT count(*) FROM region") == 1
    assert asked.one("SELECT count(*) FROM department") == 0


async def test_a_city_without_enterprises_is_a_city(empty: Store, asked: Asking) -> None:
    assert (await load_demo(empty, 0, TODAY)).written
    assert asked.one("SELECT count(*) FROM subject") == 0
    assert not (await load_demo(empty, 0, TODAY)).written


def test_the_same_day_gives_the_same_city_and_its_beginning_whatever_the_size(
    city: Asking, cluster: str
) -> None:
    with databases.database(cluster) as small, databases.database(cluster) as other:
        demo.reference_only(small)
        demo.reference_only(other)
        for url in (small, other):
            load(url, KEYS, enterprises=SMALL, today=TODAY)
        with demo.asking(small) as one, demo.asking(other) as two:
            assert fingerprint(one) == fingerprint(two)
            ids = {row.id for row in one.rows("SELECT id FROM subject UNION ALL SELECT id FROM list_entry")}
            more = {row.id for row in city.rows("SELECT id FROM subject UNION ALL SELECT id FROM list_entry")}
    assert len(ids) > SMALL
    assert ids <= more


def test_another_day_gives_another_city_with_the_same_enterprises(cluster: str, city: Asking) -> None:
    with databases.database(cluster) as url:
        demo.reference_only(url)
        load(url, KEYS, enterprises=SMALL, today=TODAY.replace(day=24))
        with demo.asking(url) as later:
            assert later.one("SELECT max(decided_on)::text FROM list_entry") <= "2026-11-23"
            code = "SELECT left(code, 2) || substr(code, 9, 8) AS code FROM subject WHERE code LIKE '%%X000000%%'"
            assert {row.code[2:] for row in later.rows(code)} <= {row.code[2:] for row in city.rows(code)}


SCHEMA = """
    SELECT conrelid::regclass::text AS place, conname AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2, 3"""


async def test_indexes_set_aside_come_back_exactly_as_they_were(city_url: str) -> None:
    store = Store(city_url, KEYS, pool=1)
    with demo.asking(city_url) as asked:
        before = asked.rows(SCHEMA)
        async with store.write() as session:
            aside = bulk.IndexesAside(session, TABLES)
            await aside.drop()
            assert len(aside.again) > 60
            await aside.build()
            await session.commit()
        assert asked.rows(SCHEMA) == before
    await store.close()


async def test_every_kind_of_value_arrives_as_it_was_sent(empty: Store, asked: Asking) -> None:
    name = 'tab\tline\nback\\slash "quoted" {brace} , 逗号 \' \\N \r'
    values: dict[str, Any] = {
        "code": name,
        "name": name + name,
    }
    grams = [name, "", "a,b", "NULL", "鞋业", '"', "\\"]
    async with empty.write() as session:
        await bulk.copy(session, "function", tuple(values), [bulk.line(values.values())])
        await session.commit()
    assert tuple(asked.rows("SELECT code, name FROM function")[0]) == (name, name + name)
    async with empty.write() as session:
        row = (
            7,
            "00000000-0000-7000-8000-000000000001",
            "Enterprise",
            "示例",
            grams,
            "C",
            "2026-01-01T00:00:00Z",
        )
        columns = ("bucket", "id", "type", "name", "name_grams", "code", "registered_at")
        await bulk.copy(session, "subject", columns, [bulk.line(row)])
        await session.commit()
    assert asked.one("SELECT name_grams FROM subject") == grams


def test_the_city_is_as_big_as_make_run_has_it(city: Asking) -> None:
    assert city.one("SELECT value FROM parameter WHERE code = 'DEMO_ENTERPRISES'") == ENTERPRISES
    assert city.one("SELECT count(*) FROM assignment") > 2000
