"""Objections that are refused, with every reason and nothing done (O1, O3, V3)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy import delete, update

from hub.errors import Refused
from hub.policy.vocabulary import Duty
from hub.store.ids import Ref
from hub.store.models import ListEntry, Objection, Parameter
from hub.store.session import Store
from tests.support.actions import TODAY, later
from tests.support.objections import SUPPLIER, Objections, build

D = dt.date


@pytest.fixture
async def objections(store: Store) -> Objections:
    return await build(store)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, tuple[str, ...]]]:
    return [(refusal.code, refusal.path) for refusal in refused.value.refusals]


async def test_what_is_no_entry_or_was_erased_is_not_questioned(objections: Objections) -> None:
    entry = await objections.black(initiated=False)
    unknown = replace(entry, id=uuid4())
    for given in (None, unknown, await objections.lists.person(7)):
        with pytest.raises(Refused) as refused:
            await objections.open(given)
        assert codes(refused) == [("NOT_FOUND", ("entry",))]
    watch = await objections.lists.follow_on(entry)
    with pytest.raises(Refused) as coming:
        await objections.open(Ref("ListEntry", watch.bucket, watch.id))
    assert codes(coming) == [("FOLLOW_ON_NOT_BEGUN", ("entry",))]
    await objections.lists.exit(entry, "ERROR")
    with pytest.raises(Refused) as erased:
        await objections.open(entry)
    assert codes(erased) == [("ENTRY_ERASED", ("entry",))]
    assert await objections.city.rows(Objection) == []


async def test_only_the_supplier_or_its_successor_decides(objections: Objections) -> None:
    entry = await objections.black()
    opened = await objections.open(entry)
    for slug in ("jinjiang-taxation", "licheng-market", "quanzhou-credit"):
        with pytest.raises(Refused) as refused:
            await objections.decide(opened.objection, by=slug)
        assert codes(refused) == [("NOT_ADDRESSED", ("objection",))]
    assert (await objections.row(opened.objection)).state == "OPEN"
    successor = objections.city.caller("licheng-market", succeeds=(SUPPLIER,))
    decided = await objections.decide(opened.objection, caller=successor)
    assert decided.resumed == 3


async def test_a_decided_objection_is_not_decided_again(objections: Objections) -> None:
    entry = await objections.black()
    opened = await objections.open(entry)
    await objections.decide(opened.objection)
    with pytest.raises(Refused) as refused:
        await objections.decide(opened.objection, "REVOKED")
    assert codes(refused) == [("STEP_NOT_ALLOWED", ("objection",))]
    assert (await objections.row(opened.objection)).outcome == "UPHELD"
    with pytest.raises(Refused) as unknown:
        await objections.decide(replace(opened.objection, id=uuid4()))
    assert codes(unknown) == [("NOT_FOUND", ("objection",))]


async def test_every_reason_against_a_decision_is_told_at_once(objections: Objections) -> None:
    entry = await objections.black()
    opened = await objections.open(entry, moment=later(1))
    with pytest.raises(Refused) as refused:
        await objections.decide(
            opened.objection, "CORRECTED", moment=later(2), explanation=" ", told_on=TODAY
        )
    assert codes(refused) == [
        ("EXPLANATION_MISSING", ("explanation",)),
        ("TOLD_DAY_WRONG", ("toldOn",)),
        ("CORRECTION_MISSING", ("correction",)),
    ]
    assert set((await objections.states(entry)).values()) == {"SUSPENDED"}


async def test_an_objection_that_the_token_may_not_read_is_as_one_that_is_not_there(
    objections: Objections,
) -> None:
    entry = await objections.black()
    await objections.city.write(update(ListEntry).where(ListEntry.id == entry.id).values(published=False))
    writer = replace(objections.city.caller("licheng-finance"), duties=frozenset({Duty.OBJECT}))
    with pytest.raises(Refused) as hidden:
        await objections.open(entry, caller=writer)
    assert codes(hidden) == [("NOT_FOUND", ("entry",))]
    opened = await objections.open(entry)
    with pytest.raises(Refused) as refused:
        await objections.decide(opened.objection, caller=writer)
    assert codes(refused) == [("NOT_FOUND", ("objection",))]
    own = replace(objections.city.caller(SUPPLIER), duties=frozenset({Duty.OBJECT}))
    assert (await objections.decide(opened.objection, caller=own)).resumed == 3


async def test_a_city_without_the_number_refuses_in_words(objections: Objections) -> None:
    entry = await objections.black()
    await objections.city.write(delete(Parameter))
    with pytest.raises(Refused, match="OBJECTION_WORKING_DAYS") as refused:
        await objections.open(entry)
    assert codes(refused) == [("NUMBER_MISSING", ("origin",))]
    assert set((await objections.states(entry)).values()) == {"ISSUED"}
