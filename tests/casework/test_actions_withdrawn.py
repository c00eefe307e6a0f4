"""Withdrawals of linked actions: what they end, who may, and what may follow (A4)."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from hub.casework.actions import WithdrawAction, Withdrawn, withdraw_action
from hub.errors import Refused
from hub.policy.duties import Caller
from hub.store.ids import Ref
from hub.store.models import LinkedAction
from hub.store.session import Store
from tests.casework.initiations import EVERYTHING, listed, planned
from tests.support.actions import BUCKET, City, due, later
from tests.support.small_city import build

D = dt.date


async def withdraw(
    city: City,
    action: Ref,
    slug: str = "jinjiang-taxation",
    reason: str = "Listed twice.",
    *,
    caller: Caller | None = None,
) -> Withdrawn:
    given = WithdrawAction(action, reason)
    return await city.run(slug, lambda change: withdraw_action(change, given), caller=caller, moment=later(1))


async def test_a_withdrawal_ends_what_was_not_taken_on_and_asks_for_the_release_of_the_rest(
    store: Store,
) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    action = (await city.initiate(entry)).action
    assert action is not None
    police = Ref("Assignment", BUCKET, (await city.of("quanzhou-police")).id)
    await city.acknowledge("quanzhou-police", police)
    assert await withdraw(city, action) == Withdrawn(action, withdrawn=2, release_due=1)
    ban = await city.of("quanzhou-police")
    assert (ban.state, ban.release_reason, ban.release_due_since) == ("RELEASE_DUE", "WITHDRAWAL", later(1))
    assert ban.release_by == due(2026, 9, 15)
    assert (await city.inbox("quanzhou-police"))[-1] == ("assignment_release_due", ban.id)
    assert (await city.of("jinjiang-market")).state == "WITHDRAWN"
    assert (await city.inbox("quanzhou-credit"))[-1] == ("action_withdrawn", action.id)
    (row,) = await city.rows(LinkedAction)
    assert (row.withdrawn_at, row.withdraw_reason) == (later(1), "Listed twice.")


async def test_only_the_initiator_withdraws_and_only_once(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    action = (await city.initiate(entry)).action
    assert action is not None
    for slug, code in (("jinjiang-credit", "NOT_YOUR_ACTION"), ("quanzhou-police", "NOT_YOUR_ACTION")):
        with pytest.raises(Refused) as caught:
            await withdraw(city, action, slug)
        assert [r.code for r in caught.value.refusals] == [code]
    successor = city.caller("licheng-market", succeeds=["jinjiang-taxation"])
    assert (await withdraw(city, action, "licheng-market", caller=successor)).withdrawn == 3
    with pytest.raises(Refused) as caught:
        await withdraw(city, action)
    assert [r.code for r in caught.value.refusals] == ["ALREADY_WITHDRAWN"]
    assert "2026-09-08" in str(caught.value)


async def test_a_withdrawal_without_a_reason_or_of_nothing_is_refused(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    action = (await city.initiate(entry)).action
    assert action is not None
    with pytest.raises(Refused) as caught:
        await withdraw(city, action, reason=" ")
    assert [(r.code, r.path) for r in caught.value.refusals] == [("REASON_MISSING", ("reason",))]
    with pytest.raises(Refused) as caught:
        await withdraw(city, Ref("LinkedAction", BUCKET, uuid4()))
    assert [(r.code, r.path) for r in caught.value.refusals] == [("NOT_FOUND", ("action",))]
    assert {row.state for row in await city.assignments()} == {"ISSUED"}


async def test_after_a_withdrawal_the_measures_may_be_initiated_again(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    action = (await city.initiate(entry)).action
    assert action is not None
    await withdraw(city, action)
    assert planned(city, await city.initiate(entry, moment=later(2))) == EVERYTHING
