"""Further actions: what is live is skipped, what ended is assigned anew, what an escalation repeats goes on (A1, L3)."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from sqlalchemy import insert, update

from hub.casework.actions import InitiateAction, Initiated, initiate_action, initiate_actions
from hub.casework.assignments import ReportImplementation, report_implementation
from hub.errors import Refused
from hub.policy.vocabulary import FeedbackResult
from hub.store.ids import Ref
from hub.store.models import Assignment, Department, DepartmentFunction, DepartmentServes, LinkedAction
from hub.store.session import Store
from tests.casework.initiations import LICHENG, listed, planned, refused
from tests.support.actions import BUCKET, NOW, TODAY, City, later
from tests.support.small_city import build

D = dt.date


async def test_a_further_action_skips_what_is_live_and_adds_the_rest(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry, measures=())
    further = await city.initiate(entry, regions=(LICHENG,))
    assert planned(city, further) == {
        ("LICENCE_LIMIT", "Enterprise", "licheng-market"), ("FINANCE_HINT", "Enterprise", "licheng-finance"),
    }  # fmt: skip
    assert await city.count(Assignment) == 5


async def test_the_same_action_again_is_told_that_nothing_is_left(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry)
    assert await refused(city, entry) == [("NOTHING_TO_INITIATE", ("entry",))]
    assert await city.count(LinkedAction) == 1
    assert await city.count(Assignment) == 3


async def test_a_measure_that_ended_by_its_dates_is_assigned_anew(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry)
    police = await city.of("quanzhou-police")
    await city.acknowledge("quanzhou-police", Ref("Assignment", BUCKET, police.id))
    again = await city.initiate(entry, moment=later(61))
    assert planned(city, again) == {("EXIT_BAN", "Person", "quanzhou-police")}
    old, new = await city.assignments(measure_code="EXIT_BAN")
    assert (old.state, old.release_reason) == ("RELEASE_DUE", "MEASURE_ENDED")
    assert old.release_due_since == dt.datetime(2026, 11, 6, 16, 0, tzinfo=dt.UTC)
    assert new.state == "ISSUED"


async def test_a_department_that_ended_gets_nothing_and_its_live_duties_are_its_successors(
    store: Store,
) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry)
    successor = city.departments["jinjiang-market-new"] = uuid4()
    await city.write(
        insert(Department),
        [
            {
                "id": successor,
                "slug": "new",
                "name": "new",
                "region_id": city.regions["jinjiang"],
                "valid_from": TODAY,
            }
        ],
    )
    await city.write(
        insert(DepartmentFunction), [{"department_id": successor, "function": "MARKET_REGULATION"}]
    )
    await city.write(
        insert(DepartmentServes), [{"department_id": successor, "region_id": city.regions["jinjiang"]}]
    )
    old = city.departments["jinjiang-market"]
    await city.write(
        update(Department).where(Department.id == old).values(valid_to=TODAY, successor_id=successor)
    )
    with pytest.raises(Refused) as caught:
        await city.initiate(entry, moment=later(1))
    assert [r.code for r in caught.value.refusals] == ["NOTHING_TO_INITIATE"]
    await city.exit(entry, D(2026, 9, 8), moment=later(1))
    limit = await city.of("jinjiang-market")
    assert ("assignment_withdrawn", limit.id) in await city.inbox("jinjiang-market-new")
    assert await city.inbox("jinjiang-market") == [("assignment_issued", limit.id)]


async def test_a_set_of_initiations_is_judged_item_by_item(store: Store) -> None:
    city = await build(store)
    first, _, _ = await listed(city)
    second = await city.entry(
        await city.enterprise("Invented Tea House", "licheng"), valid_until=D(2026, 9, 6)
    )
    asked = [InitiateAction(first), InitiateAction(second), InitiateAction(first)]
    answers = await city.run("jinjiang-taxation", lambda change: initiate_actions(change, asked))
    assert isinstance(answers[0], Initiated)
    assert [r.code for a in answers[1:] if isinstance(a, Refused) for r in a.refusals] == [
        "ENTRY_NOT_IN_FORCE", "NOTHING_TO_INITIATE",
    ]  # fmt: skip
    assert await city.count(Assignment) == 3


async def escalated(city: City) -> tuple[Ref, Ref, Ref]:
    """A watch entry whose licence limit is taken on in Jinjiang, not in Quanzhou, and then a black entry: watch, black, assignment."""
    enterprise = await city.enterprise()
    watch = await city.entry(enterprise, "tax-watch")
    await city.initiate(watch)
    taken = Ref("Assignment", BUCKET, (await city.of("jinjiang-market")).id)
    await city.acknowledge("jinjiang-market", taken)
    report = ReportImplementation(taken, FeedbackResult.APPLIED, TODAY)
    await city.run("jinjiang-market", lambda change: report_implementation(change, report))
    black = await city.entry(enterprise, valid_from=TODAY)
    await city.exit(watch, TODAY, ground="ESCALATED", cause=black)
    return watch, black, taken


async def test_what_a_black_entrys_action_repeats_after_an_escalation_goes_on_without_a_release(
    store: Store,
) -> None:
    city = await build(store)
    _, black, taken = await escalated(city)
    (due_now,) = await city.assignments(id=taken.id)
    assert due_now.state == "RELEASE_DUE"
    initiated = await city.initiate(black)
    assert initiated.action is not None
    (going_on,) = await city.assignments(id=taken.id)
    assert (going_on.state, going_on.release_due_since, going_on.release_reason) == (
        "IMPLEMENTED",
        None,
        None,
    )
    assert (going_on.entry_id, going_on.action_id) == (black.id, initiated.action.id)
    assert going_on.entry_ends_on == D(2027, 1, 1)
    assert going_on.issued_at == NOW
    assert len(await city.assignments(department_id=city.departments["jinjiang-market"])) == 1
    assert (await city.inbox("jinjiang-market"))[-1] == ("assignment_continued", taken.id)
    states = {row.state for row in await city.assignments(department_id=city.departments["quanzhou-market"])}
    assert states == {"WITHDRAWN", "ISSUED"}
    assert initiated.planned == 2


async def test_what_was_lifted_before_the_black_entrys_action_is_issued_anew(store: Store) -> None:
    city = await build(store)
    _, black, taken = await escalated(city)
    await city.write(
        update(Assignment).where(Assignment.id == taken.id).values(state="RELEASED", released_at=NOW)
    )
    await city.initiate(black)
    rows = await city.assignments(department_id=city.departments["jinjiang-market"])
    assert {row.state for row in rows} == {"RELEASED", "ISSUED"}


async def test_an_idempotency_key_answers_the_same_action_again(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)

    async def once() -> Initiated:
        return await city.run(
            "jinjiang-taxation",
            lambda change: initiate_action(change, InitiateAction(entry)),
            key="case-7",
            result=Initiated,
        )

    assert await once() == await once()
    assert await city.count(LinkedAction) == 1
