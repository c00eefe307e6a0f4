"""What responding departments do, and what exits, prolongations and erasures do to their assignments (A4–A6, X2–X4)."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import update

from hub.casework.actions import WithdrawAction, Withdrawn, withdraw_action
from hub.casework.assignments import (
    Answered,
    ConfirmRelease,
    DeclineAssignment,
    ReportImplementation,
    acknowledge_assignments,
    confirm_release,
    decline_assignment,
    report_implementation,
)
from hub.casework.change import Change
from hub.casework.releases import (
    Ended,
    continue_assignments,
    end_assignments,
    erase_assignments,
    redate_assignments,
)
from hub.errors import Refusal, Refused
from hub.policy.vocabulary import DeclineGround, FeedbackResult
from hub.store.ids import Ref
from hub.store.models import Assignment, Audit, AuditContent, Feedback, History, LinkedAction
from hub.store.session import Store
from tests.support.actions import BUCKET, NOW, TODAY, City, build, due, later, lock_subject

D = dt.date


async def issued(city: City, **dates: Any) -> tuple[Ref, dict[str, Ref]]:
    """A black entry with its action: the entry, and the assignment of each department by slug."""
    person = await city.person()
    entry = await city.entry(
        await city.enterprise(), named=[(person, "LEGAL_REPRESENTATIVE", False)], **dates
    )
    await city.initiate(entry)
    slugs = {key: slug for slug, key in city.departments.items()}
    rows = await city.assignments(entry_id=entry.id)
    return entry, {slugs[row.department_id]: Ref("Assignment", row.bucket, row.id) for row in rows}


async def row_of(city: City, ref: Ref) -> Any:
    (row,) = await city.assignments(id=ref.id)
    return row


def codes(answers: list[Ref | Refusal]) -> list[Any]:
    """ok, or (code, path, allowed)."""
    return [
        "ok" if isinstance(answer, Ref) else (answer.code, answer.path, answer.allowed) for answer in answers
    ]


async def decline(
    city: City,
    ref: Ref,
    ground: DeclineGround,
    reason: str = "No such licence is held here.",
    *,
    slug: str = "jinjiang-market",
    moment: dt.datetime = NOW,
) -> Answered:
    given = DeclineAssignment(ref, ground, reason)
    return await city.run(slug, lambda change: decline_assignment(change, given), moment=moment)


async def report(
    city: City,
    ref: Ref,
    slug: str = "jinjiang-market",
    *,
    result: FeedbackResult = FeedbackResult.APPLIED,
    done_on: dt.date = TODAY,
    moment: dt.datetime = NOW,
    **words: str,
) -> Answered:
    given = ReportImplementation(ref, result, done_on, **words)
    return await city.run(slug, lambda change: report_implementation(change, given), moment=moment)


async def release(
    city: City, slug: str, *refs: Ref, done_on: dt.date = TODAY, moment: dt.datetime = NOW
) -> list[Ref | Refusal]:
    given = ConfirmRelease(refs, done_on)
    return await city.run(slug, lambda change: confirm_release(change, given), moment=moment)


async def refusals(coroutine: Any) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    with pytest.raises(Refused) as caught:
        await coroutine
    return [(refusal.code, refusal.path, refusal.allowed) for refusal in caught.value.refusals]


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
    (step,) = [h for h in await city.rows(History) if h.assignment_id == mine.id]
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


async def test_an_exit_ends_every_assignment_by_its_state(store: Store) -> None:
    city = await build(store)
    entry, by = await issued(city)
    await city.acknowledge("jinjiang-market", by["jinjiang-market"])
    await city.acknowledge("quanzhou-market", by["quanzhou-market"])
    await report(city, by["quanzhou-market"], "quanzhou-market")
    assert await city.exit(entry, D(2026, 9, 8), moment=later(1)) == Ended(release_due=2, withdrawn=1)
    for slug in ("jinjiang-market", "quanzhou-market"):
        row = await row_of(city, by[slug])
        assert (row.state, row.release_reason, row.release_due_since) == ("RELEASE_DUE", "EXIT", later(1))
        assert (row.release_by, row.entry_ends_on) == (due(2026, 9, 15), D(2026, 9, 8))
        assert (await city.inbox(slug))[-1] == ("assignment_release_due", by[slug].id)
    row = await row_of(city, by["quanzhou-police"])
    assert (row.state, row.release_reason) == ("WITHDRAWN", None)
    assert (await city.inbox("quanzhou-police"))[-1] == ("assignment_withdrawn", by["quanzhou-police"].id)


async def test_a_declined_assignment_stays_declined_at_exit(store: Store) -> None:
    city = await build(store)
    entry, by = await issued(city)
    await decline(city, by["jinjiang-market"], DeclineGround.NOT_COMPETENT)
    assert await city.exit(entry, TODAY) == Ended(release_due=0, withdrawn=2)
    assert (await row_of(city, by["jinjiang-market"])).state == "DECLINED"
    assert len(await city.inbox("jinjiang-market")) == 1


@pytest.mark.parametrize(
    ("remembered", "state"),
    [("ISSUED", "WITHDRAWN"), ("ACKNOWLEDGED", "RELEASE_DUE"), ("IMPLEMENTED", "RELEASE_DUE")],
)
async def test_a_suspended_assignment_ends_by_what_it_remembers(
    store: Store, remembered: str, state: str
) -> None:
    city = await build(store)
    entry, by = await issued(city)
    mine = by["jinjiang-market"]
    suspended = {"state": "SUSPENDED", "suspended_from": remembered}
    await city.write(update(Assignment).where(Assignment.id == mine.id).values(suspended))
    assert codes(await city.acknowledge("jinjiang-market", mine)) == [
        ("STEP_NOT_ALLOWED", ("assignments", "0"), ())
    ]
    await city.exit(entry, TODAY)
    row = await row_of(city, mine)
    assert (row.state, row.suspended_from) == (state, None)


async def test_an_expired_entrys_measures_are_released_without_any_job(store: Store) -> None:
    city = await build(store)
    _, by = await issued(city, valid_until=D(2026, 9, 10))
    mine, never = by["jinjiang-market"], by["quanzhou-market"]
    await city.acknowledge("jinjiang-market", mine)
    expired = later(4)
    assert await refusals(report(city, mine, done_on=D(2026, 9, 11), moment=expired)) == [
        ("STEP_NOT_ALLOWED", ("assignment",), ("confirmRelease",))
    ]
    assert codes(await city.acknowledge("quanzhou-market", never, moment=expired)) == [
        ("STEP_NOT_ALLOWED", ("assignments", "0"), ())
    ]
    assert await release(city, "jinjiang-market", mine, done_on=D(2026, 9, 11), moment=expired) == [mine]
    row = await row_of(city, mine)
    assert (row.state, row.released_at, row.release_reason) == ("RELEASED", expired, "EXIT")
    assert row.released_on == D(2026, 9, 11)
    assert row.release_due_since == dt.datetime(2026, 9, 10, 16, 0, tzinfo=dt.UTC)
    assert row.release_by == due(2026, 9, 18)
    assert (await city.inbox("jinjiang-taxation"))[-1] == ("assignment_released", mine.id)


async def test_on_its_last_whole_day_the_measures_still_run(store: Store) -> None:
    city = await build(store)
    _, by = await issued(city, valid_until=D(2026, 9, 10))
    last_hour = dt.datetime(2026, 9, 10, 15, 59, tzinfo=dt.UTC)
    assert await city.acknowledge("jinjiang-market", by["jinjiang-market"], moment=last_hour) == [
        by["jinjiang-market"]
    ]


async def test_a_release_is_confirmed_once(store: Store) -> None:
    city = await build(store)
    entry, by = await issued(city)
    mine = by["jinjiang-market"]
    await city.acknowledge("jinjiang-market", mine)
    await city.exit(entry, TODAY)
    assert await release(city, "jinjiang-market", mine) == [mine]
    assert codes(await release(city, "jinjiang-market", mine)) == [
        ("STEP_NOT_ALLOWED", ("assignments", "0"), ())
    ]


async def test_an_exit_that_lies_ahead_moves_the_end_and_the_release_deadline_only(store: Store) -> None:
    city = await build(store)
    entry, by = await issued(city)
    mine = by["jinjiang-market"]
    await city.acknowledge("jinjiang-market", mine)
    assert await city.exit(entry, D(2026, 9, 14)) == Ended(0, 0)
    row = await row_of(city, mine)
    assert (row.state, row.entry_ends_on, row.release_by) == (
        "ACKNOWLEDGED",
        D(2026, 9, 14),
        due(2026, 9, 20),
    )
    assert row.provisional is False
    assert len(await city.inbox("jinjiang-market")) == 1
    assert await release(city, "jinjiang-market", mine, moment=later(7), done_on=D(2026, 9, 14)) == [mine]


async def test_what_ended_by_its_dates_keeps_them_when_the_entry_exits_later(store: Store) -> None:
    city = await build(store)
    entry, by = await issued(city)
    ban = by["quanzhou-police"]
    await city.acknowledge("quanzhou-police", ban)
    counted = await city.exit(entry, D(2026, 11, 16), moment=later(70))
    assert counted == Ended(release_due=0, withdrawn=2)
    row = await row_of(city, ban)
    assert (row.state, row.release_reason, row.release_by) == (
        "RELEASE_DUE",
        "MEASURE_ENDED",
        due(2026, 11, 13),
    )
    assert ("assignment_release_due", ban.id) not in await city.inbox("quanzhou-police")


async def test_a_prolonged_entry_keeps_its_measures_until_the_new_end(store: Store) -> None:
    city = await build(store)
    entry, by = await issued(city, valid_until=D(2026, 9, 10))
    mine = by["jinjiang-market"]
    new = {entry: D(2026, 10, 1)}
    await city.run("jinjiang-taxation", lambda change: redate_assignments(change, new), moment=later(1))
    row = await row_of(city, mine)
    assert (row.state, row.entry_ends_on, row.release_by) == ("ISSUED", D(2026, 10, 1), due(2026, 10, 13))
    assert await city.acknowledge("jinjiang-market", mine, moment=later(7)) == [mine]


async def test_a_prolongation_after_the_end_revives_nothing(store: Store) -> None:
    city = await build(store)
    entry, by = await issued(city, valid_until=D(2026, 9, 10))
    await city.acknowledge("jinjiang-market", by["jinjiang-market"])
    new = {entry: D(2026, 10, 1)}
    await city.run("jinjiang-taxation", lambda change: redate_assignments(change, new), moment=later(7))
    assert (await row_of(city, by["jinjiang-market"])).state == "RELEASE_DUE"
    assert (await row_of(city, by["quanzhou-market"])).state == "WITHDRAWN"


async def test_a_reinstated_entrys_measures_go_on_where_nobody_has_lifted_them(store: Store) -> None:
    city = await build(store)
    entry, by = await issued(city)
    await city.acknowledge("jinjiang-market", by["jinjiang-market"])
    await city.acknowledge("quanzhou-market", by["quanzhou-market"])
    await city.exit(entry, TODAY)
    await release(city, "quanzhou-market", by["quanzhou-market"])
    back = {entry: D(2027, 1, 1)}
    assert await city.run("jinjiang-taxation", lambda change: continue_assignments(change, back)) == 1
    row = await row_of(city, by["jinjiang-market"])
    assert (row.state, row.entry_ends_on, row.release_reason) == ("ACKNOWLEDGED", D(2027, 1, 1), None)
    assert (await row_of(city, by["quanzhou-market"])).state == "RELEASED"
    assert (await row_of(city, by["quanzhou-police"])).state == "WITHDRAWN"


async def test_a_reinstated_entrys_measures_go_on_though_nobody_wrote_down_that_they_had_ended(
    store: Store,
) -> None:
    city = await build(store)
    entry, by = await issued(city)
    await city.acknowledge("jinjiang-market", by["jinjiang-market"])
    await city.exit(entry, D(2026, 9, 9))
    assert (await row_of(city, by["jinjiang-market"])).state == "ACKNOWLEDGED"
    back = {entry: D(2027, 1, 1)}
    going_on = await city.run(
        "jinjiang-taxation", lambda change: continue_assignments(change, back), moment=later(7)
    )
    assert going_on == 1
    row = await row_of(city, by["jinjiang-market"])
    assert (row.state, row.entry_ends_on, row.release_due_since) == ("ACKNOWLEDGED", D(2027, 1, 1), None)
    assert (await row_of(city, by["quanzhou-market"])).state == "WITHDRAWN"


async def erased(city: City) -> dict[str, Ref]:
    """An entry listed in error: Jinjiang's measure was carried out, Quanzhou's declined, the police's never taken on."""
    entry, by = await issued(city)
    await city.acknowledge("jinjiang-market", by["jinjiang-market"])
    await report(city, by["jinjiang-market"], note="About the enterprise.")
    await decline(city, by["quanzhou-market"], DeclineGround.NOT_COMPETENT, slug="quanzhou-market")

    async def procedure(change: Change) -> None:
        await lock_subject(change, entry)
        await end_assignments(change, {entry: TODAY})
        await erase_assignments(change, [entry])

    await city.run("jinjiang-taxation", procedure)
    return by


async def test_erasure_leaves_only_what_a_release_still_needs(store: Store) -> None:
    city = await build(store)
    by = await erased(city)
    owing = await row_of(city, by["jinjiang-market"])
    assert (owing.state, owing.erased, owing.action_id, owing.entry_id) == ("RELEASE_DUE", True, None, None)
    assert owing.target_id is not None
    for slug in ("quanzhou-market", "quanzhou-police"):
        row = await row_of(city, by[slug])
        assert (row.erased, row.target_id, row.action_id, row.entry_id) == (True, None, None, None)
        assert row.decline_reason is None
    (feedback,) = await city.rows(Feedback)
    assert (feedback.note, feedback.evidence, feedback.service_item) == (None, None, None)
    assert await city.count(AuditContent) == 0
    assert await city.count(Audit) == 4
    (action,) = await city.rows(LinkedAction)
    assert action.note is None


async def test_the_confirmation_of_an_erased_entrys_release_cuts_the_target(store: Store) -> None:
    city = await build(store)
    by = await erased(city)
    mine = by["jinjiang-market"]
    assert codes(await release(city, "quanzhou-market", mine)) == [("NOT_FOUND", ("assignments", "0"), ())]
    assert codes(await release(city, "quanzhou-credit", mine)) == [
        ("NOT_YOUR_ASSIGNMENT", ("assignments", "0"), ())
    ]
    assert await release(city, "jinjiang-market", mine) == [mine]
    row = await row_of(city, mine)
    assert (row.state, row.target_bucket, row.target_id) == ("RELEASED", None, None)


async def withdraw(city: City, given: WithdrawAction) -> Withdrawn:
    return await city.run("jinjiang-taxation", lambda change: withdraw_action(change, given))


# Races: one wins, the other is told; nothing half-done remains.


async def test_of_two_acknowledgements_at_once_one_wins_and_the_other_is_told(store: Store) -> None:
    city = await build(store)
    for _ in range(5):
        _, by = await issued(city)
        mine = by["jinjiang-market"]
        answers = await asyncio.gather(*(city.acknowledge("jinjiang-market", mine) for _ in range(2)))
        lost = ("STEP_NOT_ALLOWED", ("assignments", "0"), ("reportImplementation", "declineAssignment"))
        assert sorted((codes(answer)[0] for answer in answers), key=str) == [lost, "ok"]
        told = [kind for kind, key in await city.inbox("jinjiang-taxation") if key == mine.id]
        assert told == ["assignment_acknowledged"]


async def test_an_acknowledgement_beside_a_withdrawal_ends_in_one_of_two_ways(store: Store) -> None:
    city = await build(store)
    for number in range(6):
        entry, by = await issued(city)
        mine = by["jinjiang-market"]
        action = Ref("LinkedAction", BUCKET, (await row_of(city, mine)).action_id)
        given = WithdrawAction(action, "Listed twice.")
        tasks: list[Any] = [
            city.acknowledge("jinjiang-market", mine),
            withdraw(city, given),
        ]
        answers = await asyncio.gather(*(tasks if number % 2 else tasks[::-1]))
        acknowledged, withdrawn = answers if number % 2 else answers[::-1]
        row = await row_of(city, mine)
        if codes(acknowledged) == ["ok"]:
            assert (row.state, withdrawn.release_due, withdrawn.withdrawn) == ("RELEASE_DUE", 1, 2)
        else:
            assert codes(acknowledged) == [("STEP_NOT_ALLOWED", ("assignments", "0"), ())]
            assert (row.state, withdrawn.release_due, withdrawn.withdrawn) == ("WITHDRAWN", 0, 3)
            assert row.acknowledged_at is None
        rest = {(await row_of(city, ref)).state for slug, ref in by.items() if slug != "jinjiang-market"}
        assert rest == {"WITHDRAWN"}
        assert entry.kind == "ListEntry"


async def test_batches_in_opposite_order_do_not_lock_each_other_out(store: Store) -> None:
    city = await build(store)
    refs = [(await issued(city))[1]["jinjiang-market"] for _ in range(6)]
    first, second = await asyncio.gather(
        city.acknowledge("jinjiang-market", *refs), city.acknowledge("jinjiang-market", *reversed(refs))
    )
    won = [answer == "ok" for answer in codes(first)], [answer == "ok" for answer in reversed(codes(second))]
    assert all(one != other for one, other in zip(*won, strict=True))
    assert {(await row_of(city, ref)).state for ref in refs} == {"ACKNOWLEDGED"}
