"""The sharing catalogue in the small city: a list nobody carries is not used, and keepers confirm theirs (L7, C1)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from hub.casework.sharing import Confirmed, ConfirmListCurrent, confirm_list_current
from hub.errors import Refused
from hub.store.ids import Ref
from hub.store.models import AuditContent, ListEntry, ListType, SharingCatalogue
from hub.store.session import Store
from tests.support.actions import NOW, TODAY
from tests.support.listing import TAXATION, Lists, build, listing

DAY = dt.timedelta(days=1)


@pytest.fixture
async def lists(store: Store) -> Lists:
    return await build(store)


async def carry(lists: Lists, slug: str, **values: object) -> None:
    row = SharingCatalogue.__table__.c
    of_list = row.list_type_id == lists.city.list_types[slug]
    await lists.city.write(update(SharingCatalogue).where(of_list).values(**values))


async def confirm(
    lists: Lists, as_of: dt.datetime = NOW, by: str = TAXATION, slug: str = "tax-black"
) -> Confirmed:
    asked = ConfirmListCurrent(slug, as_of)
    return await lists.city.run(by, lambda change: confirm_list_current(change, asked))


async def as_of(lists: Lists, slug: str = "tax-black") -> dt.datetime | None:
    [row] = [row for row in await lists.city.rows(ListType) if row.slug == slug]
    found: dt.datetime | None = row.current_as_of
    return found


@pytest.mark.parametrize(
    ("values", "allowed"),
    [
        ({"valid_to": TODAY}, True),
        ({"valid_to": TODAY - DAY}, False),
        ({"valid_from": TODAY}, True),
        ({"valid_from": TODAY + DAY}, False),
    ],
)
async def test_nobody_is_put_on_a_list_that_is_not_carried_today(
    lists: Lists, values: dict[str, dt.date], *, allowed: bool
) -> None:
    subject = await lists.enterprise()
    await carry(lists, "tax-black", **values)
    if allowed:
        await lists.put(listing(subject))
        return
    with pytest.raises(Refused) as caught:
        await lists.put(listing(subject))
    assert [(each.code, each.path) for each in caught.value.refusals] == [("LIST_NOT_CARRIED", ("listType",))]
    assert await lists.city.count(ListEntry) == 0


async def test_an_entry_stays_in_force_and_exits_when_its_list_is_no_longer_carried(lists: Lists) -> None:
    listed = await lists.put(listing(await lists.enterprise()))
    await carry(lists, "tax-black", valid_to=TODAY - DAY)
    await carry(lists, "tax-watch", valid_to=TODAY - DAY)
    exited = await lists.exit(listed.entry)
    assert exited.followed_by is not None


async def test_a_keeper_confirms_and_the_last_word_stands(lists: Lists) -> None:
    assert await as_of(lists) is None
    told = await confirm(lists)
    ref = Ref("ListType", 0, lists.city.list_types["tax-black"])
    assert told.list_type == ref
    assert await as_of(lists) == NOW
    await confirm(lists, NOW - 2 * DAY, by="licheng-taxation")
    assert await as_of(lists) == NOW - 2 * DAY
    assert await as_of(lists, "tax-watch") is None
    contents = [row.content for row in await lists.city.rows(AuditContent) if row.object_id == ref.id]
    assert sorted(content["as_of"] for content in contents) == [
        (NOW - 2 * DAY).isoformat(),
        NOW.isoformat(),
    ]


@pytest.mark.parametrize(
    ("slug", "by", "ahead", "codes"),
    [
        ("no-such", TAXATION, 0, ["UNKNOWN_LIST_TYPE"]),
        ("tax-black", "jinjiang-market", 0, ["NOT_KEEPER"]),
        ("tax-black", "quanzhou-credit", 0, ["NOT_KEEPER"]),
        ("tax-black", TAXATION, 1, ["CONFIRMED_AHEAD"]),
    ],
)
async def test_others_and_what_is_ahead_are_refused(
    lists: Lists, slug: str, by: str, ahead: int, codes: list[str]
) -> None:
    with pytest.raises(Refused) as caught:
        await confirm(lists, NOW + ahead * DAY, by, slug)
    assert [each.code for each in caught.value.refusals] == codes
    assert await as_of(lists) is None
    assert await lists.city.count(AuditContent) == 0
