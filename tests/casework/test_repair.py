"""Corrections and repairs on a real database: who, when, what follows, whom it is told (P0–P2, X2, A6)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import date as D  # noqa: N812 - tables of days
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from hub.casework.repair import Decided
from hub.errors import Refused
from hub.errors.changes import Conflict
from hub.policy.vocabulary import Duty
from hub.store.ids import Ref
from hub.store.models import AuditContent, Idempotency, Repair
from hub.store.session import Store
from tests.support.actions import TODAY, later
from tests.support.listing import TAXATION, Lists, build, listing
from tests.support.repairs import MARKET, apply, correct, decide, repair_row, standard


@pytest.fixture
async def lists(store: Store) -> Lists:
    return await build(store)


async def listed(lists: Lists, kind: str = "black", number: int = 1, **asked: Any) -> Ref:
    return (await lists.put(listing(await lists.enterprise(number), kind, **asked))).entry


async def refused(doing: Awaitable[Any]) -> list[tuple[str, tuple[str, ...]]]:
    with pytest.raises(Refused) as found:
        await doing
    return [(refusal.code, refusal.path) for refusal in found.value.refusals]


async def test_an_accepted_repair_ends_the_entry_and_its_measures_and_the_watch_list_follows(
    lists: Lists,
) -> None:
    black = await listed(lists)
    await lists.city.initiate(black)
    taken = await lists.city.of(MARKET)
    await lists.city.acknowledge(MARKET, Ref("Assignment", taken.bucket, taken.id))
    repair = await apply(lists, black, "licheng-market", commitment="We keep our word.")
    row = await repair_row(lists, repair)
    assert (row.state, row.evidence, row.commitment) == (
        "SUBMITTED",
        ["Proof of payment No. 3"],
        "We keep our word.",
    )
    decided = await decide(lists, repair, moment=later(3), watch_term_months=2)
    watch = await lists.follow_on(black)
    assert decided == Decided(repair, black, Ref("ListEntry", black.bucket, watch.id), 1)
    assert (watch.valid_from, watch.valid_until) == (D(2026, 9, 10), D(2026, 11, 9))
    entry, row = await lists.entry(black), await repair_row(lists, repair)
    assert (entry.exited_on, entry.exit_ground) == (D(2026, 9, 10), "REPAIRED")
    assert (row.state, row.reason, row.decided_at) == ("ACCEPTED", "Paid in full.", later(3))
    assert row.decided_by == lists.city.departments[TAXATION]
    states = {row.id: row.state for row in await lists.city.assignments()}
    assert states.pop(taken.id) == "RELEASE_DUE"
    assert set(states.values()) == {"WITHDRAWN"}


async def test_a_repair_is_told_to_the_listing_department_the_applicant_the_offices_and_everybody_who_acts(
    lists: Lists,
) -> None:
    black = await listed(lists)
    await lists.city.initiate(black)
    repair = await apply(lists, black, "licheng-finance")
    for slug in (TAXATION, "licheng-finance", "licheng-credit", "quanzhou-credit"):
        assert ("repair_submitted", repair.id) in await lists.city.inbox(slug)
    assert ("repair_submitted", repair.id) not in await lists.city.inbox("quanzhou-police")
    await decide(lists, repair)
    for slug in (TAXATION, "licheng-finance", "jinjiang-credit", "quanzhou-credit"):
        assert ("repair_accepted", repair.id) in await lists.city.inbox(slug)
    for slug in (TAXATION, MARKET, "quanzhou-market", "quanzhou-credit"):
        assert ("entry_exited", black.id) in await lists.city.inbox(slug)
    assert ("repair_closed", repair.id) not in await lists.city.inbox("licheng-finance")


async def test_a_rejected_repair_leaves_everything_as_it_was_and_another_may_be_submitted(
    lists: Lists,
) -> None:
    black = await listed(lists)
    before = await lists.entries()
    repair = await apply(lists, black)
    decided = await decide(lists, repair, accept=False, reason="Half is still owed.")
    assert decided == Decided(repair, black, None, 0)
    assert await lists.entries() == before
    assert (await repair_row(lists, repair)).reason == "Half is still owed."
    assert ("repair_rejected", repair.id) in await lists.city.inbox(MARKET)
    again = await apply(lists, black)
    assert again != repair
    assert await refused(decide(lists, repair)) == [("STEP_NOT_ALLOWED", ("repair",))]


async def test_a_watch_entry_is_repaired_and_nothing_follows(lists: Lists) -> None:
    watch = await listed(lists, "watch")
    decided = await decide(lists, await apply(lists, watch))
    assert decided.followed_by is None
    assert (await lists.entry(watch)).exit_ground == "REPAIRED"
    assert len(await lists.entries()) == 1


async def test_one_application_is_open_at_a_time(lists: Lists) -> None:
    black = await listed(lists)
    await apply(lists, black)
    assert await refused(apply(lists, black, "licheng-market")) == [("REPAIR_OPEN", ("entry",))]
    assert len(await lists.city.rows(Repair)) == 1


async def test_the_rules_of_a_repair_are_the_standards_own(lists: Lists) -> None:
    black = await listed(lists)
    await standard(
        lists, repair_earliest_months=3, repair_decision_days=7, repair_requirements=["proof", "promise"]
    )
    assert await refused(apply(lists, black)) == [
        ("REPAIR_TOO_EARLY", ("entry",)),
        ("REPAIR_EVIDENCE_MISSING", ("evidence",)),
    ]
    repair = await apply(lists, black, moment=later(91), commitment="We promise.")
    row = await repair_row(lists, repair)
    assert (row.due_on, row.provisional, row.decision_days) == (D(2026, 12, 16), False, 7)
    await standard(lists, repairable=False)
    other = await listed(lists, number=2)
    assert await refused(apply(lists, other, moment=later(200))) == [("NOT_REPAIRABLE", ("entry",))]


async def test_what_cannot_be_repaired_is_refused(lists: Lists) -> None:
    red = await listed(lists, "red")
    assert await refused(apply(lists, red)) == [("NOT_REPAIRABLE", ("entry",))]
    black = await listed(lists, number=2)
    follow_on = Ref("ListEntry", black.bucket, (await lists.follow_on(black)).id)
    assert await refused(apply(lists, follow_on)) == [("NOT_REPAIRABLE", ("entry",))]
    for nothing in (None, replace(black, id=uuid4()), Ref("Enterprise", black.bucket, black.id)):
        assert await refused(apply(lists, nothing)) == [("NOT_FOUND", ("entry",))]
        assert await refused(decide(lists, nothing)) == [("NOT_FOUND", ("repair",))]
        assert await refused(correct(lists, nothing)) == [("NOT_FOUND", ("entry",))]
    await lists.exit(black)
    assert await refused(apply(lists, black)) == [("ALREADY_EXITED", ("entry",))]
    await lists.exit(black, "ERROR")
    assert await refused(apply(lists, black)) == [("ENTRY_ERASED", ("entry",))]
    assert await refused(correct(lists, black)) == [("ENTRY_ERASED", ("entry",))]
    assert await lists.city.rows(Repair) == []


async def test_only_the_listing_department_or_its_successor_decides(lists: Lists) -> None:
    black = await listed(lists)
    repair = await apply(lists, black)
    assert await refused(decide(lists, repair, "licheng-taxation")) == [
        ("NOT_LISTING_DEPARTMENT", ("repair",))
    ]
    blind = replace(lists.city.caller("licheng-taxation"), duties=frozenset({Duty.REPAIR}))
    assert await refused(decide(lists, repair, caller=blind)) == [("NOT_FOUND", ("repair",))]
    successor = lists.city.caller("licheng-taxation", succeeds=(TAXATION,))
    await decide(lists, repair, caller=successor)
    assert (await repair_row(lists, repair)).decided_by == lists.city.departments["licheng-taxation"]


async def test_a_decision_needs_words_and_a_watch_term_within_the_standard(lists: Lists) -> None:
    repair = await apply(lists, await listed(lists))
    assert await refused(decide(lists, repair, reason=" ", watch_term_months=13)) == [
        ("REASON_MISSING", ("reason",)),
        ("WATCH_TERM_OUT_OF_BOUNDS", ("watchTermMonths",)),
    ]
    assert (await repair_row(lists, repair)).state == "SUBMITTED"


@pytest.mark.parametrize("ground", ["STANDARD_CHANGED", "ERROR"])
async def test_an_exit_meanwhile_closes_the_application_and_says_so(lists: Lists, ground: str) -> None:
    black = await listed(lists)
    repair = await apply(lists, black)
    await lists.exit(black, ground)
    for slug in (TAXATION, MARKET):
        assert ("repair_closed", repair.id) in await lists.city.inbox(slug)
    code = {"ERROR": "NOT_FOUND"}.get(ground, "STEP_NOT_ALLOWED")
    assert await refused(decide(lists, repair)) == [(code, ("repair",))]


async def test_an_entry_that_expired_closes_its_application_with_no_job_run(lists: Lists) -> None:
    black = await listed(lists)
    repair = await apply(lists, black)
    assert await refused(decide(lists, repair, moment=later(365))) == [("STEP_NOT_ALLOWED", ("repair",))]
    assert (await repair_row(lists, repair)).state == "SUBMITTED"


async def test_an_escalation_closes_the_application_of_the_watch_entry(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    watch = (await lists.put(listing(enterprise, "watch"))).entry
    repair = await apply(lists, watch)
    await lists.put(listing(enterprise))
    assert ("repair_closed", repair.id) in await lists.city.inbox(MARKET)
    assert await refused(decide(lists, repair)) == [("STEP_NOT_ALLOWED", ("repair",))]


async def test_an_erasure_leaves_no_word_of_an_application(lists: Lists) -> None:
    black = await listed(lists)
    repair = await apply(lists, black, key="k", evidence=("Secret No. 5",), commitment="Secret promise.")
    await decide(lists, repair, accept=False, reason="Secret reason.")
    await lists.exit(black, "ERROR")
    row = await repair_row(lists, repair)
    assert (row.evidence, row.commitment, row.reason) == ([], None, None)
    async with lists.store.write() as session:
        kept = (await session.execute(select(AuditContent.__table__))).all()
        keys = (await session.execute(select(Idempotency.__table__))).all()
    assert "Secret" not in str(kept)
    assert keys == []


async def test_the_same_key_answers_the_same_application(lists: Lists) -> None:
    black = await listed(lists)
    assert await apply(lists, black, key="k") == await apply(lists, black, key="k")
    assert len(await lists.city.rows(Repair)) == 1


async def test_two_applications_at_once_are_one(lists: Lists) -> None:
    black = await listed(lists)
    answers = await asyncio.gather(
        *(apply(lists, black, slug) for slug in (MARKET, "licheng-market")), return_exceptions=True
    )
    assert sum(isinstance(answer, Ref) for answer in answers) == 1
    assert sum(isinstance(answer, Refused | Conflict) for answer in answers) == 1


async def test_a_repair_accepted_while_the_entry_exits_ends_it_once(lists: Lists) -> None:
    black = await listed(lists)
    repair = await apply(lists, black)
    answers = await asyncio.gather(decide(lists, repair), lists.exit(black), return_exceptions=True)
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    told = await lists.city.inbox("quanzhou-credit")
    assert told.count(("entry_exited", black.id)) == 1


async def test_a_correction_in_time_ends_the_entry_before_any_repair_could(lists: Lists) -> None:
    await standard(lists, correctable=True, repairable=False, repair_earliest_months=6)
    black = await listed(lists, correct_by=D(2026, 9, 30))
    repair_meanwhile = await refused(apply(lists, black))
    assert repair_meanwhile == [("NOT_REPAIRABLE", ("entry",))]
    exited = await correct(lists, black, moment=later(1))
    assert exited.followed_by is not None
    row = await lists.entry(black)
    assert (row.exit_ground, row.exited_on, row.corrected_on, row.exit_facts) == (
        "REPAIRED",
        D(2026, 9, 8),
        TODAY,
        "Receipt No. 8",
    )
    assert ("entry_exited", black.id) in await lists.city.inbox("quanzhou-credit")
    assert await refused(correct(lists, black, moment=later(1))) == [("ALREADY_EXITED", ("entry",))]


async def test_a_correction_that_is_late_or_foreign_or_unproven_changes_nothing(lists: Lists) -> None:
    await standard(lists, correctable=True)
    black = await listed(lists, correct_by=D(2026, 9, 30))
    before = await lists.entries()
    assert await refused(correct(lists, black, corrected_on=D(2026, 10, 1), moment=later(30))) == [
        ("CORRECTION_LATE", ("correctedOn",))
    ]
    assert await refused(
        correct(lists, black, "licheng-taxation", corrected_on=D(2026, 9, 8), evidence=" ")
    ) == [
        ("NOT_LISTING_DEPARTMENT", ("entry",)),
    ]
    assert await refused(correct(lists, black, corrected_on=D(2026, 9, 8), evidence=" ")) == [
        ("CORRECTED_IN_THE_FUTURE", ("correctedOn",)),
        ("CORRECTION_EVIDENCE_MISSING", ("evidence",)),
    ]
    await standard(lists, correctable=False)
    assert await refused(correct(lists, black)) == [("NOT_CORRECTABLE", ("entry",))]
    assert await lists.entries() == before
    watch = await listed(lists, "watch", 2)
    assert await refused(correct(lists, watch)) == [("NOT_CORRECTABLE", ("entry",))]


async def test_an_erasure_takes_the_correction_with_it(lists: Lists) -> None:
    await standard(lists, correctable=True)
    black = await listed(lists, correct_by=D(2026, 9, 30))
    await correct(lists, black)
    await lists.exit(black, "ERROR")
    row = await lists.entry(black)
    assert (row.corrected_on, row.exit_facts, row.erased) == (None, None, True)
