"""Objections on a real database: opened, suspended in every county, decided, resumed with the time lost (O1–O3)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import update

from hub.casework.pauses import PauseEntry, pause_entry
from hub.policy.bases import BasisGiven
from hub.policy.vocabulary import BasisLevel, PauseKind
from hub.store.models import Assignment, History, Objection, Parameter
from hub.store.session import Store
from tests.support.actions import TODAY, due, later
from tests.support.listing import listing
from tests.support.objections import SUPPLIER, Objections, build

D = dt.date


@pytest.fixture
async def objections(store: Store) -> Objections:
    return await build(store)


async def test_an_objection_is_addressed_to_the_supplier_and_due_in_20_working_days(
    objections: Objections,
) -> None:
    entry = await objections.black()
    opened = await objections.open(entry, grounds=" Invented grounds. ")
    row = await objections.row(opened.objection)
    departments = objections.city.departments
    assert (row.entry_id, row.opened_by, row.addressed_to) == (
        entry.id,
        departments["licheng-market"],
        departments[SUPPLIER],
    )
    # From Tuesday 8 September on: Sunday 20 September and Saturday 10 October are worked, 1 to 7 October are not.
    assert (row.due_on, row.due_within_days, row.provisional) == (D(2026, 10, 10), 20, False)
    assert (row.state, row.grounds, row.operator) == ("OPEN", "Invented grounds.", "Clerk Lin")
    assert (row.outcome, row.restoration_owed, row.concerning_id) == (None, False, None)


async def test_beyond_the_official_calendar_the_last_day_is_provisional(objections: Objections) -> None:
    moment = later(100)
    entry = await objections.black(initiated=False)
    opened = await objections.open(entry, moment=moment)
    row = await objections.row(opened.objection)
    # 16 December 2026: the twentieth working day lies in a year without a notice; 1 January is statutory.
    assert (row.due_on, row.provisional) == (D(2027, 1, 14), True)


async def test_the_live_sanctions_are_suspended_in_every_county_and_remember_where_they_were(
    objections: Objections,
) -> None:
    entry = await objections.black()
    taken = await objections.taken_on("quanzhou-market")
    before = await objections.states(entry)
    opened = await objections.open(entry)
    assert opened.suspended == len(before) == 3
    assert set((await objections.states(entry)).values()) == {"SUSPENDED"}
    rows = await objections.city.assignments(entry_id=entry.id)
    assert {row.suspended_from for row in rows if row.id != taken.id} == {"ISSUED"}
    assert [row.suspended_from for row in rows if row.id == taken.id] == ["ACKNOWLEDGED"]
    slugs = {key: slug for slug, key in objections.city.departments.items()}
    for row in rows:
        inbox = await objections.city.inbox(slugs[row.department_id])
        assert ("assignment_suspended", row.id) in inbox
    # The entry stays listed.
    assert (await objections.lists.entry(entry)).exited_on is None


async def test_incentives_run_on(objections: Objections) -> None:
    red = (await objections.lists.put(listing(await objections.lists.enterprise(), "red"))).entry
    await objections.city.initiate(red)
    before = await objections.states(red)
    assert (await objections.open(red)).suspended == 0
    assert await objections.states(red) == before
    assert set(before.values()) == {"ISSUED"}


async def test_an_objection_is_told_to_the_supplier_the_listing_department_and_the_credit_offices(
    objections: Objections,
) -> None:
    entry = await objections.black()
    opened = await objections.open(entry)
    for slug in (SUPPLIER, "jinjiang-taxation", "quanzhou-credit"):
        assert ("objection_opened", opened.objection.id) in await objections.city.inbox(slug)
    assert all(kind != "objection_opened" for kind, _ in await objections.city.inbox("licheng-finance"))


async def test_a_sanction_issued_meanwhile_is_born_suspended(objections: Objections) -> None:
    entry = await objections.black(initiated=False)
    opened = await objections.open(entry)
    assert opened.suspended == 0
    await objections.city.initiate(entry)
    rows = await objections.city.assignments(entry_id=entry.id)
    assert {(row.state, row.suspended_from) for row in rows} == {("SUSPENDED", "ISSUED")}
    decided = await objections.decide(opened.objection, moment=later(2))
    assert decided.resumed == len(rows) == 3
    assert set((await objections.states(entry)).values()) == {"ISSUED"}


async def test_deadlines_move_by_the_working_days_of_the_suspension(objections: Objections) -> None:
    entry = await objections.black()
    taken = await objections.taken_on("quanzhou-market")
    before = {row.id: row for row in await objections.city.assignments(entry_id=entry.id)}
    opened = await objections.open(entry, moment=later(1))
    decided = await objections.decide(opened.objection, moment=later(4))
    assert (decided.resumed, decided.reinstated, decided.erased) == (3, (), False)
    after = {row.id: row for row in await objections.city.assignments(entry_id=entry.id)}
    # Suspended on Tuesday, resumed on Friday: Wednesday, Thursday and Friday were lost.
    for key, row in after.items():
        assert row.extended_days == 3
        assert (row.suspended_from, row.suspended_at) == (None, None)
        assert before[key].implement_by == due(2026, 9, 20)
        assert row.implement_by == due(2026, 9, 23)
        if key == taken.id:
            assert (row.state, row.acknowledge_by) == ("ACKNOWLEDGED", before[key].acknowledge_by)
        else:
            assert (row.state, row.acknowledge_by) == ("ISSUED", due(2026, 9, 15))
    slugs = {key: slug for slug, key in objections.city.departments.items()}
    for row in after.values():
        assert ("assignment_resumed", row.id) in await objections.city.inbox(slugs[row.department_id])


async def test_what_was_reported_goes_on_without_a_deadline_to_move(objections: Objections) -> None:
    entry = await objections.black()
    taken = await objections.taken_on("quanzhou-market")
    done = update(Assignment).where(Assignment.id == taken.id)
    await objections.city.write(done.values(state="IMPLEMENTED", implemented_at=later(0)))
    opened = await objections.open(entry)
    await objections.decide(opened.objection, moment=later(4))
    (row,) = await objections.city.assignments(id=taken.id)
    assert (row.state, row.implement_by, row.extended_days) == ("IMPLEMENTED", due(2026, 9, 20), 0)


async def test_of_several_objections_the_last_decision_resumes(objections: Objections) -> None:
    entry = await objections.black()
    first = await objections.open(entry)
    second = await objections.open(entry, "COMPLAINT", "licheng-finance", moment=later(1))
    assert (first.suspended, second.suspended) == (3, 0)
    assert (await objections.decide(first.objection, moment=later(2))).resumed == 0
    assert set((await objections.states(entry)).values()) == {"SUSPENDED"}
    assert (await objections.decide(second.objection, moment=later(3))).resumed == 3
    rows = await objections.city.assignments(entry_id=entry.id)
    # Both together lasted from Monday to Thursday.
    assert {row.extended_days for row in rows} == {3}


async def test_a_decision_is_recorded_and_told(objections: Objections) -> None:
    entry = await objections.black()
    opened = await objections.open(entry)
    decided = await objections.decide(opened.objection, explanation=" Found right. ")
    assert decided.entry == entry
    row = await objections.row(opened.objection)
    assert (row.state, row.outcome, row.explanation, row.told_on, row.told_means) == (
        "DECIDED",
        "UPHELD",
        "Found right.",
        TODAY,
        "DELIVERED",
    )
    assert (row.decided_by, row.restoration_owed) == (objections.city.departments[SUPPLIER], False)
    for slug in (
        "jinjiang-taxation",
        "quanzhou-market",
        "quanzhou-police",
        "quanzhou-credit",
        "licheng-market",
    ):
        assert ("objection_decided", opened.objection.id) in await objections.city.inbox(slug)
    steps = [row.step for row in await objections.city.rows(History) if row.entry_id == entry.id]
    assert steps[-2:] == ["objection_opened", "objection_decided"]
    assert "entry_corrected" not in steps


async def test_an_entry_that_exits_meanwhile_exits_as_ever_and_can_still_be_decided(
    objections: Objections,
) -> None:
    entry = await objections.black()
    await objections.taken_on("quanzhou-market")
    opened = await objections.open(entry)
    exited = await objections.lists.exit(entry, moment=later(1))
    assert (exited.release_due, exited.withdrawn) == (1, 2)
    assert sorted((await objections.states(entry)).values()) == ["RELEASE_DUE", "WITHDRAWN", "WITHDRAWN"]
    decided = await objections.decide(opened.objection, moment=later(2))
    assert (decided.resumed, decided.erased) == (0, False)
    assert sorted((await objections.states(entry)).values()) == ["RELEASE_DUE", "WITHDRAWN", "WITHDRAWN"]


async def test_what_time_has_ended_during_the_verification_is_not_resumed(objections: Objections) -> None:
    entry = await objections.black(valid_until=D(2026, 10, 7))
    await objections.taken_on("quanzhou-market")
    opened = await objections.open(entry)
    decided = await objections.decide(opened.objection, moment=later(40))
    assert decided.resumed == 0
    rows = await objections.city.assignments(entry_id=entry.id)
    assert sorted(row.state for row in rows) == ["RELEASE_DUE", "WITHDRAWN", "WITHDRAWN"]
    assert {row.suspended_at for row in rows} == {None}


async def test_an_exited_entry_can_be_questioned(objections: Objections) -> None:
    entry = await objections.black()
    await objections.lists.exit(entry)
    opened = await objections.open(entry, moment=later(1))
    assert opened.suspended == 0
    decided = await objections.decide(opened.objection, "REVOKED", moment=later(2))
    assert decided.erased
    assert (await objections.lists.entry(entry)).exit_ground == "ERROR"


async def test_the_number_is_that_of_the_day(objections: Objections) -> None:
    entry = await objections.black()
    later_law: dict[str, Any] = {
        "code": "OBJECTION_WORKING_DAYS", "valid_from": D(2026, 9, 8), "value": 7, "unit": "WORKING_DAY",
        "source": "Invented.",
    }  # fmt: skip
    async with objections.lists.store.write() as session:
        await session.execute(Parameter.__table__.insert(), [later_law])  # type: ignore[attr-defined]
        await session.commit()
    before = await objections.open(entry)
    after = await objections.open(entry, moment=later(1))
    assert (await objections.row(before.objection)).due_on == D(2026, 10, 10)
    assert (await objections.row(after.objection)).due_on == D(2026, 9, 17)


async def test_the_same_key_answers_the_same_objection_again(objections: Objections) -> None:
    entry = await objections.black()
    first = await objections.open(entry, key="k")
    again = await objections.open(entry, key="k")
    assert again == first
    assert len(await objections.city.rows(Objection)) == 1


async def test_a_pause_and_a_suspension_on_the_same_days_give_their_time_once(objections: Objections) -> None:
    entry = await objections.black()
    opened = await objections.open(entry)
    basis = BasisGiven("Invented ruling on a reorganisation", BasisLevel.LAW, TODAY)
    asked = PauseEntry(entry, PauseKind.GRACE, TODAY, D(2026, 9, 9), basis)
    await objections.city.run("jinjiang-taxation", lambda change: pause_entry(change, asked))
    paused = {row.extended_days for row in await objections.city.assignments(entry_id=entry.id)}
    assert paused == {2}
    await objections.decide(opened.objection, moment=later(4))
    # Suspended from Monday to Friday: Tuesday and Wednesday were the pause's, Thursday and Friday are its own.
    rows = await objections.city.assignments(entry_id=entry.id)
    assert {(row.extended_days, row.implement_by) for row in rows} == {(4, due(2026, 9, 24))}
