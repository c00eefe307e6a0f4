"""Listings at the same moment: one wins, the other is told, and nothing half-done remains."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hub.casework.listing import Listed
from hub.errors import Refused
from hub.errors.changes import Conflict
from hub.store.models import EntryCriterion
from hub.store.session import Store
from tests.support.listing import Lists, build, listing


@pytest.fixture
async def lists(store: Store) -> Lists:
    return await build(store)


async def both(*asked: Any) -> list[Any]:
    return await asyncio.gather(*asked, return_exceptions=True)


async def test_of_two_listings_at_once_one_wins_and_the_other_is_told(lists: Lists) -> None:
    asked = listing(await lists.enterprise())
    answers = await both(*(lists.put(asked) for _ in range(4)))
    won = [answer for answer in answers if isinstance(answer, Listed)]
    assert len(won) == 1
    told = [answer for answer in answers if answer is not won[0]]
    assert all(isinstance(answer, Refused | Conflict) for answer in told)
    assert [row.kind for row in await lists.entries()] == ["BLACK", "WATCH"]
    assert len(await lists.city.rows(EntryCriterion)) == 1
    assert await lists.city.inbox("jinjiang-taxation") == [("entry_listed", won[0].entry.id)]


async def test_red_beside_black_at_once_never_leaves_both_in_force(lists: Lists) -> None:
    for number in range(1, 6):
        enterprise = await lists.enterprise(number)
        red, black = await both(
            lists.put(listing(enterprise, "red")), lists.put(listing(enterprise), "licheng-taxation")
        )
        assert isinstance(black, Listed)
        rows = [row for row in await lists.entries() if row.subject_id == enterprise.id and row.kind == "RED"]
        if isinstance(red, Listed):
            assert black.exited == (red.entry,)
            assert [row.exit_ground for row in rows] == ["ADVERSE_LISTING"]
        else:
            assert isinstance(red, Refused)
            assert [refusal.code for refusal in red.refusals] == ["ADVERSE_ENTRY_IN_FORCE"]
            assert rows == []
