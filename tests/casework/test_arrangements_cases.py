"""Objections and publications wait for the official calendar, too: their days move with it (O1, X3)."""

from __future__ import annotations

import datetime as dt

from hub.casework.arrangements import Imported, import_arrangements
from hub.policy.arrangements import Arrangement
from hub.store.session import Store
from tests.support import listing as listings
from tests.support.actions import later
from tests.support.channels import PORTAL, TAX_SITE, black_listed, furnish, of
from tests.support.objections import SUPPLIER, build
from tests.support.sweeping import told

D = dt.date
YEAR = Arrangement.of(
    2027, "an invented notice", {D(2027, 1, 1), D(2027, 1, 4), D(2027, 1, 5)}, {D(2027, 1, 9)}
)


async def test_an_objection_is_due_by_the_official_calendar_and_its_supplier_is_told(store: Store) -> None:
    objections = await build(store)
    opened = await objections.open(await objections.black(initiated=False), moment=later(100))
    before = await objections.row(opened.objection)
    assert (before.due_on, before.provisional) == (D(2027, 1, 14), True)
    assert (await import_arrangements(store, [YEAR], later(105))).deadlines == 1
    after = await objections.row(opened.objection)
    assert (after.due_on, after.provisional) == (D(2027, 1, 15), False)
    moved = [("deadline_moved", opened.objection.id)]
    assert await told(objections.city, SUPPLIER, "deadline_moved") == moved
    assert await import_arrangements(store, [YEAR], later(105)) == Imported(0, 0)
    assert await told(objections.city, SUPPLIER, "deadline_moved") == moved


async def test_a_decided_objection_keeps_the_day_it_had(store: Store) -> None:
    objections = await build(store)
    opened = await objections.open(await objections.black(initiated=False), moment=later(100))
    await objections.decide(opened.objection, "UPHELD", moment=later(101))
    await import_arrangements(store, [YEAR], later(105))
    assert (await objections.row(opened.objection)).due_on == D(2027, 1, 14)


async def test_a_publication_is_to_be_withdrawn_by_the_official_calendar(store: Store) -> None:
    lists = await furnish(await listings.build(store))
    black = await black_listed(lists, valid_until=D(2026, 12, 31))
    assert {row.withdraw_by for row in (await of(lists, black)).values()} == {D(2027, 1, 6)}
    await import_arrangements(store, [YEAR], later(105), chunk=1)
    rows = await of(lists, black)
    assert set(rows) == {PORTAL, TAX_SITE}
    assert {(row.withdraw_by, row.provisional) for row in rows.values()} == {(D(2027, 1, 8), False)}
