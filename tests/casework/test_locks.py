"""Rules before rows: who publishes and who applies them wait for one another in one order, and never in a ring (A4, A7)."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, text

from hub.casework.actions import InitiateAction, WithdrawAction, Withdrawn, initiate_action, withdraw_action
from hub.casework.assignments import acknowledge_assignments
from hub.casework.bases import EndBasis, end_basis
from hub.casework.change import Change
from hub.casework.departments import ChangeDepartment, change_department
from hub.casework.keys import DepartmentKey
from hub.casework.listing import list_subject
from hub.errors import Unavailable
from hub.store.ids import Ref
from hub.store.models import Subject, UnroutedMeasure
from hub.store.session import Store
from hub.store.statements import catalogue
from tests.casework.initiations import LICHENG, listed
from tests.casework.registering import PREFECTURE, change_it, end_it, refused
from tests.support.actions import TODAY, City
from tests.support.law import edition, issue, publish, version
from tests.support.listing import build as build_lists
from tests.support.listing import listing
from tests.support.small_city import build

TAXATION, MARKET = "jinjiang-taxation", "jinjiang-market"
GAINED = ("MARKET_REGULATION", "FINANCE")
Procedure = Callable[[Change], Awaitable[Any]]


async def waiting(store: Store, number: int) -> None:
    """Return once so many sessions of the test's database wait for a lock."""
    asked = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    async with asyncio.timeout(10), store.read() as connection:
        while await connection.scalar(asked) != number:
            await connection.rollback()  # what a transaction has read of the activity stays as it was
            await asyncio.sleep(0.01)


@asynccontextmanager
async def before_its_end(city: City, by: str, procedure: Procedure) -> AsyncIterator[asyncio.Task[Any]]:
    """A change that has done everything but write its history and commit, which it does after the block."""
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(change: Change) -> Any:
        outcome = await procedure(change)
        inside.set()
        await go_on.wait()
        return outcome

    task = asyncio.create_task(city.run(by, slowly))
    await inside.wait()
    try:
        yield task
    finally:
        go_on.set()
    await task


def asking(procedure: Callable[[Change, Any], Awaitable[Any]], asked: Any) -> Procedure:
    return lambda change: procedure(change, asked)


class Counted:
    """Changes of the city, and how often each had to be begun."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.begun: Counter[int] = Counter()

    async def run(self, by: str, procedure: Procedure) -> Any:
        number = len(self.begun)
        self.begun[number] = 0

        async def counting(change: Change) -> Any:
            self.begun[number] += 1
            return await procedure(change)

        return await self.city.run(by, counting)

    @property
    def again(self) -> int:
        """How often a change was begun again, because it stood in a ring with others."""
        return sum(self.begun.values()) - len(self.begun)


async def test_nothing_is_routed_onto_an_action_that_is_withdrawn_meanwhile(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    action = (await city.initiate(entry)).action
    withdrawing = WithdrawAction(action, "Listed twice.")
    async with before_its_end(city, TAXATION, lambda change: withdraw_action(change, withdrawing)) as other:
        changing = asyncio.create_task(change_it(city, MARKET, functions=GAINED))
        await waiting(store, 1)
    assert (await other).withdrawn == 3
    assert (await changing).issued == 0
    assert {row.state for row in await city.assignments()} == {"WITHDRAWN"}
    assert {row.routed_on for row in await city.rows(UnroutedMeasure)} == {None}
    assert "measure_routed" not in [kind for kind, _ in await city.inbox(TAXATION)]


async def test_a_withdrawal_and_a_department_that_gains_a_function_at_once_leave_nothing_live(
    store: Store,
) -> None:
    city = await build(store)
    issued = set()
    for number in range(8):
        entry, _, _ = await listed(city)
        withdrawing = WithdrawAction((await city.initiate(entry)).action, "Listed twice.")
        tasks = [
            city.run(TAXATION, asking(withdraw_action, withdrawing)),
            change_it(city, MARKET, functions=GAINED),
        ]
        done = await asyncio.gather(*(tasks if number % 2 else reversed(tasks)))
        issued |= {each.issued for each in done if not isinstance(each, Withdrawn)}
        rows = await city.assignments(entry_id=entry.id)
        assert {row.state for row in rows} == {"WITHDRAWN"}
        await change_it(city, MARKET, functions=GAINED[:1])
    assert issued <= {0, 1}


async def test_initiations_listings_and_department_changes_at_once_never_stand_in_a_ring(
    store: Store,
) -> None:
    lists = await build_lists(store)
    city, counted = lists.city, Counted(lists.city)
    enterprises = [await lists.enterprise(number) for number in range(1, 13)]
    entries = [(await lists.put(listing(each))).entry for each in enterprises]
    for entry in entries:
        # What nobody takes on in the prefecture lets every change of who holds FINANCE lock all of them.
        await city.initiate(entry)
    for number, (entry, enterprise) in enumerate(zip(entries, enterprises, strict=True)):
        asked = InitiateAction(entry, regions=(LICHENG,))
        again = listing(enterprise, list_type="labour-black")
        renamed = ChangeDepartment(DepartmentKey(slug="licheng-finance"), TODAY, name=f"例{number}")
        tasks = [
            counted.run(TAXATION, asking(initiate_action, asked)),
            counted.run(PREFECTURE, asking(change_department, renamed)),
            counted.run(TAXATION, asking(list_subject, again)),
        ]
        turned = tasks[number % 3 :] + tasks[: number % 3]
        done = await asyncio.gather(*turned, return_exceptions=True)
        assert [each for each in done if isinstance(each, BaseException)] == []
    assert len(counted.begun) == 36
    assert counted.again == 0
    assert len(await city.assignments(department_id=city.departments["licheng-market"])) == 12


@pytest.mark.parametrize("applying", ["initiates", "lists", "ends"])
async def test_who_waits_for_a_publication_holds_no_subject_that_it_may_need(
    store: Store, applying: str
) -> None:
    lists = await build_lists(store)
    enterprise = await lists.enterprise()
    entry = (await lists.put(listing(enterprise))).entry
    subject = (
        select(Subject.id)
        .where(Subject.bucket == enterprise.bucket, Subject.id == enterprise.id)
        .with_for_update(key_share=True, nowait=True)
    )
    tasks: list[asyncio.Task[Any]] = []

    async def publishing(change: Change) -> None:
        await catalogue.publishing(change.session)
        asked: dict[str, Callable[[], Awaitable[Any]]] = {
            "initiates": lambda: lists.city.initiate(entry),
            "lists": lambda: lists.put(listing(enterprise, list_type="labour-black")),
            "ends": lambda: lists.exit(entry),
        }
        tasks.append(asyncio.ensure_future(asked[applying]()))
        await waiting(store, 1)
        await change.session.execute(subject)

    await lists.city.run(PREFECTURE, publishing)
    assert await tasks[0] is not None


async def test_what_a_department_does_while_it_is_changed_is_written_beside_it(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry)
    counted, mine = Counted(city), await city.of(MARKET)
    ref = Ref("Assignment", mine.bucket, mine.id)
    gaining = ChangeDepartment(DepartmentKey(slug=MARKET), TODAY, GAINED)

    async with before_its_end(city, MARKET, lambda change: acknowledge_assignments(change, [ref])) as other:
        changing = asyncio.create_task(
            counted.run(PREFECTURE, lambda change: change_department(change, gaining))
        )
        await waiting(store, 1)
    assert await other == [ref]
    assert (await changing).issued == 1
    assert counted.again == 0


async def test_who_may_not_publish_is_told_without_waiting_for_who_does(store: Store) -> None:
    city = await build(store)
    basis = Ref("LegalBasis", 0, uuid4())

    async def publishing(change: Change) -> list[list[str]]:
        await catalogue.publishing(change.session)
        async with asyncio.timeout(5):
            return [
                await refused(change_it(city, MARKET, by=TAXATION, name="例")),
                await refused(end_it(city, "licheng-market", TODAY, None, by="jinjiang-credit")),
                await refused(publish(city, version(), MARKET)),
                await refused(publish(city, version(dry_run=True), MARKET)),
                await refused(issue(city, edition(), "jinjiang-credit")),
                await refused(city.run(TAXATION, lambda own: end_basis(own, EndBasis(basis, TODAY)))),
            ]

    assert await city.run(PREFECTURE, publishing) == [
        ["NOT_CREDIT_OFFICE"],
        ["OUTSIDE_YOUR_AREA"],
        ["MAY_NOT_PUBLISH"],
        ["MAY_NOT_PUBLISH"],
        ["MAY_NOT_PUBLISH"],
        ["MAY_NOT_PUBLISH"],
    ]


async def test_a_change_that_others_stand_in_the_way_of_each_time_may_be_asked_for_again(
    store: Store,
) -> None:
    city = await build(store)
    tried = []

    async def in_a_ring(change: Change) -> None:
        tried.append(change.moment)
        await change.session.execute(
            text("DO $$ BEGIN RAISE EXCEPTION 'a ring' USING ERRCODE = '40P01'; END $$")
        )

    with pytest.raises(Unavailable, match="nothing was done; try again"):
        await city.run(TAXATION, in_a_ring)
    assert len(tried) == 4
