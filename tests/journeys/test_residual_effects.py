"""Who still restricts a subject is complete at every moment, whatever ended the measure, jobs or no jobs (A6, L6)."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from hub.store.models import Assignment
from tests.support.city import Hub
from tests.support.steps import (
    EXIT,
    LICHENG,
    RELEASE,
    SUBJECT,
    TAX,
    WITHDRAW,
    black,
    initiated,
    listed,
    take_on,
)

CODE = black()["subject"]["code"]


async def residual(hub: Hub, slug: str | None = TAX) -> set[tuple[str, str, str | None]]:
    found = (await hub.ask(slug, SUBJECT, code=CODE))["subject"]["residualEffects"]["nodes"]
    return {(each["assignedTo"]["slug"], each["measure"]["code"], each["releaseReason"]) for each in found}


async def running(hub: Hub) -> tuple[str, str, set[str]]:
    """An entry with an action that Licheng has taken on: entry, action, ids of Licheng's assignments."""
    entry = (await listed(hub, black()))["id"]
    action = (await initiated(hub, entry, "licheng"))["action"]["id"]
    mine = await take_on(hub, LICHENG)
    return entry, action, set(mine)


async def test_while_the_entry_is_in_force_nothing_is_residue(hub: Hub) -> None:
    await running(hub)
    assert await residual(hub) == set()


@pytest.mark.parametrize("ending", ["exit", "withdrawal", "expiry"])
async def test_what_was_taken_on_restricts_until_its_lifting_is_confirmed(hub: Hub, ending: str) -> None:
    entry, action, mine = await running(hub)
    reason = {"exit": "EXIT", "withdrawal": "WITHDRAWAL", "expiry": "EXIT"}[ending]
    if ending == "exit":
        await hub.done(TAX, EXIT, entry=entry, ground="STANDARD_CHANGED", facts="Document No. 9.")
    elif ending == "withdrawal":
        await hub.done(TAX, WITHDRAW, action=action, reason="Found superfluous.")
    else:
        hub.clock.set("2027-11-23")
    found = await residual(hub)
    assert {each[0] for each in found} == {LICHENG}
    assert {each[2] for each in found} == {reason}
    assert await residual(hub, None) == set()
    await hub.done(LICHENG, RELEASE, assignments=sorted(mine), doneOn=hub.clock.today.isoformat())
    assert await residual(hub) == set()


async def test_a_measure_that_ends_with_its_longest_duration_is_residue_while_the_entry_stands(
    hub: Hub,
) -> None:
    _, _, mine = await running(hub)
    ends = dt.date(2027, 1, 10)
    rows = await hub.rows("SELECT id FROM assignment WHERE side = 'SANCTION' AND target_id IN (SELECT id FROM"
                          " subject WHERE code = :code) AND state = 'ACKNOWLEDGED'", code=CODE)  # fmt: skip
    async with hub.store.write() as session:
        await session.execute(
            update(Assignment).where(Assignment.id == rows[0].id).values(measure_ends_on=ends)
        )
        await session.commit()
    hub.clock.set("2027-01-09")
    assert await residual(hub) == set()
    hub.clock.set("2027-01-10")
    assert {each[2] for each in await residual(hub)} == {"MEASURE_ENDED"}
    assert mine


async def test_of_an_erased_entry_who_still_restricts_and_the_credit_offices_see_it_until_its_bound(
    hub: Hub,
) -> None:
    entry, _, _ = await running(hub)
    await hub.done(TAX, EXIT, entry=entry, ground="ERROR")
    assert await residual(hub) == set()
    for slug in (LICHENG, "quanzhou-credit-office"):
        assert {(each[0], each[2]) for each in await residual(hub, slug)} == {(LICHENG, None)}
    [bound] = {
        row[0] for row in await hub.rows("SELECT DISTINCT cut_by FROM assignment WHERE cut_by IS NOT NULL")
    }
    hub.clock.moment = bound
    assert await residual(hub, LICHENG) != set()
    hub.clock.move(seconds=1)
    for slug in (LICHENG, "quanzhou-credit-office"):
        assert await residual(hub, slug) == set()
