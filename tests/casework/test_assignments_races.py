"""Answers at once, and beside a withdrawal: one wins, the other is told, nothing half-done remains (engine.md §2)."""

from __future__ import annotations

import asyncio
from typing import Any

from hub.casework.actions import WithdrawAction, Withdrawn, withdraw_action
from hub.store.ids import Ref
from hub.store.session import Store
from tests.casework.answers import codes, issued, row_of
from tests.support.actions import BUCKET, City
from tests.support.small_city import build


async def withdraw(city: City, given: WithdrawAction) -> Withdrawn:
    return await city.run("jinjiang-taxation", lambda change: withdraw_action(change, given))


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
