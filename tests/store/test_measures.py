"""The ends that SQL sets to running assignments are those of policy, whatever the dates; and so is what is stale (A9, C1, L6)."""

from __future__ import annotations

import datetime as dt
from itertools import product
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select, update

from hub.casework.measures import end_measures
from hub.policy.duties import Audience
from hub.policy.measures import measure_end
from hub.policy.sharing import stale
from hub.store.graph.fields import Column, Rights
from hub.store.graph.sharing import SHARING
from hub.store.models import Assignment, CatalogueEdition, LegalBasis, ListType, Measure, MeasureTrigger
from hub.store.session import Store
from hub.store.statements.catalogue import measures_of
from hub.store.statements.measures import any_running
from tests.support.actions import TODAY, City
from tests.support.law import STALE
from tests.support.small_city import build

DAY = dt.timedelta(days=1)
ISSUED = dt.date(2026, 9, 7)
UNTIL = (None, dt.date(2026, 12, 6), dt.date(2026, 12, 7), dt.date(2027, 3, 31))
MONTHS = (None, 3, 6)
DROPPED = (None, dt.date(2026, 12, 7), dt.date(2026, 12, 8), dt.date(2027, 3, 7))


@pytest.fixture
async def city(store: Store) -> City:
    return await build(store)


async def measure(city: City, edition: UUID, code: str, months: int | None, basis: UUID) -> None:
    key = uuid4()
    row = {
        "id": key, "edition_id": edition, "code": code, "position": 1, "title": code, "side": "SANCTION",
        "force": "RECOMMENDED", "category": "ADMINISTRATIVE", "implementing_function": "FINANCE",
        "targets": ["SUBJECT"], "acknowledge_within_days": 3, "implement_within_days": 10,
        "release_within_days": 5, "max_months": months, "basis_id": basis,
    }  # fmt: skip
    await city.write(insert(Measure), [row])
    link = {"measure_id": key, "list_type_id": city.list_types["tax-black"]}
    await city.write(insert(MeasureTrigger), [link])


async def test_every_running_assignment_ends_in_sql_as_in_policy_whatever_the_dates(city: City) -> None:
    entry = await city.entry(await city.enterprise(region="licheng"), valid_until=dt.date(2030, 1, 1))
    cases = {f"M{n}": case for n, case in enumerate(product(UNTIL, MONTHS, DROPPED))}
    bases = {until: uuid4() for until in UNTIL}
    for until, key in bases.items():
        row = {"id": key, "act": f"Act until {until}", "level": "LAW", "in_force_from": dt.date(2018, 1, 1)}
        await city.write(insert(LegalBasis), [row])
    for code, (until, months, _) in cases.items():
        await measure(city, city.edition, code, months, bases[until])
    done = await city.initiate(entry, measures=tuple(cases))
    assert done.planned >= len(cases)

    # Afterwards the acts get their last days, and later editions have fewer and fewer of the measures.
    for until, key in bases.items():
        await city.write(update(LegalBasis).where(LegalBasis.id == key).values(in_force_to=until))
    previous = city.edition
    for first in sorted(day for day in DROPPED if day is not None):
        own = CatalogueEdition.__table__.c.id == previous
        await city.write(update(CatalogueEdition).where(own).values(effective_to=first - DAY))
        previous = uuid4()
        publisher = city.departments["quanzhou-credit"]
        row = {"id": previous, "name": str(first), "effective_from": first, "published_by": publisher}
        await city.write(insert(CatalogueEdition), [row])
        for code, (until, months, dropped) in cases.items():
            if dropped is None or dropped > first:
                await measure(city, previous, code, months, bases[until])

    await city.run("quanzhou-credit", lambda change: end_measures(change, any_running()))
    async with city.store.write() as session:
        known = {each.code: each for each in await measures_of(session, city.edition)}
    list_type = city.list_types["tax-black"]
    rows = {row.measure_code: row for row in await city.rows(Assignment) if row.measure_code in cases}
    assert rows.keys() == cases.keys()
    for code, (until, months, dropped) in cases.items():
        assert known[code].basis.until == until
        assert known[code].dropped_from.get(list_type) == dropped
        found = rows[code].measure_ends_on, rows[code].end_by_basis
        assert found == measure_end(known[code], ISSUED, list_type), (until, months, dropped)


@pytest.mark.parametrize(("as_of", "answer"), STALE)
async def test_a_list_is_stale_in_sql_as_in_policy(
    city: City, as_of: dt.datetime | None, *, answer: bool
) -> None:
    await city.write(update(ListType).values(current_as_of=as_of))
    field = SHARING["stale"]
    assert isinstance(field, Column)
    asked = select(field.expression(ListType.__table__, Rights(Audience.PUBLIC, persons=False)))
    async with city.store.write() as session:
        found = (await session.execute(asked, {"today": TODAY})).scalars().all()
    assert set(found) == {answer} == {stale(as_of, 7, TODAY)}
