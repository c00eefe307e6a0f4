"""Linked actions on a real database: initiated, routed, planned dry, repeated, escalated, withdrawn (A1–A3, L3)."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, select, update

from hub.casework.actions import (
    InitiateAction,
    Initiated,
    WithdrawAction,
    Withdrawn,
    initiate_action,
    initiate_actions,
    withdraw_action,
)
from hub.casework.assignments import ReportImplementation, report_implementation
from hub.casework.change import Change
from hub.casework.keys import RegionKey
from hub.errors import Refusal, Refused
from hub.errors.changes import Conflict
from hub.policy.duties import Caller
from hub.policy.vocabulary import FeedbackResult
from hub.store.ids import Ref
from hub.store.models import (
    Assignment,
    Audit,
    AuditContent,
    Department,
    DepartmentFunction,
    DepartmentServes,
    History,
    LinkedAction,
    Notification,
    UnroutedMeasure,
)
from hub.store.session import Store
from tests.support.actions import BUCKET, NOW, TODAY, City, add_measure, build, due, later

D = dt.date
JINJIANG = RegionKey(slug="jinjiang")
LICHENG = RegionKey(slug="licheng")


async def listed(city: City) -> tuple[Ref, Ref, Ref]:
    """A black entry of an enterprise in Jinjiang that names its legal representative: entry, enterprise, person."""
    enterprise, person = await city.enterprise(), await city.person()
    entry = await city.entry(enterprise, named=[(person, "LEGAL_REPRESENTATIVE", False)])
    return entry, enterprise, person


def planned(city: City, initiated: Initiated) -> set[tuple[str, str, str]]:
    """(measure, kind of target, department) by their names."""
    codes = {key: code for code, key in city.measures.items()}
    slugs = {key: slug for slug, key in city.departments.items()}
    return {(codes[m.id], t.kind, slugs[d.id]) for m, t, d in initiated.planned_assignments}


def unrouted(city: City, initiated: Initiated) -> set[tuple[str, str]]:
    codes = {key: code for code, key in city.measures.items()}
    regions = {key: slug for slug, key in city.regions.items()}
    return {(codes[m.id], regions[r.id]) for m, r in initiated.unrouted}


async def refused(
    city: City, entry: Ref, slug: str = "jinjiang-taxation", **asked: Any
) -> list[tuple[str, tuple[str, ...]]]:
    """The refusals of an initiation, after which nothing is there."""
    before = await city.count(Notification)
    with pytest.raises(Refused) as caught:
        await city.initiate(entry, slug, **asked)
    assert await city.count(Notification) == before
    return [(refusal.code, refusal.path) for refusal in caught.value.refusals]


EVERYTHING = {
    ("LICENCE_LIMIT", "Enterprise", "jinjiang-market"),
    ("LICENCE_LIMIT", "Enterprise", "quanzhou-market"),
    ("EXIT_BAN", "Person", "quanzhou-police"),
}


async def test_all_that_is_triggered_goes_to_the_subjects_region_and_the_prefecture(store: Store) -> None:
    city = await build(store)
    entry, enterprise, person = await listed(city)
    initiated = await city.initiate(entry)
    assert planned(city, initiated) == EVERYTHING
    assert initiated.planned == 3
    assert unrouted(city, initiated) == {("FINANCE_HINT", "jinjiang"), ("FINANCE_HINT", "quanzhou")}
    assert initiated.left_out == ()
    rows = await city.assignments()
    assert {row.state for row in rows} == {"ISSUED"}
    assert {row.action_id for row in rows} == {initiated.action.id if initiated.action else None}
    assert {row.target_id for row in rows if row.measure_code == "LICENCE_LIMIT"} == {enterprise.id}
    assert {row.target_id for row in rows if row.measure_code == "EXIT_BAN"} == {person.id}
    assert {row.bucket for row in rows} == {BUCKET}
    assert {(row.code, row.region) for row in await _unrouted_rows(city)} == unrouted(city, initiated)


async def _unrouted_rows(city: City) -> list[Any]:
    class Row:
        def __init__(self, code: str, region: str) -> None:
            self.code, self.region = code, region

    codes = {key: code for code, key in city.measures.items()}
    regions = {key: slug for slug, key in city.regions.items()}
    return [Row(codes[row.measure_id], regions[row.region_id]) for row in await city.rows(UnroutedMeasure)]


async def test_deadlines_are_frozen_at_the_initiation(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await city.initiate(entry)
    ban = await city.of("quanzhou-police")
    assert ban.issued_at == NOW
    assert ban.acknowledge_by == due(2026, 9, 10)
    assert ban.implement_by == due(2026, 9, 20)  # a Sunday that is worked
    assert ban.entry_ends_on == D(2027, 1, 1)
    assert ban.measure_ends_on == D(2026, 11, 7)
    assert ban.release_by == due(2026, 11, 13)
    assert ban.provisional is False
    limit = await city.of("jinjiang-market")
    assert limit.measure_ends_on is None
    assert limit.release_by == due(2027, 1, 8)
    assert limit.provisional is True


async def test_each_department_is_told_of_its_own_assignment_and_nobody_else(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    action = (await city.initiate(entry)).action
    assert action is not None
    police = await city.of("quanzhou-police")
    assert await city.inbox("quanzhou-police") == [("assignment_issued", police.id)]
    assert await city.inbox("licheng-market") == []
    assert await city.inbox("licheng-credit") == []
    told = {("action_initiated", action.id), ("measure_unrouted", action.id)}
    for slug in ("jinjiang-taxation", "jinjiang-credit", "quanzhou-credit"):
        assert set(await city.inbox(slug)) == told


async def test_history_and_audit_name_the_operator_and_never_the_subject(store: Store) -> None:
    city = await build(store)
    entry, enterprise, person = await listed(city)
    action = (await city.initiate(entry, note="By agreement.")).action
    (step,) = await city.rows(History)
    assert (step.entry_id, step.step, step.operator, step.clause) == (
        entry.id,
        "action_initiated",
        "Clerk Lin",
        "§5.1",
    )
    (audit,) = await city.rows(Audit)
    assert audit.objects == [str(action)]
    (content,) = await city.rows(AuditContent)
    assert content.content["measures"] == ["EXIT_BAN", "LICENCE_LIMIT"]
    assert not any(str(key.id) in str(content.content) for key in (enterprise, person))


async def test_a_dry_run_plans_the_same_and_writes_nothing(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    dry = await city.initiate(entry, dry_run=True, regions=(LICHENG,))
    assert dry.action is None
    for model in (LinkedAction, Assignment, UnroutedMeasure, Notification, History, Audit):
        assert await city.count(model) == 0
    real = await city.initiate(entry, regions=(LICHENG,))
    assert (dry.planned, dry.planned_assignments, dry.unrouted) == (
        real.planned,
        real.planned_assignments,
        real.unrouted,
    )
    assert real.action is not None


async def test_regions_are_added_across_counties(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    initiated = await city.initiate(entry, regions=(LICHENG,))
    assert planned(city, initiated) == EVERYTHING | {
        ("LICENCE_LIMIT", "Enterprise", "licheng-market"),
        ("FINANCE_HINT", "Enterprise", "licheng-finance"),
    }
    assert unrouted(city, initiated) == {("FINANCE_HINT", "jinjiang"), ("FINANCE_HINT", "quanzhou")}


async def test_a_subject_without_a_region_is_routed_by_the_initiators(store: Store) -> None:
    city = await build(store)
    entry = await city.entry(await city.enterprise(region=None))
    initiated = await city.initiate(entry, measures=())
    assert planned(city, initiated) == {
        ("LICENCE_LIMIT", "Enterprise", "jinjiang-market"), ("LICENCE_LIMIT", "Enterprise", "quanzhou-market"),
    }  # fmt: skip


async def test_nobody_is_targeted_whom_the_entry_does_not_name_in_the_role(store: Store) -> None:
    city = await build(store)
    person = await city.person()
    entry = await city.entry(await city.enterprise(), named=[(person, "SHAREHOLDER", False)])
    initiated = await city.initiate(entry)
    assert {kind for _, kind, _ in planned(city, initiated)} == {"Enterprise"}
    assert await city.assignments(target_id=person.id) == []


async def test_a_list_of_measures_is_added_to_the_mandatory_ones(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    mandatory = await city.initiate(entry, measures=(), dry_run=True, regions=(LICHENG,))
    assert {code for code, _, _ in planned(city, mandatory)} == {"LICENCE_LIMIT", "EXIT_BAN"}
    more = await city.initiate(entry, measures=("FINANCE_HINT",), dry_run=True, regions=(LICHENG,))
    assert {code for code, _, _ in planned(city, more)} == {"LICENCE_LIMIT", "EXIT_BAN", "FINANCE_HINT"}


async def test_a_measure_that_is_not_triggered_is_refused_by_name(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    asked = ("LICENCE_LIMIT", "GREEN_LANE", "NO_SUCH")
    assert await refused(city, entry, measures=asked) == [
        ("MEASURE_NOT_TRIGGERED", ("measures", "1")),
        ("MEASURE_NOT_TRIGGERED", ("measures", "2")),
    ]
    assert await city.count(LinkedAction) == 0


async def test_a_mandatory_measure_whose_basis_has_ended_is_left_out_and_reported(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    await add_measure(city, "STALE", basis="ended")
    initiated = await city.initiate(entry)
    assert planned(city, initiated) == EVERYTHING
    assert [(r.code, r.path) for r in initiated.reported] == [("BASIS_NOT_IN_FORCE", ("measures", "STALE"))]
    assert await city.assignments(measure_code="STALE") == []


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


async def withdraw(
    city: City,
    action: Ref,
    slug: str = "jinjiang-taxation",
    reason: str = "Listed twice.",
    *,
    caller: Caller | None = None,
) -> Withdrawn:
    given = WithdrawAction(action, reason)
    return await city.run(slug, lambda change: withdraw_action(change, given), caller=caller, moment=later(1))


async def test_a_withdrawal_ends_what_was_not_taken_on_and_asks_for_the_release_of_the_rest(
    store: Store,
) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    action = (await city.initiate(entry)).action
    assert action is not None
    police = Ref("Assignment", BUCKET, (await city.of("quanzhou-police")).id)
    await city.acknowledge("quanzhou-police", police)
    assert await withdraw(city, action) == Withdrawn(action, withdrawn=2, release_due=1)
    ban = await city.of("quanzhou-police")
    assert (ban.state, ban.release_reason, ban.release_due_since) == ("RELEASE_DUE", "WITHDRAWAL", later(1))
    assert ban.release_by == due(2026, 9, 15)
    assert (await city.inbox("quanzhou-police"))[-1] == ("assignment_release_due", ban.id)
    assert (await city.of("jinjiang-market")).state == "WITHDRAWN"
    assert (await city.inbox("quanzhou-credit"))[-1] == ("action_withdrawn", action.id)
    (row,) = await city.rows(LinkedAction)
    assert (row.withdrawn_at, row.withdraw_reason) == (later(1), "Listed twice.")


async def test_only_the_initiator_withdraws_and_only_once(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    action = (await city.initiate(entry)).action
    assert action is not None
    for slug, code in (("jinjiang-credit", "NOT_YOUR_ACTION"), ("quanzhou-police", "NOT_YOUR_ACTION")):
        with pytest.raises(Refused) as caught:
            await withdraw(city, action, slug)
        assert [r.code for r in caught.value.refusals] == [code]
    successor = city.caller("licheng-market", succeeds=["jinjiang-taxation"])
    assert (await withdraw(city, action, "licheng-market", caller=successor)).withdrawn == 3
    with pytest.raises(Refused) as caught:
        await withdraw(city, action)
    assert [r.code for r in caught.value.refusals] == ["ALREADY_WITHDRAWN"]
    assert "2026-09-08" in str(caught.value)


async def test_a_withdrawal_without_a_reason_or_of_nothing_is_refused(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    action = (await city.initiate(entry)).action
    assert action is not None
    with pytest.raises(Refused) as caught:
        await withdraw(city, action, reason=" ")
    assert [(r.code, r.path) for r in caught.value.refusals] == [("REASON_MISSING", ("reason",))]
    with pytest.raises(Refused) as caught:
        await withdraw(city, Ref("LinkedAction", BUCKET, uuid4()))
    assert [(r.code, r.path) for r in caught.value.refusals] == [("NOT_FOUND", ("action",))]
    assert {row.state for row in await city.assignments()} == {"ISSUED"}


async def test_after_a_withdrawal_the_measures_may_be_initiated_again(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    action = (await city.initiate(entry)).action
    assert action is not None
    await withdraw(city, action)
    assert planned(city, await city.initiate(entry, moment=later(2))) == EVERYTHING


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


# Races: one wins, the other is told; nothing half-done remains.


async def race(*tasks: Any) -> list[Any]:
    return list(await asyncio.gather(*tasks, return_exceptions=True))


def told(answers: list[Any]) -> list[str]:
    codes = []
    for answer in answers:
        if isinstance(answer, Refused):
            codes += [refusal.code for refusal in answer.refusals]
        elif isinstance(answer, Refusal | Conflict):
            codes.append(answer.code)
        elif isinstance(answer, BaseException):
            raise answer
    return codes


async def test_of_two_initiations_at_once_one_wins_and_the_other_is_told(store: Store) -> None:
    city = await build(store)
    for _ in range(5):
        entry, _, _ = await listed(city)
        answers = await race(city.initiate(entry), city.initiate(entry, "jinjiang-credit"))
        assert told(answers) == ["NOTHING_TO_INITIATE"]
        assert len(await city.assignments(entry_id=entry.id)) == 3


async def test_an_initiation_beside_an_exit_leaves_nothing_live(store: Store) -> None:
    city = await build(store)
    for number in range(6):
        entry, _, _ = await listed(city)
        tasks = [city.initiate(entry), city.exit(entry, TODAY)]
        answers = await race(*(tasks if number % 2 else reversed(tasks)))
        rows = await city.assignments(entry_id=entry.id)
        if told(answers):
            assert told(answers) == ["ENTRY_NOT_IN_FORCE"]
            assert rows == []
        else:
            assert {row.state for row in rows} == {"WITHDRAWN"}
            assert len(rows) == 3


async def test_the_initiation_that_waits_for_an_exit_is_told(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def slow_exit(change: Change) -> None:
        from hub.store.models import ListEntry  # noqa: PLC0415
        from tests.support.actions import lock_subject  # noqa: PLC0415

        await lock_subject(change, entry)
        inside.set()
        await go_on.wait()
        await change.session.execute(
            update(ListEntry)
            .where(ListEntry.id == entry.id)
            .values(exited_on=TODAY, exited_at=NOW, exit_ground="MISUSE")
        )

    exiting = asyncio.create_task(city.run("jinjiang-taxation", slow_exit))
    await inside.wait()
    initiating = asyncio.create_task(city.initiate(entry))
    await asyncio.sleep(0.2)
    assert not initiating.done()
    go_on.set()
    await exiting
    with pytest.raises(Refused) as caught:
        await initiating
    assert [r.code for r in caught.value.refusals] == ["ENTRY_NOT_IN_FORCE"]
    assert await city.count(Assignment) == 0


async def test_a_refused_initiation_leaves_no_row_behind(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    with pytest.raises(Refused):
        await city.initiate(entry, measures=("NO_SUCH",))
    async with city.store.write() as session:
        for model in (LinkedAction, Assignment, History, Audit, Notification):
            assert (await session.execute(select(model.__table__))).all() == []
