"""Initiations at once, and beside exits: one wins, the other is told, nothing half-done remains (engine.md §2)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from hub.casework.change import Change
from hub.errors import Refusal, Refused
from hub.errors.changes import Conflict
from hub.store.models import Assignment, ListEntry
from hub.store.session import Store
from tests.casework.initiations import listed
from tests.support.actions import NOW, TODAY, lock_subject
from tests.support.small_city import build


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


async def test_of_two_initiations_at_once_one_wins_and_the_other_is_told(store: Store) -> None:
    city = await build(store)
    for _ in range(5):
        entry, _, _ = await listed(city)
        answers = await race(city.initiate(entry), city.initiate(entry, "jinjiang-credit"))
        assert told(answers) == ["NOTHING_TO_INITIATE"]
        assert len(await city.assignments(entry_id=entry.id)) == 3


async def test_an_initiation_beside_an_exit_leaves_nothing_live(store: Store) -> None:
    city = await build(store)
    for number in range(6):
        entry, _, _ = await listed(city)
        tasks = [city.initiate(entry), city.exit(entry, TODAY)]
        answers = await race(*(tasks if number % 2 else reversed(tasks)))
        rows = await city.assignments(entry_id=entry.id)
        if told(answers):
            assert told(answers) == ["ENTRY_NOT_IN_FORCE"]
            assert rows == []
        else:
            assert {row.state for row in rows} == {"WITHDRAWN"}
            assert len(rows) == 3


async def test_the_initiation_that_waits_for_an_exit_is_told(store: Store) -> None:
    city = await build(store)
    entry, _, _ = await listed(city)
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def slow_exit(change: Change) -> None:
        await lock_subject(change, entry)
        inside.set()
        await go_on.wait()
        await change.session.execute(
            update(ListEntry)
            .where(ListEntry.id == entry.id)
            .values(exited_on=TODAY, exited_at=NOW, exit_ground="MISUSE")
        )

    exiting = asyncio.create_task(city.run("jinjiang-taxation", slow_exit))
    await inside.wait()
    initiating = asyncio.create_task(city.initiate(entry))
    await asyncio.sleep(0.2)
    assert not initiating.done()
    go_on.set()
    await exiting
    with pytest.raises(Refused) as caught:
        await initiating
    assert [r.code for r in caught.value.refusals] == ["ENTRY_NOT_IN_FORCE"]
    assert await city.count(Assignment) == 0
