"""Initiations that are refused: who may, of which entry, with which measures, and that nothing remains (A1, A10)."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from sqlalchemy import select

from hub.casework.actions import InitiateAction, initiate_action
from hub.casework.keys import RegionKey
from hub.errors import Refused
from hub.store.ids import Ref
from hub.store.models import Assignment, Audit, History, LinkedAction, Notification
from hub.store.session import Store
from tests.casework.initiations import LICHENG, listed, refused
from tests.support.actions import BUCKET, TODAY
from tests.support.small_city import build

D = dt.date


async def test_a_measure_that_is_not_triggered_is_refused_by_name(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    asked = ("LICENCE_LIMIT", "GREEN_LANE", "NO_SUCH")
    assert await refused(city, entry, measures=asked) == [
        ("MEASURE_NOT_TRIGGERED", ("measures", "1")),
        ("MEASURE_NOT_TRIGGERED", ("measures", "2")),
    ]
    assert await city.count(LinkedAction) == 0


async def test_only_the_listing_department_and_the_credit_office_of_its_seat_initiate(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    for slug in ("jinjiang-market", "licheng-credit", "quanzhou-credit"):
        assert await refused(city, entry, slug) == [("MAY_NOT_INITIATE", ("entry",))]
    initiated = await city.initiate(entry, "jinjiang-credit")
    assert initiated.planned == 3
    assert ("action_initiated", initiated.action.id if initiated.action else None) in await city.inbox(
        "jinjiang-taxation"
    )


async def test_the_successor_of_the_listing_department_initiates(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    successor = city.caller("licheng-market", succeeds=["jinjiang-taxation"])
    asked = InitiateAction(entry)
    initiated = await city.run(
        "licheng-market", lambda change: initiate_action(change, asked), caller=successor
    )
    assert initiated.planned == 3


@pytest.mark.parametrize(
    ("valid_from", "valid_until"),
    [(D(2026, 9, 8), D(2026, 12, 31)), (D(2026, 1, 1), D(2026, 9, 6))],
)
async def test_an_entry_that_is_not_in_force_starts_no_action(
    store: Store, valid_from: dt.date, valid_until: dt.date
) -> None:
    city = await build(store)
    entry = await city.entry(await city.enterprise(), valid_from=valid_from, valid_until=valid_until)
    assert await refused(city, entry) == [("ENTRY_NOT_IN_FORCE", ("entry",))]


async def test_on_its_last_whole_day_an_entry_still_starts_an_action(store: Store) -> None:
    city = await build(store)
    entry = await city.entry(await city.enterprise(), valid_until=TODAY)
    initiated = await city.initiate(entry)
    assert initiated.planned == 2


async def test_an_exited_entry_starts_no_action(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.exit(entry, TODAY)
    assert await refused(city, entry) == [("ENTRY_NOT_IN_FORCE", ("entry",))]


@pytest.mark.parametrize("kind", ["ListEntry", "Assignment"])
async def test_an_unknown_id_and_an_id_of_another_kind_are_not_found(store: Store, kind: str) -> None:
    city = await build(store)
    assert await refused(city, Ref(kind, BUCKET, uuid4())) == [("NOT_FOUND", ("entry",))]


async def test_an_unknown_region_is_refused_at_its_place(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    asked = (LICHENG, RegionKey(slug="atlantis"))
    assert await refused(city, entry, regions=asked) == [("UNKNOWN_REGION", ("regions", "1"))]


async def test_no_edition_in_force_is_said(store: Store) -> None:
    city = await build(store)
    entry = await city.entry(await city.enterprise(), valid_from=D(2017, 1, 1), valid_until=D(2018, 12, 31))
    moment = dt.datetime(2017, 6, 1, 2, tzinfo=dt.UTC)
    with pytest.raises(Refused) as caught:
        await city.initiate(entry, moment=moment)
    assert [r.code for r in caught.value.refusals] == ["NO_EDITION_IN_FORCE"]


async def test_a_refused_initiation_leaves_no_row_behind(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    with pytest.raises(Refused):
        await city.initiate(entry, measures=("NO_SUCH",))
    async with city.store.write() as session:
        for model in (LinkedAction, Assignment, History, Audit, Notification):
            assert (await session.execute(select(model.__table__))).all() == []
