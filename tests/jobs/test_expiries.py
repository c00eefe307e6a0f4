"""An expiry needs nobody to happen, and somebody to tell it: once, to all concerned, after any downtime in order (X3, L6)."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from hub.store.ids import Ref
from hub.store.models import Notification, Publication
from hub.store.session import Store
from tests.support.actions import later
from tests.support.channels import PORTAL, TAX_SITE, furnish, of
from tests.support.listing import Lists, build, listing
from tests.support.sweeping import sweep, told

D = dt.date
EXITED, WARNING = "entry_exited", "warning_due"
DUE, WITHDRAWN = "assignment_release_due", "assignment_withdrawn"


@pytest.fixture
async def lists(store: Store) -> Lists:
    """A city in which the jobs have run once, on the day before anything expires."""
    built = await build(store)
    await sweep(built.city, later(0))
    return built


async def expiring(lists: Lists, number: int, days: int, by: str = "jinjiang-taxation") -> Ref:
    """A black entry whose first day without it is so many days ahead."""
    until = D(2026, 9, 6) + dt.timedelta(days=days)
    enterprise = await lists.enterprise(number)
    return (await lists.put(listing(enterprise, valid_until=until), by)).entry


async def test_an_expiry_is_told_to_the_listing_department_the_responders_and_the_credit_offices(
    lists: Lists,
) -> None:
    black = await expiring(lists, 1, 40)
    await lists.city.initiate(black)
    watch = await lists.follow_on(black)
    assert await sweep(lists.city, later(39), "expiries", "ends") == {}
    done = await sweep(lists.city, later(40), "expiries", "ends")
    assert done == {"expiries": 1, "ends": 2}
    for slug in (
        "jinjiang-taxation",
        "jinjiang-market",
        "quanzhou-market",
        "jinjiang-credit",
        "quanzhou-credit",
    ):
        assert await told(lists.city, slug, EXITED) == [(EXITED, black.id)], slug
    assert await told(lists.city, "licheng-market", EXITED) == []
    assert await told(lists.city, "jinjiang-taxation", WARNING) == [(WARNING, watch.id)]
    assert (await lists.entry(black)).exited_on is None
    for moment in (later(40), later(41)):
        assert await sweep(lists.city, moment, "expiries", "ends") == {}


async def test_the_departments_are_told_what_the_dates_have_ended(lists: Lists) -> None:
    black = await expiring(lists, 1, 40)
    await lists.city.initiate(black)
    mine = await lists.city.of("quanzhou-market")
    await lists.city.acknowledge("quanzhou-market", Ref("Assignment", mine.bucket, mine.id))
    await sweep(lists.city, later(40))
    assert await told(lists.city, "quanzhou-market", DUE, WITHDRAWN) == [(DUE, mine.id)]
    other = await lists.city.of("jinjiang-market")
    assert await told(lists.city, "jinjiang-market", DUE, WITHDRAWN) == [(WITHDRAWN, other.id)]
    row = await lists.city.of("quanzhou-market")
    assert (row.state, row.release_reason) == ("RELEASE_DUE", "EXIT")
    assert row.release_due_since == dt.datetime(2026, 10, 16, 16, tzinfo=dt.UTC)


async def test_the_channels_are_told_to_withdraw_what_has_expired(lists: Lists) -> None:
    await furnish(lists)
    black = await expiring(lists, 1, 40)
    found = await of(lists, black)
    assert set(found) == {PORTAL, TAX_SITE}
    await sweep(lists.city, later(40), "expiries")
    await sweep(lists.city, later(41), "expiries")
    for slug, row in found.items():
        due = await told(lists.city, slug, "publication_withdrawal_due")
        assert due == [("publication_withdrawal_due", row.id)]


async def test_the_text_that_names_the_subject_of_an_error_goes_after_its_last_day(lists: Lists) -> None:
    await furnish(lists)
    black = await expiring(lists, 1, 300)
    await lists.exit(black, "ERROR", moment=later(1))
    notices = [row.notice for row in await lists.city.rows(Publication)]
    assert len(notices) == 2
    assert all(notices)
    await sweep(lists.city, later(31), "notices")
    assert all(row.notice for row in await lists.city.rows(Publication))
    assert await sweep(lists.city, later(32), "notices") == {"notices": 2}
    assert not any(row.notice for row in await lists.city.rows(Publication))


async def test_what_expired_before_the_first_sweep_is_no_news(store: Store) -> None:
    lists = await build(store)
    black = await expiring(lists, 1, 40)
    await sweep(lists.city, later(41), "expiries")
    assert await told(lists.city, "jinjiang-taxation", EXITED) == []
    assert (await lists.entry(black)).exited_on is None


async def test_days_of_downtime_are_caught_up_in_order(lists: Lists) -> None:
    last = await expiring(lists, 1, 44)
    first = await expiring(lists, 2, 40)
    second = await expiring(lists, 3, 42)
    await lists.city.initiate(second)
    mine = (await lists.city.of("jinjiang-market")).id
    assert await sweep(lists.city, later(60)) == {"expiries": 3, "ends": 2}
    assert [ref for _, ref in await told(lists.city, "jinjiang-taxation", EXITED)] == [
        first.id,
        second.id,
        last.id,
    ]
    assert await told(lists.city, "jinjiang-market", EXITED, WITHDRAWN) == [
        (EXITED, second.id),
        (WITHDRAWN, mine),
    ]


async def test_several_replicas_tell_each_expiry_once(lists: Lists) -> None:
    refs = [await expiring(lists, number, 40) for number in range(1, 8)]
    await asyncio.gather(*(sweep(lists.city, later(40), batch=2) for _ in range(3)))
    await sweep(lists.city, later(40))
    for slug in ("jinjiang-taxation", "quanzhou-credit"):
        assert sorted(ref for _, ref in await told(lists.city, slug, EXITED)) == sorted(r.id for r in refs)


async def test_an_exit_by_hand_is_not_told_again_and_an_erased_entry_never(lists: Lists) -> None:
    by_hand = await expiring(lists, 1, 40)
    erased = await expiring(lists, 2, 40)
    await lists.exit(by_hand, moment=later(3))
    await lists.exit(erased, "ERROR", moment=later(3))
    before = await lists.city.count(Notification)
    await sweep(lists.city, later(60))
    assert await lists.city.count(Notification) == before


async def test_a_watch_entry_that_is_prolonged_is_not_told_to_have_ended(lists: Lists) -> None:
    enterprise = await lists.enterprise(1)
    watch = (await lists.put(listing(enterprise, "watch", valid_until=D(2026, 10, 16)))).entry
    await sweep(lists.city, later(41))
    assert await told(lists.city, "jinjiang-taxation", EXITED) == [(EXITED, watch.id)]
    assert await sweep(lists.city, later(80)) == {}


async def test_settling_is_told_by_whoever_writes_it_down_first(lists: Lists) -> None:
    """The exit as ERROR of an entry that had expired settles its assignments: the sweep finds nothing left."""
    black = await expiring(lists, 1, 40)
    await lists.city.initiate(black)
    mine = await lists.city.of("quanzhou-market")
    await lists.city.acknowledge("quanzhou-market", Ref("Assignment", mine.bucket, mine.id))
    await lists.exit(black, "ERROR", moment=later(45))
    assert await told(lists.city, "quanzhou-market", DUE) == [(DUE, mine.id)]
    await sweep(lists.city, later(45), "ends")
    assert await told(lists.city, "quanzhou-market", DUE) == [(DUE, mine.id)]


async def test_measures_end_with_their_longest_duration_while_the_entry_stands(lists: Lists) -> None:
    enterprise, person = await lists.enterprise(1), await lists.person()
    await lists.office(enterprise, person)
    black = (await lists.put(listing(enterprise))).entry
    await lists.city.initiate(black)
    mine = await lists.city.of("quanzhou-police")
    ref = Ref("Assignment", mine.bucket, mine.id)
    await lists.city.acknowledge("quanzhou-police", ref)
    await sweep(lists.city, later(60), "ends")
    assert await told(lists.city, "quanzhou-police", DUE) == []
    await sweep(lists.city, later(61), "ends")
    assert await told(lists.city, "quanzhou-police", DUE) == [(DUE, mine.id)]
    row = await lists.city.of("quanzhou-police")
    assert (row.state, row.release_reason) == ("RELEASE_DUE", "MEASURE_ENDED")
