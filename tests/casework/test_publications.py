"""Publications on a real database: ordered on every channel, confirmed by its keeper, withdrawn after the exit (X3)."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace
from datetime import date as D  # noqa: N812 - tables of days
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from hub.casework.corrections import Correction
from hub.casework.objections import DecideObjection, OpenObjection, decide_objection, open_objection
from hub.casework.publications import withdraw_anew
from hub.errors import Refused
from hub.policy.vocabulary import Duty, NoticeMeans, ObjectionOrigin, ObjectionOutcome
from hub.store.ids import Ref
from hub.store.models import CalendarDay
from hub.store.session import Store
from tests.support.actions import TODAY, later
from tests.support.channels import PORTAL, TAX_SITE, P, black_listed, confirm, furnish, of, ref
from tests.support.listing import TAXATION, Lists, build, listing
from tests.support.sweeping import set_parameter, sweep


@pytest.fixture
async def lists(store: Store) -> Lists:
    return await furnish(await build(store))


async def refused(doing: Awaitable[Any]) -> list[str]:
    with pytest.raises(Refused) as found:
        await doing
    return [refusal.code for refusal in found.value.refusals]


async def test_a_published_listing_is_ordered_on_every_channel_of_the_day_and_its_field(lists: Lists) -> None:
    black = await black_listed(lists)
    found = await of(lists, black)
    assert set(found) == {PORTAL, TAX_SITE}
    assert {(row.published_at, row.withdrawn_at, row.notice) for row in found.values()} == {
        (None, None, None)
    }
    # Twelve months later it expires; the withdrawal is due three working days after that.
    assert {row.withdraw_by for row in found.values()} == {D(2027, 9, 10)}
    for slug, row in found.items():
        assert ("publication_due", row.id) in await lists.city.inbox(slug)
    labour = await black_listed(lists, number=2, list_type="labour-black")
    assert set(await of(lists, labour)) == {PORTAL}


async def test_what_is_not_published_is_on_no_channel(lists: Lists) -> None:
    watch = await black_listed(lists, "watch")
    assert await of(lists, watch) == {}
    black = await black_listed(lists, number=2)
    follow_on = await lists.follow_on(black)
    assert await of(lists, Ref("ListEntry", follow_on.bucket, follow_on.id)) == {}


async def test_the_keeper_confirms_the_publication_and_the_listing_department_is_told(lists: Lists) -> None:
    black = await black_listed(lists)
    row = (await of(lists, black))[PORTAL]
    assert await confirm(lists, ref(row), done_on=D(2026, 9, 8), moment=later(1)) == [ref(row)]
    row = (await of(lists, black))[PORTAL]
    assert (row.published_on, row.published_at) == (D(2026, 9, 8), later(1))
    assert ("publication_confirmed", row.id) in await lists.city.inbox("jinjiang-taxation")
    assert (await of(lists, black))[TAX_SITE].published_at is None
    assert await confirm(lists, ref(row), moment=later(1)) == [("STEP_NOT_ALLOWED", ("publications", "0"))]


async def test_an_exit_is_told_to_the_same_channels_and_confirmed_by_each(lists: Lists) -> None:
    black = await black_listed(lists)
    before = await of(lists, black)
    await lists.exit(black, moment=later(1))
    rows = await of(lists, black)
    assert {row.withdraw_by for row in rows.values()} == {D(2026, 9, 11)}
    for slug in (PORTAL, TAX_SITE):
        assert ("publication_withdrawal_due", rows[slug].id) in await lists.city.inbox(slug)
        assert rows[slug].notice is None
    one = ref(before[PORTAL])
    assert await confirm(lists, one, moment=later(1)) == [("STEP_NOT_ALLOWED", ("publications", "0"))]
    early = await confirm(lists, one, step=P.WITHDRAW, moment=later(1))
    assert early == [("PUBLICATION_DAY_WRONG", ("publications", "0", "doneOn"))]
    day = D(2026, 9, 8)
    assert await confirm(lists, one, step=P.WITHDRAW, done_on=day, moment=later(1)) == [one]
    assert (await of(lists, black))[PORTAL].withdrawn_on == day
    assert (await of(lists, black))[TAX_SITE].withdrawn_on is None


async def test_an_entry_that_expires_is_to_be_withdrawn_with_no_job_run(lists: Lists) -> None:
    black = await black_listed(lists)
    one = ref((await of(lists, black))[PORTAL])
    last = later(364)
    assert await confirm(lists, one, step=P.WITHDRAW, moment=last) == [
        ("STEP_NOT_ALLOWED", ("publications", "0"))
    ]
    day = D(2027, 9, 7)
    assert await confirm(lists, one, step=P.WITHDRAW, done_on=day, moment=later(365)) == [one]


async def test_only_the_keeper_or_its_successor_confirms(lists: Lists) -> None:
    black = await black_listed(lists)
    row = (await of(lists, black))[TAX_SITE]
    assert await confirm(lists, ref(row)) == [("NOT_YOUR_CHANNEL", ("publications", "0"))]
    blind = replace(lists.city.caller("jinjiang-market"), duties=frozenset({Duty.LIST}))
    assert await confirm(lists, ref(row), caller=blind) == [("NOT_FOUND", ("publications", "0"))]
    successor = lists.city.caller("jinjiang-taxation", succeeds=(TAX_SITE,))
    assert await confirm(lists, ref(row), caller=successor) == [ref(row)]


async def test_of_a_batch_the_good_ones_are_confirmed_and_each_bad_one_is_refused(lists: Lists) -> None:
    good = ref((await of(lists, await black_listed(lists)))[PORTAL])
    other = (await of(lists, await black_listed(lists, number=2)))[TAX_SITE]
    unknown = replace(good, id=uuid4())
    assert await confirm(lists, good, ref(other), unknown, good) == [
        good,
        ("NOT_YOUR_CHANNEL", ("publications", "1")),
        ("NOT_FOUND", ("publications", "2")),
        ("GIVEN_TWICE", ("publications", "3")),
    ]
    assert await refused(confirm(lists, *[good] * 1001)) == ["TOO_MANY"]


async def test_a_red_entry_that_stands_again_is_published_again(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    red = (await lists.put(listing(enterprise, "red"))).entry
    one = ref((await of(lists, red))[PORTAL])
    await confirm(lists, one)
    black = (await lists.put(listing(enterprise))).entry
    assert await confirm(lists, one, step=P.WITHDRAW) == [one]
    await lists.exit(black, "ERROR")
    row = (await of(lists, red))[PORTAL]
    assert (row.published_at, row.withdrawn_at, row.withdraw_by) == (None, None, D(2027, 9, 10))
    told = await lists.city.inbox(PORTAL)
    assert [kind for kind, key in told if key == row.id] == [
        "publication_due",
        "publication_withdrawal_due",
        "publication_due",
    ]
    assert await confirm(lists, one) == [one]


async def test_a_day_of_withdrawal_that_was_projected_is_computed_anew(lists: Lists) -> None:
    black = await black_listed(lists)
    assert {(row.withdraw_by, row.provisional) for row in (await of(lists, black)).values()} == {
        (D(2027, 9, 10), True)
    }
    day = CalendarDay.__table__.c.day
    await lists.city.write(update(CalendarDay).where(day < D(2028, 1, 1)).values(provisional=False))
    await lists.city.write(update(CalendarDay).where(day == D(2027, 9, 8)).values(working=False))
    assert await lists.city.run(PORTAL, withdraw_anew) == 1
    assert {(row.withdraw_by, row.provisional) for row in (await of(lists, black)).values()} == {
        (D(2027, 9, 13), False)
    }
    assert await lists.city.run(PORTAL, withdraw_anew) == 0


async def test_an_expiry_that_is_swept_is_told_to_the_channels(lists: Lists) -> None:
    await sweep(lists.city, later(0), "expiries")
    black = await black_listed(lists, valid_until=D(2026, 10, 7))
    row = (await of(lists, black))[PORTAL]
    assert await sweep(lists.city, later(31), "expiries") == {"expiries": 1}
    assert ("publication_withdrawal_due", row.id) in await lists.city.inbox(PORTAL)


async def test_what_was_corrected_is_published_anew(lists: Lists) -> None:
    black = await black_listed(lists)
    one = ref((await of(lists, black))[PORTAL])
    await confirm(lists, one)
    await set_parameter(lists.city, "OBJECTION_WORKING_DAYS", 20)
    opening = OpenObjection(black, ObjectionOrigin.SUBJECT, "The term is too long.")
    opened = await lists.city.run(TAXATION, lambda change: open_objection(change, opening))
    decision = DecideObjection(
        opened.objection,
        ObjectionOutcome.CORRECTED,
        "It is.",
        TODAY,
        NoticeMeans.DELIVERED,
        Correction(valid_until=D(2027, 3, 6)),
    )
    await lists.city.run(TAXATION, lambda change: decide_objection(change, decision))
    row = (await of(lists, black))[PORTAL]
    assert (row.published_at, row.withdraw_by) == (None, D(2027, 3, 10))
    told = [kind for kind, key in await lists.city.inbox(PORTAL) if key == row.id]
    assert told == ["publication_due", "publication_due"]
