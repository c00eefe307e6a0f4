"""Pauses on a real database: the entry stands, states stay, deadlines move, and erasure takes them (P3, X4)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import date as D  # noqa: N812 - tables of days
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from hub.casework.assignments import ReportImplementation, report_implementation
from hub.casework.change import Change
from hub.casework.keys import DepartmentKey
from hub.casework.pauses import Paused, PauseEntry, pause_entry
from hub.errors import Refused
from hub.errors.changes import Conflict
from hub.policy.bases import BasisGiven
from hub.policy.vocabulary import BasisLevel, Duty, FeedbackResult, PauseKind
from hub.store.ids import Ref
from hub.store.models import LegalBasis, Pause, PauseMeasure
from hub.store.session import Store
from tests.support.actions import TODAY, due, later
from tests.support.listing import TAXATION, Lists, build, listing

MARKET = "jinjiang-market"
RULING = BasisGiven("Invented ruling on a reorganisation", BasisLevel.LAW, TODAY, document_number="Secret 9")


@pytest.fixture
async def lists(store: Store) -> Lists:
    return await build(store)


async def listed(lists: Lists, kind: str = "black", number: int = 1) -> Ref:
    return (await lists.put(listing(await lists.enterprise(number), kind))).entry


async def pause(
    lists: Lists,
    entry: Ref | None,
    by: str = TAXATION,
    *,
    kind: PauseKind = PauseKind.GRACE,
    first: D = TODAY,
    last: D = D(2026, 9, 20),
    moment: Any = None,
    key: str | None = None,
    caller: Any = None,
    **more: Any,
) -> Paused:
    asked = PauseEntry(entry, kind, first, last, **({"basis": RULING} | more))
    return await lists.city.run(
        by,
        lambda change: pause_entry(change, asked),
        moment=moment or later(0),
        key=key,
        caller=caller,
        result=Paused,
    )


async def refused(doing: Awaitable[Any]) -> list[tuple[str, tuple[str, ...]]]:
    with pytest.raises(Refused) as found:
        await doing
    return [(refusal.code, refusal.path) for refusal in found.value.refusals]


async def test_a_pause_moves_deadlines_and_changes_no_state(lists: Lists) -> None:
    black = await listed(lists)
    await lists.city.initiate(black)
    before = await lists.city.assignments()
    entry = await lists.entry(black)
    assert {row.acknowledge_by for row in before} == {due(2026, 9, 10)}
    await pause(lists, black, first=D(2026, 9, 8))
    after = await lists.city.assignments()
    # Ten working days from Tuesday the 8th to Sunday the 20th, which is worked for the holiday on the 25th.
    assert {row.acknowledge_by for row in after} == {due(2026, 9, 23)}
    assert {row.implement_by for row in before} == {due(2026, 9, 20)}
    assert {row.implement_by for row in after} == {due(2026, 10, 10)}
    assert {row.extended_days for row in after} == {10}
    assert [row.state for row in after] == [row.state for row in before]
    assert [row.release_by for row in after] == [row.release_by for row in before]
    assert await lists.entry(black) == entry
    for slug in (TAXATION, MARKET, "quanzhou-market", "quanzhou-credit"):
        assert ("entry_paused", black.id) in await lists.city.inbox(slug)


async def test_a_one_off_lifting_moves_one_measure_of_one_department(lists: Lists) -> None:
    black = await listed(lists)
    await lists.city.initiate(black)
    await pause(
        lists,
        black,
        kind=PauseKind.ONE_OFF,
        measures=("LICENCE_LIMIT",),
        department=DepartmentKey(slug=MARKET),
        case_no="Case 12",
    )
    moved = {row.department_id for row in await lists.city.assignments() if row.extended_days}
    assert moved == {lists.city.departments[MARKET]}
    [row], [named] = await lists.city.rows(Pause), await lists.city.rows(PauseMeasure)
    assert (row.kind, row.case_no, row.department_id) == (
        "ONE_OFF",
        "Case 12",
        lists.city.departments[MARKET],
    )
    assert (named.pause_id, named.measure_id) == (row.id, lists.city.measures["LICENCE_LIMIT"])


async def test_what_is_issued_during_a_pause_has_the_time_that_rests(lists: Lists) -> None:
    black, other = await listed(lists), await listed(lists, number=2)
    await pause(lists, black)
    await lists.city.initiate(black)
    await lists.city.initiate(other)
    of = {row.entry_id: row for row in await lists.city.assignments(measure_code="FINANCE_HINT")}
    rows = await lists.city.assignments()
    assert {row.acknowledge_by for row in rows if row.entry_id == black.id} == {due(2026, 9, 23)}
    assert {row.acknowledge_by for row in rows if row.entry_id == other.id} == {due(2026, 9, 10)}
    assert of == {}
    late = await listed(lists, number=3)
    await pause(lists, late, last=D(2026, 9, 11))
    await lists.city.initiate(late, moment=later(5))
    assert {row.extended_days for row in await lists.city.assignments(entry_id=late.id)} == {0}


async def test_two_pauses_that_overlap_take_each_day_once(lists: Lists) -> None:
    black = await listed(lists)
    await lists.city.initiate(black)
    await pause(lists, black, first=D(2026, 9, 8), last=D(2026, 9, 11))
    await pause(lists, black, kind=PauseKind.REORGANISATION, first=D(2026, 9, 8), last=D(2026, 9, 15))
    assert {row.extended_days for row in await lists.city.assignments()} == {6}


async def test_a_measure_is_not_reported_as_applied_on_a_day_on_which_it_rests(lists: Lists) -> None:
    black = await listed(lists)
    await lists.city.initiate(black)
    row = await lists.city.of(MARKET)
    ref = Ref("Assignment", row.bucket, row.id)
    await lists.city.acknowledge(MARKET, ref)
    await pause(lists, black, first=D(2026, 9, 8))

    async def report(result: FeedbackResult, day: D) -> Any:
        asked = ReportImplementation(ref, result, day)
        return await lists.city.run(
            MARKET, lambda change: report_implementation(change, asked), moment=later(2)
        )

    assert await refused(report(FeedbackResult.APPLIED, D(2026, 9, 8))) == [("MEASURE_PAUSED", ("doneOn",))]
    assert (await lists.city.of(MARKET)).state == "ACKNOWLEDGED"
    await report(FeedbackResult.APPLIED, TODAY)
    await report(FeedbackResult.NOTHING_TO_APPLY, D(2026, 9, 8))
    assert (await lists.city.of(MARKET)).state == "IMPLEMENTED"


async def test_what_cannot_be_paused_is_refused_and_nothing_moves(lists: Lists) -> None:
    black, red = await listed(lists), await listed(lists, "red", 2)
    await lists.city.initiate(black)
    before = await lists.city.assignments()
    assert await refused(pause(lists, red)) == [("NOTHING_TO_PAUSE", ("entry",))]
    assert await refused(pause(lists, black, "licheng-taxation")) == [("NOT_LISTING_DEPARTMENT", ("entry",))]
    assert await refused(pause(lists, black, department=DepartmentKey(slug="nobody"))) == [
        ("UNKNOWN_DEPARTMENT", ("department",))
    ]
    assert await refused(
        pause(lists, black, first=D(2026, 9, 6), last=D(2027, 9, 7), measures=("GREEN_LANE",))
    ) == [
        ("PAUSE_BOUNDS_WRONG", ("from",)),
        ("PAUSE_BOUNDS_WRONG", ("from",)),
        ("PAUSE_BOUNDS_WRONG", ("until",)),
        ("PAUSED_MEASURE_UNKNOWN", ("measures", "0")),
        ("BASIS_OUT_OF_FORCE", ("basis",)),
    ]
    for nothing in (None, replace(black, id=uuid4()), Ref("Enterprise", black.bucket, black.id)):
        assert await refused(pause(lists, nothing)) == [("NOT_FOUND", ("entry",))]
    watch = await listed(lists, "watch", 3)
    blind = replace(lists.city.caller("licheng-taxation"), duties=frozenset({Duty.REPAIR}))
    assert await refused(pause(lists, watch, caller=blind)) == [("NOT_FOUND", ("entry",))]
    await lists.exit(watch)
    assert await refused(pause(lists, watch)) == [("ALREADY_EXITED", ("entry",))]
    await lists.exit(watch, "ERROR")
    assert await refused(pause(lists, watch)) == [("ENTRY_ERASED", ("entry",))]
    assert await lists.city.assignments() == before
    assert await lists.city.rows(Pause) == []


async def test_an_erasure_takes_the_pause_and_the_ruling_it_rested_on(lists: Lists) -> None:
    black, other = await listed(lists), await listed(lists, number=2)
    law = BasisGiven("law", BasisLevel.LAW, D(2018, 1, 1))
    bases = len(await lists.city.rows(LegalBasis))
    await pause(lists, black, measures=("LICENCE_LIMIT",), case_no="Secret 10")
    await pause(lists, black, basis=law, first=D(2026, 10, 1), last=D(2026, 10, 9))
    await pause(lists, other)
    assert len(await lists.city.rows(LegalBasis)) == bases + 1
    await lists.exit(black, "ERROR")
    assert [row.entry_id for row in await lists.city.rows(Pause)] == [other.id]
    assert await lists.city.rows(PauseMeasure) == []
    # The ruling is still cited by the other pause, the law stands for everybody.
    assert len(await lists.city.rows(LegalBasis)) == bases + 1
    await lists.exit(other, "ERROR")
    kept = await lists.city.rows(LegalBasis)
    assert len(kept) == bases
    assert {row.confidential for row in kept} == {False}


async def test_the_same_key_pauses_once_and_so_do_two_at_once_for_each_day(lists: Lists) -> None:
    black = await listed(lists)
    await lists.city.initiate(black)
    assert await pause(lists, black, key="k") == await pause(lists, black, key="k")
    assert len(await lists.city.rows(Pause)) == 1
    answers = await asyncio.gather(
        *(pause(lists, black, last=D(2026, 9, 25)) for _ in range(2)), return_exceptions=True
    )
    assert not [one for one in answers if isinstance(one, Exception) and not isinstance(one, Conflict)]
    # However many pauses cover a day, it is taken away once: fourteen working days from the 8th to the 25th.
    assert {row.extended_days for row in await lists.city.assignments()} == {14}


async def test_a_report_beside_a_pause_waits_for_it_and_counts_its_days(lists: Lists) -> None:
    black = await listed(lists)
    await lists.city.initiate(black)
    row = await lists.city.of(MARKET)
    ref = Ref("Assignment", row.bucket, row.id)
    await lists.city.acknowledge(MARKET, ref)
    asked = PauseEntry(black, PauseKind.GRACE, D(2026, 9, 8), D(2026, 9, 20), basis=RULING)
    done = ReportImplementation(ref, FeedbackResult.APPLIED, D(2026, 9, 8))
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")

    async def report() -> Any:
        return await lists.city.run(
            MARKET, lambda change: report_implementation(change, done), moment=later(2)
        )

    async def beside(change: Change) -> asyncio.Task[Any]:
        await pause_entry(change, asked)
        reporting = asyncio.create_task(report())
        async with lists.store.write() as session:
            while await session.scalar(waits) == 0 and not reporting.done():  # noqa: ASYNC110 - no event to await
                await asyncio.sleep(0.01)
        return reporting

    reporting = await lists.city.run(TAXATION, beside)
    assert await refused(reporting) == [("MEASURE_PAUSED", ("doneOn",))]
    assert (await lists.city.of(MARKET)).state == "ACKNOWLEDGED"
