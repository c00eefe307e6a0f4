"""A caller that reads nothing learns nothing from a refusal or a count: the same with and without a case (V1, V3)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date as D  # noqa: N812 - days
from typing import Any

import pytest

from hub.casework.pauses import Paused, PauseEntry, pause_entry
from hub.casework.repair import ConfirmCorrection, confirm_correction
from hub.errors import Refused
from hub.policy.bases import BasisGiven
from hub.policy.duties import Caller
from hub.policy.vocabulary import BasisLevel, Duty, PauseKind
from hub.store.ids import Ref
from hub.store.models import Objection, Pause, Repair
from hub.store.session import Store
from tests.support.actions import TODAY, later
from tests.support.listing import TAXATION
from tests.support.objections import Objections, build
from tests.support.repairs import apply, standard

STRANGER = "licheng-market"
BASIS = BasisGiven("Invented ruling", BasisLevel.LAW, D(2020, 1, 1))


@pytest.fixture
async def cases(store: Store) -> Objections:
    """Two published black entries with running measures; the first will have a case, the second none."""
    return await build(store)


async def refused(doing: Awaitable[Any]) -> list[tuple[str, tuple[str, ...], str]]:
    with pytest.raises(Refused) as found:
        await doing
    return [(each.code, each.path, str(each)) for each in found.value.refusals]


def unread(cases: Objections, duty: Duty, slug: str = STRANGER) -> Caller:
    return replace(cases.city.caller(slug), duties=frozenset({duty}))


async def test_an_open_application_is_not_told(cases: Objections) -> None:
    lists = cases.lists
    applied, plain = await cases.black(1), await cases.black(2)
    await apply(lists, applied)
    blind = unread(cases, Duty.REPAIR)
    for evidence in (("A document.",), ()):
        one = await refused(apply(lists, applied, STRANGER, caller=blind, evidence=evidence))
        other = await refused(apply(lists, plain, STRANGER, caller=blind, evidence=evidence))
        assert one == other
        assert [(code, path) for code, path, _ in one] == [("NOT_LISTING_DEPARTMENT", ("entry",))]
    assert len(await cases.city.rows(Repair)) == 1
    # Whose listing it is needs no READ, and whoever reads applies for anybody's.
    own = unread(cases, Duty.REPAIR, TAXATION)
    assert [code for code, _, _ in await refused(apply(lists, applied, TAXATION, caller=own))] == [
        "REPAIR_OPEN"
    ]
    await apply(lists, plain, STRANGER)


async def test_the_day_of_a_correction_is_not_told(cases: Objections) -> None:
    plain = await cases.black(2)
    await standard(cases.lists, correctable=True)
    short = await cases.black(1, correct_by=D(2026, 9, 8))
    blind = unread(cases, Duty.REPAIR)

    async def answer(entry: Ref) -> Any:
        asked = ConfirmCorrection(entry, D(2026, 9, 9), " ")
        run: Callable[[Any], Awaitable[Any]] = lambda change: confirm_correction(change, asked)  # noqa: E731
        return await refused(cases.city.run(STRANGER, run, moment=later(5), caller=blind))

    assert await answer(short) == await answer(plain)
    assert [code for code, _, _ in await answer(short)] == ["NOT_LISTING_DEPARTMENT"]


async def pause(cases: Objections, entry: Ref, by: str, caller: Caller | None, *measures: str) -> Paused:
    asked = PauseEntry(entry, PauseKind.GRACE, TODAY, D(2029, 1, 1) if measures else TODAY, BASIS, measures)
    return await cases.city.run(by, lambda change: pause_entry(change, asked), caller=caller, result=Paused)


async def test_what_is_assigned_and_paused_and_when_an_entry_leaves_is_not_told(cases: Objections) -> None:
    running, plain = await cases.black(1), await cases.black(2, initiated=False)
    await pause(cases, running, TAXATION, None)
    blind = unread(cases, Duty.REPAIR)
    one = await refused(pause(cases, running, STRANGER, blind, "LICENCE_LIMIT", "GREEN_LANE"))
    assert one == await refused(pause(cases, plain, STRANGER, blind, "LICENCE_LIMIT", "GREEN_LANE"))
    assert [(code, path) for code, path, _ in one] == [("NOT_LISTING_DEPARTMENT", ("entry",))]
    assert len(await cases.city.rows(Pause)) == 1


async def test_an_open_objection_is_not_told_by_a_count(cases: Objections) -> None:
    questioned, plain = await cases.black(1), await cases.black(2)
    await cases.open(questioned)
    blind = unread(cases, Duty.OBJECT)
    assert (await cases.open(questioned, by=STRANGER, caller=blind)).suspended == 0
    assert (await cases.open(plain, by=STRANGER, caller=blind)).suspended == 0
    assert len(await cases.city.rows(Objection)) == 3
    # They are suspended all the same, and whoever listed is told how many.
    assert "SUSPENDED" in {row.state for row in await cases.city.assignments() if row.entry_id == plain.id}
    third = await cases.black(3)
    own = unread(cases, Duty.OBJECT, TAXATION)
    assert (await cases.open(third, by=TAXATION, caller=own)).suspended > 0
    fourth = await cases.black(4)
    assert (await cases.open(fourth, by=STRANGER)).suspended > 0
