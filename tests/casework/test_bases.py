"""An act ends: what rests on it is released the day after, who carries it out is told, entries stay (A9, L1)."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from sqlalchemy import insert, update

from hub.casework.bases import EndBasis, EndedBasis, end_basis
from hub.casework.change import Change
from hub.casework.releases import continue_assignments
from hub.errors import Refused
from hub.store.ids import Ref
from hub.store.models import AuditContent, LegalBasis, ListEntry, Measure, Notification
from hub.store.session import Store
from tests.support.actions import NOW, TODAY, City, due, later
from tests.support.law import OFFICE, TABLES, under_way
from tests.support.small_city import build

DAY = dt.timedelta(days=1)
LAST = dt.date(2026, 10, 11)


@pytest.fixture
async def city(store: Store) -> City:
    """The small city, in which the licence limit alone rests on an act of its own."""
    built = await build(store)
    built.bases["limit"] = uuid4()
    row = {"id": built.bases["limit"], "act": "limit", "level": "LAW", "in_force_from": dt.date(2018, 1, 1)}
    await built.write(insert(LegalBasis), [row])
    own = Measure.__table__.c.code == "LICENCE_LIMIT"
    await built.write(update(Measure).where(own).values(basis_id=built.bases["limit"]))
    return built


async def end(
    city: City,
    basis: str = "limit",
    last: dt.date = LAST,
    by: str = OFFICE,
    *,
    moment: dt.datetime = NOW,
    dry_run: bool = False,
) -> EndedBasis:
    asked = EndBasis(Ref("LegalBasis", 0, city.bases.get(basis, uuid4())), last, dry_run)
    return await city.run(by, lambda change: end_basis(change, asked), moment=moment)


async def test_what_rests_on_it_ends_the_day_after_its_last(city: City) -> None:
    await under_way(city)
    entries = await city.rows(ListEntry)
    told = await end(city)
    assert told.would_release == 2
    rows = await city.assignments(measure_code="LICENCE_LIMIT")
    assert [(row.measure_ends_on, row.end_by_basis) for row in rows] == [(LAST + DAY, True)] * 2
    assert {row.release_by for row in rows} == {due(2026, 10, 19)}
    [ban] = await city.assignments(measure_code="EXIT_BAN")
    assert ban.end_by_basis is False
    assert await city.rows(ListEntry) == entries


async def test_those_who_carry_it_out_and_the_credit_offices_are_told(city: City) -> None:
    await under_way(city)
    await end(city)
    slugs = {key: slug for slug, key in city.departments.items()}
    messages = [row for row in await city.rows(Notification) if row.kind == "basis_ended"]
    assert {row.object_id for row in messages} == {city.bases["limit"]}
    assert sorted(slugs[row.department_id] for row in messages) == [
        "jinjiang-credit",
        "jinjiang-market",
        "licheng-credit",
        "quanzhou-credit",
        "quanzhou-market",
    ]
    [content] = [row.content for row in await city.rows(AuditContent) if row.object_id == city.bases["limit"]]
    assert content == {"in_force_to": "2026-10-11", "ended": 2, "operator": "Clerk Lin"}


async def test_an_act_that_has_ended_already_releases_from_today(city: City) -> None:
    await under_way(city)
    await end(city, last=TODAY - 5 * DAY)
    rows = await city.assignments(measure_code="LICENCE_LIMIT")
    assert {row.release_by for row in rows} == {due(2026, 9, 14)}
    assert "assignment_release_due" in [kind for kind, _ in await city.inbox("jinjiang-market")]


async def test_a_last_day_that_has_not_come_may_still_move(city: City) -> None:
    await under_way(city)
    await end(city)
    told = await end(city, last=LAST + 30 * DAY)
    assert told.would_release == 0
    rows = await city.assignments(measure_code="LICENCE_LIMIT")
    assert {row.measure_ends_on for row in rows} == {LAST + 31 * DAY}
    assert {row.release_by for row in rows} == {due(2026, 11, 18)}


async def test_initiating_afterwards_leaves_the_measure_out(city: City) -> None:
    entry = await city.entry(await city.enterprise())
    await end(city, last=TODAY)
    assert (await city.initiate(entry, moment=later(1))).left_out == ("LICENCE_LIMIT",)


async def test_a_dry_run_says_the_same_and_leaves_nothing(city: City) -> None:
    await under_way(city)
    before = [await city.rows(table) for table in TABLES]
    told = await end(city, dry_run=True)
    assert told.would_release == 2
    assert [(row[1], row[3], row[4], row[6]) for row in told.effects] == [
        ("LICENCE_LIMIT", 1, 1, "2026-10-19"),
        ("LICENCE_LIMIT", 1, 0, None),
    ]
    assert [await city.rows(table) for table in TABLES] == before


@pytest.mark.parametrize(
    ("basis", "last", "by", "code"),
    [
        ("no-such", LAST, OFFICE, "NOT_FOUND"),
        ("limit", LAST, "jinjiang-credit", "MAY_NOT_PUBLISH"),
        ("limit", dt.date(2017, 12, 31), OFFICE, "BASIS_DAYS_WRONG"),
        ("ended", LAST, OFFICE, "BASIS_HAS_ENDED"),
    ],
)
async def test_what_is_refused_leaves_nothing(
    city: City, basis: str, last: dt.date, by: str, code: str
) -> None:
    await under_way(city)
    before = [await city.rows(table) for table in TABLES]
    with pytest.raises(Refused) as caught:
        await end(city, basis, last, by)
    assert [refusal.code for refusal in caught.value.refusals] == [code]
    assert [await city.rows(table) for table in TABLES] == before


async def test_what_a_reinstated_entry_had_does_not_go_on_where_its_act_has_ended_meanwhile(
    city: City,
) -> None:
    entry = await under_way(city)
    await city.exit(entry, TODAY)
    await end(city, last=TODAY + DAY, moment=later(1))

    async def reinstated(change: Change) -> int:
        return await continue_assignments(change, {entry: dt.date(2027, 1, 1)})

    assert await city.run(OFFICE, reinstated, moment=later(2)) == 1
    row = await city.of("jinjiang-market")
    assert (row.state, row.measure_ends_on, row.end_by_basis) == ("ACKNOWLEDGED", TODAY + 2 * DAY, True)
    kinds = [kind for kind, _ in await city.inbox("jinjiang-market")]
    assert kinds[-2:] == ["assignment_continued", "assignment_release_due"]
