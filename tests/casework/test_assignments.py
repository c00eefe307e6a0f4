"""What responding departments do: acknowledge, decline and report, each its own and as its state allows (A4)."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from hub.casework.assignments import acknowledge_assignments
from hub.policy.vocabulary import DeclineGround, FeedbackResult
from hub.store.ids import Ref
from hub.store.models import Feedback, History
from hub.store.session import Store
from tests.casework.answers import codes, decline, issued, refusals, release, report, row_of
from tests.support.actions import BUCKET, NOW, TODAY, later
from tests.support.small_city import build

D = dt.date


async def test_a_department_acknowledges_its_assignment_and_the_initiator_is_told(store: Store) -> None:
    city = await build(store)
    _, by = await issued(city)
    mine = by["jinjiang-market"]
    assert await city.acknowledge("jinjiang-market", mine, moment=later(1)) == [mine]
    row = await row_of(city, mine)
    assert (row.state, row.acknowledged_at, row.implemented_at) == ("ACKNOWLEDGED", later(1), None)
    assert (await city.inbox("jinjiang-taxation"))[-1] == ("assignment_acknowledged", mine.id)
    assert {(await row_of(city, ref)).state for slug, ref in by.items() if slug != "jinjiang-market"} == {
        "ISSUED"
    }
    issued_first, step = [h for h in await city.rows(History) if h.assignment_id == mine.id]
    assert issued_first.step == "assignment_issued"
    assert (step.step, step.clause, step.operator) == ("assignment_acknowledged", "§5.1", "Clerk Lin")


async def test_another_departments_assignment_is_refused_as_not_theirs(store: Store) -> None:
    city = await build(store)
    _, by = await issued(city)
    foreign = by["quanzhou-market"]
    expected = ("NOT_YOUR_ASSIGNMENT", ("assignments", "0"), ())
    assert codes(await city.acknowledge("jinjiang-market", foreign)) == [expected]
    single = [("NOT_YOUR_ASSIGNMENT", ("assignment",), ())]
    assert await refusals(decline(city, foreign, DeclineGround.NOT_COMPETENT)) == single
    assert await refusals(report(city, foreign)) == single
    assert codes(await release(city, "jinjiang-market", foreign)) == [expected]
    assert (await row_of(city, foreign)).state == "ISSUED"
    assert len(await city.inbox("quanzhou-market")) == 1


async def test_not_even_the_initiator_or_the_credit_office_answers_for_a_department(store: Store) -> None:
    city = await build(store)
    _, by = await issued(city)
    for slug in ("jinjiang-taxation", "jinjiang-credit", "quanzhou-credit"):
        answers = await city.acknowledge(slug, by["jinjiang-market"])
        assert codes(answers) == [("NOT_YOUR_ASSIGNMENT", ("assignments", "0"), ())]


async def test_a_successor_acts_on_what_it_took_over(store: Store) -> None:
    city = await build(store)
    _, by = await issued(city)
    mine = by["jinjiang-market"]
    successor = city.caller("licheng-market", succeeds=["jinjiang-market"])
    answers = await city.run(
        "licheng-market", lambda change: acknowledge_assignments(change, [mine]), caller=successor
    )
    assert answers == [mine]


async def test_a_batch_commits_its_good_items_and_refuses_each_bad_one_at_its_place(store: Store) -> None:
    city = await build(store)
    _, by = await issued(city)
    _, other = await issued(city)
    mine, second = by["jinjiang-market"], other["jinjiang-market"]
    unknown, wrong_kind = Ref("Assignment", BUCKET, uuid4()), Ref("LinkedAction", BUCKET, mine.id)
    answers = await city.acknowledge(
        "jinjiang-market", mine, by["quanzhou-police"], unknown, mine, wrong_kind, second
    )
    assert codes(answers) == [
        "ok",
        ("NOT_YOUR_ASSIGNMENT", ("assignments", "1"), ()),
        ("NOT_FOUND", ("assignments", "2"), ()),
        ("GIVEN_TWICE", ("assignments", "3"), ()),
        ("NOT_FOUND", ("assignments", "4"), ()),
        "ok",
    ]
    assert (await row_of(city, mine)).state == "ACKNOWLEDGED"
    assert (await row_of(city, second)).state == "ACKNOWLEDGED"
    assert (await row_of(city, by["quanzhou-police"])).state == "ISSUED"


async def test_more_than_a_thousand_items_are_refused_whole(store: Store) -> None:
    city = await build(store)
    many = [Ref("Assignment", BUCKET, uuid4())] * 1001
    assert await refusals(city.acknowledge("jinjiang-market", *many)) == [("TOO_MANY", ("assignments",), ())]


async def test_a_step_that_the_state_does_not_allow_says_which_it_does(store: Store) -> None:
    city = await build(store)
    _, by = await issued(city)
    mine = by["jinjiang-market"]
    issued_allows = ("acknowledgeAssignments", "declineAssignment")
    assert await refusals(report(city, mine)) == [("STEP_NOT_ALLOWED", ("assignment",), issued_allows)]
    assert codes(await release(city, "jinjiang-market", mine)) == [
        ("STEP_NOT_ALLOWED", ("assignments", "0"), issued_allows)
    ]
    await city.acknowledge("jinjiang-market", mine)
    assert codes(await city.acknowledge("jinjiang-market", mine)) == [
        ("STEP_NOT_ALLOWED", ("assignments", "0"), ("reportImplementation", "declineAssignment"))
    ]
    await report(city, mine)
    assert await refusals(decline(city, mine, DeclineGround.NOT_COMPETENT)) == [
        ("STEP_NOT_ALLOWED", ("assignment",), ("reportImplementation",))
    ]
    assert await city.count(Feedback) == 1


async def test_an_implementation_takes_several_reports_and_keeps_the_first_moment(store: Store) -> None:
    city = await build(store)
    _, by = await issued(city)
    mine = by["jinjiang-market"]
    await city.acknowledge("jinjiang-market", mine)
    await report(city, mine, note="Licence noted.", evidence="No. 7", service_item="licence-renewal")
    await report(city, mine, result=FeedbackResult.PARTLY_APPLIED, done_on=D(2026, 9, 8), moment=later(1))
    row = await row_of(city, mine)
    assert (row.state, row.implemented_at) == ("IMPLEMENTED", NOW)
    first, second = sorted(await city.rows(Feedback), key=lambda f: f.reported_at)
    assert (first.result, first.done_on, first.note, first.evidence, first.service_item, first.operator) == (
        "APPLIED", TODAY, "Licence noted.", "No. 7", "licence-renewal", "Clerk Lin",
    )  # fmt: skip
    assert (second.result, second.done_on, second.note) == ("PARTLY_APPLIED", D(2026, 9, 8), None)
    told = [kind for kind, _ in await city.inbox("jinjiang-taxation")]
    assert told.count("assignment_implemented") == 2


@pytest.mark.parametrize(
    ("done_on", "code"), [(D(2026, 9, 9), "DONE_IN_THE_FUTURE"), (D(2026, 9, 6), "DONE_BEFORE_ISSUE")]
)
async def test_what_was_done_lies_between_issue_and_today(store: Store, done_on: dt.date, code: str) -> None:
    city = await build(store)
    entry, by = await issued(city)
    mine = by["jinjiang-market"]
    await city.acknowledge("jinjiang-market", mine)
    assert await refusals(report(city, mine, done_on=done_on, moment=later(1))) == [(code, ("doneOn",), ())]
    assert await city.count(Feedback) == 0
    await city.exit(entry, D(2026, 9, 8), moment=later(1))
    answers = await release(city, "jinjiang-market", mine, done_on=done_on, moment=later(1))
    assert codes(answers) == [(code, ("assignments", "0", "doneOn"), ())]
    assert (await row_of(city, mine)).state == "RELEASE_DUE"


async def test_a_mandatory_measure_is_declined_on_a_legal_ground_only(store: Store) -> None:
    city = await build(store)
    _, by = await issued(city)
    mine = by["jinjiang-market"]
    assert await refusals(decline(city, mine, DeclineGround.OTHER)) == [
        ("DECLINE_GROUND_NOT_LEGAL", ("ground",), ())
    ]
    assert await refusals(decline(city, mine, DeclineGround.NO_SUCH_MATTER, " ")) == [
        ("REASON_MISSING", ("reason",), ())
    ]
    assert (await row_of(city, mine)).state == "ISSUED"
    await decline(city, mine, DeclineGround.NO_SUCH_MATTER)
    row = await row_of(city, mine)
    assert (row.state, row.decline_ground, row.decline_reason) == (
        "DECLINED", "NO_SUCH_MATTER", "No such licence is held here.",
    )  # fmt: skip
    for slug in ("jinjiang-taxation", "jinjiang-credit", "quanzhou-credit"):
        assert (await city.inbox(slug))[-1] == ("assignment_declined", mine.id)
    assert ("assignment_declined", mine.id) not in await city.inbox("licheng-credit")
    assert await refusals(decline(city, mine, DeclineGround.NO_SUCH_MATTER)) == [
        ("STEP_NOT_ALLOWED", ("assignment",), ())
    ]


async def test_a_recommended_measure_may_be_declined_for_another_reason_given(store: Store) -> None:
    city = await build(store)
    red = await city.entry(await city.enterprise(), "tax-red")
    await city.initiate(red)
    mine = Ref("Assignment", BUCKET, (await city.of("jinjiang-market")).id)
    await decline(city, mine, DeclineGround.OTHER, "The lane is closed this year.")
    assert (await row_of(city, mine)).decline_ground == "OTHER"
