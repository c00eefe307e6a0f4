"""What exits, prolongations and erasures do to the assignments of an entry, and how releases are confirmed (A4–A6, X2–X4)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from hub.casework.change import Change
from hub.casework.releases import (
    Ended,
    continue_assignments,
    end_assignments,
    erase_assignments,
    redate_assignments,
)
from hub.policy.vocabulary import DeclineGround
from hub.store.ids import Ref
from hub.store.models import Assignment, Audit, AuditContent, Feedback, LinkedAction
from hub.store.session import Store
from tests.casework.answers import codes, decline, issued, refusals, release, report, row_of
from tests.support.actions import NOW, TODAY, City, due, later, lock_subject
from tests.support.small_city import build

D = dt.date


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
    suspended = {"state": "SUSPENDED", "suspended_from": remembered, "suspended_at": NOW}
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
    # Nobody had told it before: whoever writes down what the dates have ended tells it, and once.
    assert (await city.inbox("quanzhou-police")).count(("assignment_release_due", ban.id)) == 1


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
