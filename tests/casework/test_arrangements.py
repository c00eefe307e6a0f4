"""The official calendar comes: projected deadlines are computed anew, in sets, told where they move, and only once (A5, O1)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import update

from hub.casework.arrangements import Imported, import_arrangements, read_arrangements
from hub.errors import Misconfigured
from hub.policy.arrangements import Arrangement
from hub.store.models import Assignment, CalendarDay
from hub.store.session import Store
from tests.casework.answers import issued, row_of
from tests.support.actions import City, due
from tests.support.command_line import hub
from tests.support.small_city import build
from tests.support.sweeping import told

D = dt.date
DECEMBER = dt.datetime(2026, 12, 21, 2, 0, tzinfo=dt.UTC)
YEAR = Arrangement.of(
    2027, "an invented notice", {D(2027, 1, 1), D(2027, 1, 4), D(2027, 1, 5)}, {D(2027, 1, 9)}
)
FILE = """
[[year]]
year = 2027
source = "an invented notice"
off = [2027-01-01, {from = 2027-01-04, to = 2027-01-05}]
worked = [2027-01-09]
"""


async def issued_in_december(city: City) -> None:
    entry, person = await city.enterprise(), await city.person()
    black = await city.entry(
        entry, valid_until=D(2027, 6, 30), named=[(person, "LEGAL_REPRESENTATIVE", False)]
    )
    await city.initiate(black, moment=DECEMBER)


async def test_deadlines_on_projected_days_move_to_the_official_ones_and_are_told(store: Store) -> None:
    city = await build(store)
    await issued_in_december(city)
    before = await city.of("jinjiang-market")
    assert (before.implement_by, before.provisional) == (due(2027, 1, 5), True)
    done = await import_arrangements(store, [YEAR], DECEMBER, chunk=2)
    assert done.days == 365
    after = await city.of("jinjiang-market")
    assert (after.acknowledge_by, after.implement_by) == (before.acknowledge_by, due(2027, 1, 7))
    assert (after.provisional, after.release_by) == (False, due(2027, 7, 8))
    assert await told(city, "jinjiang-market", "deadline_moved") == []
    assert done.deadlines == 0
    await city.acknowledge("quanzhou-market", moment=DECEMBER)


async def test_the_department_is_told_where_the_step_it_owes_is_due_at_another_moment(store: Store) -> None:
    city = await build(store)
    await issued_in_december(city)
    mine = await city.of("jinjiang-market")
    await city.write(
        update(Assignment)
        .where(Assignment.id == mine.id)
        .values(state="ACKNOWLEDGED", acknowledged_at=DECEMBER)
    )
    assert (await import_arrangements(store, [YEAR], DECEMBER)).deadlines == 1
    assert await told(city, "jinjiang-market", "deadline_moved") == [("deadline_moved", mine.id)]
    assert await told(city, "quanzhou-market", "deadline_moved") == []
    assert await import_arrangements(store, [YEAR], DECEMBER) == Imported(0, 0)
    assert len(await told(city, "jinjiang-market", "deadline_moved")) == 1


async def test_the_days_that_a_suspension_has_added_stay_added(store: Store) -> None:
    city = await build(store)
    await issued_in_december(city)
    mine = await city.of("jinjiang-market")
    await city.write(
        update(Assignment)
        .where(Assignment.id == mine.id)
        .values(extended_days=3, acknowledge_by=due(2026, 12, 29), implement_by=due(2027, 1, 8))
    )
    await import_arrangements(store, [YEAR], DECEMBER)
    assert (await city.of("jinjiang-market")).implement_by == due(2027, 1, 11)


async def test_what_has_passed_or_is_over_stays_as_it_was(store: Store) -> None:
    city = await build(store)
    await issued_in_december(city)
    mine, police = await city.of("jinjiang-market"), await city.of("quanzhou-police")
    await city.write(
        update(Assignment)
        .where(Assignment.id == police.id)
        .values(state="DECLINED", decline_ground="NOT_COMPETENT")
    )
    await import_arrangements(store, [YEAR], dt.datetime(2027, 1, 6, 2, tzinfo=dt.UTC))
    assert (await city.of("jinjiang-market")).implement_by == mine.implement_by
    assert (await city.of("quanzhou-police")).implement_by == police.implement_by
    assert (await city.of("quanzhou-police")).provisional is True


async def test_a_deadline_in_years_still_projected_stays_provisional(store: Store) -> None:
    city = await build(store)
    entry, by = await issued(city, valid_until=D(2028, 3, 31))
    await import_arrangements(store, [YEAR], DECEMBER)
    assert (await row_of(city, by["jinjiang-market"])).provisional is True
    assert entry.kind == "ListEntry"


async def test_a_confirmed_day_is_never_overwritten_and_then_nothing_is_done(store: Store) -> None:
    city = await build(store)
    wrong = Arrangement.of(2026, "an invented notice", {D(2026, 10, 1)}, set())
    with pytest.raises(Misconfigured, match="a notice has confirmed 2026-01-01 as the contrary"):
        await import_arrangements(store, [YEAR, wrong], DECEMBER)
    rows = {row.day: row for row in await city.rows(CalendarDay)}
    assert rows[D(2027, 1, 4)].provisional is True


def test_a_file_is_read_with_days_and_spans(tmp_path: Path) -> None:
    file = tmp_path / "2027.toml"
    file.write_text(FILE, encoding="utf-8")
    assert read_arrangements(file) == [YEAR]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "give tables [[year]]"),
        ("year = 3", "give tables [[year]]"),
        ("[[year]\n", "2027.toml: "),
        (FILE.replace("2027-01-09", '"2027-01-09"'), "give tables [[year]]"),
        (FILE.replace("2027-01-09", "2027-01-08"), "which is no weekend day"),
    ],
)
def test_a_file_that_is_none_is_told_in_one_line(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "2027.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured) as refused:
        read_arrangements(file)
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_command_says_what_it_did(database: str, tmp_path: Path) -> None:
    there = {"HUB_DATABASE_URL": database, "HUB_DATA_DIR": str(tmp_path / "var")}
    file = tmp_path / "2027.toml"
    file.write_text(FILE, encoding="utf-8")
    done = hub("calendar", "import", str(file), **there)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "365 days changed, 0 deadlines moved with them and told\n"
    missing = hub("calendar", "import", str(tmp_path / "none.toml"), **there)
    assert missing.returncode == 2
    assert missing.stderr == f"hub: {tmp_path / 'none.toml'} cannot be read: No such file or directory\n"
