"""Objections beside other steps at once: suspended exactly while one is open and the entry is in force (O2)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from hub.errors import Refusal, Refused
from hub.errors.changes import Conflict
from hub.store.ids import Ref
from hub.store.models import Objection
from hub.store.session import Store
from tests.support.objections import Objections, build


@pytest.fixture
async def objections(store: Store) -> Objections:
    return await build(store)


async def race(*tasks: Any) -> list[Any]:
    return list(await asyncio.gather(*tasks, return_exceptions=True))


def told(answers: list[Any]) -> list[str]:
    codes = []
    for answer in answers:
        if isinstance(answer, Refused):
            codes += [refusal.code for refusal in answer.refusals]
        elif isinstance(answer, Refusal | Conflict):
            codes.append(answer.code)
        elif isinstance(answer, BaseException):
            raise answer
    return codes


async def test_an_initiation_beside_the_opening_never_leaves_a_sanction_running(
    objections: Objections,
) -> None:
    for number in range(1, 7):
        entry = await objections.black(number, initiated=False)
        tasks = [objections.city.initiate(entry), objections.open(entry)]
        assert told(await race(*(tasks if number % 2 else reversed(tasks)))) == []
        rows = await objections.city.assignments(entry_id=entry.id)
        assert {(row.state, row.suspended_from) for row in rows} == {("SUSPENDED", "ISSUED")}
        assert len(rows) == 3


async def test_an_opening_beside_the_last_decision_stays_suspended(objections: Objections) -> None:
    for number in range(1, 7):
        entry = await objections.black(number)
        first = await objections.open(entry)
        tasks = [
            objections.decide(first.objection),
            objections.open(entry, "COMPLAINT", "licheng-finance"),
        ]
        assert told(await race(*(tasks if number % 2 else reversed(tasks)))) == []
        assert set((await objections.states(entry)).values()) == {"SUSPENDED"}


async def test_two_last_decisions_at_once_resume_once(objections: Objections) -> None:
    for number in range(1, 5):
        entry = await objections.black(number)
        first, second = await objections.open(entry), await objections.open(entry, "COMPLAINT")
        answers = await race(objections.decide(first.objection), objections.decide(second.objection))
        assert sorted(answer.resumed for answer in answers) == [0, 3]
        assert set((await objections.states(entry)).values()) == {"ISSUED"}


async def test_one_decision_of_two_at_once_counts(objections: Objections) -> None:
    for number in range(1, 5):
        entry = await objections.black(number)
        opened = await objections.open(entry)
        answers = await race(
            objections.decide(opened.objection), objections.decide(opened.objection, "REVOKED")
        )
        assert told(answers) == ["STEP_NOT_ALLOWED"]
        row = await objections.row(opened.objection)
        erased = (await objections.lists.entry(entry)).erased
        assert (row.state, erased) == ("DECIDED", row.outcome == "REVOKED")


async def test_an_opening_beside_an_erasure_is_closed_with_it_or_refused(objections: Objections) -> None:
    for number in range(1, 7):
        entry = await objections.black(number)
        tasks = [objections.open(entry), objections.lists.exit(entry, "ERROR")]
        codes = told(await race(*(tasks if number % 2 else reversed(tasks))))
        assert codes in ([], ["ENTRY_ERASED"], ["NOT_FOUND"])
        assert all(
            row.state == "CLOSED" and row.entry_id is None for row in await objections.city.rows(Objection)
        )
        assert {row.state for row in await objections.city.assignments()} == {"WITHDRAWN"}


async def test_an_acknowledgement_beside_the_opening_is_remembered_or_too_late(
    objections: Objections,
) -> None:
    for number in range(1, 5):
        entry = await objections.black(number)
        [row] = await objections.city.assignments(entry_id=entry.id, measure_code="EXIT_BAN")
        ref = Ref("Assignment", row.bucket, row.id)
        taken, opened = await race(
            objections.city.acknowledge("quanzhou-police", ref), objections.open(entry)
        )
        assert opened.suspended == 3
        [row] = await objections.city.assignments(id=ref.id)
        assert row.state == "SUSPENDED"
        assert row.suspended_from == ("ACKNOWLEDGED" if taken == [ref] else "ISSUED")
