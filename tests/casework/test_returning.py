"""A black entry found wrong gives the assignments it continued back to the watch entry that stands again (L3, X4)."""

from __future__ import annotations

import datetime as dt

import pytest

from hub.casework.assignments import ReportImplementation, report_implementation
from hub.policy.vocabulary import FeedbackResult
from hub.store.ids import Ref
from hub.store.models import Feedback
from hub.store.session import Store
from tests.support.actions import TODAY, later
from tests.support.listing import Lists, build, listing

D = dt.date
SECRET = "Zebra-striped invention"


@pytest.fixture
async def lists(store: Store) -> Lists:
    return await build(store)


async def report(lists: Lists, slug: str, ref: Ref, moment: dt.datetime, note: str) -> None:
    asked = ReportImplementation(ref, FeedbackResult.APPLIED, TODAY, note=note)
    await lists.city.run(slug, lambda change: report_implementation(change, asked), moment=moment)


async def escalated(lists: Lists) -> tuple[Ref, Ref, Ref, Ref]:
    """Watch and black entry, and the assignments of the market regulators of Jinjiang (taken on) and Quanzhou."""
    enterprise = await lists.enterprise()
    watch = (await lists.put(listing(enterprise, "watch"))).entry
    await lists.city.initiate(watch)
    rows = {slug: await lists.city.of(slug) for slug in ("jinjiang-market", "quanzhou-market")}
    refs = [Ref("Assignment", row.bucket, row.id) for row in rows.values()]
    await lists.city.acknowledge("jinjiang-market", refs[0])
    await report(lists, "jinjiang-market", refs[0], later(0), "Under the watch entry.")
    black = (await lists.put(listing(enterprise), moment=later(1))).entry
    await lists.city.initiate(black, moment=later(1))
    return watch, black, refs[0], refs[1]


async def test_what_was_continued_goes_on_for_the_watch_entry(lists: Lists) -> None:
    watch, black, mine, other = await escalated(lists)
    continued = await lists.city.of("jinjiang-market")
    assert (continued.id, continued.entry_id, continued.state) == (mine.id, black.id, "IMPLEMENTED")
    await report(lists, "jinjiang-market", mine, later(2), SECRET)
    exited = await lists.exit(black, "ERROR", moment=later(3))
    assert exited.reinstated == (watch,)
    row = await lists.city.of("jinjiang-market")
    assert (row.entry_id, row.state, row.erased, row.target_id is None) == (
        watch.id,
        "IMPLEMENTED",
        False,
        False,
    )
    assert (row.entry_ends_on, row.release_due_since) == (D(2027, 9, 7), None)
    notes = [feedback.note for feedback in await lists.city.rows(Feedback)]
    assert notes == ["Under the watch entry.", None]
    [black_own] = await lists.city.assignments(id=other.id)
    assert black_own.state == "WITHDRAWN"


async def test_what_the_black_entry_itself_had_begun_ends_with_it(lists: Lists) -> None:
    _, black, mine, _ = await escalated(lists)
    fresh = [row for row in await lists.city.assignments(entry_id=black.id) if row.id != mine.id]
    assert fresh
    await lists.exit(black, "ERROR", moment=later(3))
    for row in fresh:
        [after] = await lists.city.assignments(id=row.id)
        assert (after.state, after.erased, after.target_id) == ("WITHDRAWN", True, None)


async def test_after_a_change_of_standard_and_then_the_error_it_goes_on_as_well(lists: Lists) -> None:
    watch, black, mine, _ = await escalated(lists)
    await lists.exit(black, moment=later(2))
    assert (await lists.city.assignments(id=mine.id))[0].state == "RELEASE_DUE"
    await lists.exit(black, "ERROR", moment=later(3))
    row = (await lists.city.assignments(id=mine.id))[0]
    assert (row.entry_id, row.state) == (watch.id, "IMPLEMENTED")
    assert ("assignment_continued", mine.id) in await lists.city.inbox("jinjiang-market")


async def test_a_shared_follow_on_never_leaves_two_entries_that_follow_one(lists: Lists) -> None:
    """Both black entries of a field leave early, one after the other: one watch entry follows, from the first exit."""
    enterprise = await lists.enterprise()
    first = (await lists.put(listing(enterprise))).entry
    second = (await lists.put(listing(enterprise, list_type="tax2-black", valid_until=D(2027, 12, 31)))).entry
    await lists.exit(first, moment=later(3))
    await lists.exit(second, moment=later(5))
    watches = [row for row in await lists.entries() if row.kind == "WATCH"]
    assert [(row.valid_from, row.valid_until, row.follows_id) for row in watches] == [
        (D(2026, 9, 10), D(2027, 9, 11), second.id)
    ]
