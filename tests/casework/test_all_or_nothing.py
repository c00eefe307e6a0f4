"""An entry, what it takes away, its action, its assignments and every message commit together, or none does (A8)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from hub.casework.actions import InitiateAction, initiate_action
from hub.casework.change import Change
from hub.casework.listing import list_subject
from hub.errors import Refused
from hub.errors.changes import NotFound
from hub.store.models import metadata
from hub.store.session import Store
from tests.support.listing import Lists, build, listing


async def counts(lists: Lists) -> dict[str, Any]:
    async with lists.store.write() as session:
        return {
            table.name: await session.scalar(select(func.count()).select_from(table))
            for table in metadata.sorted_tables
        }


async def test_what_fails_at_the_end_leaves_nothing_of_its_beginning(store: Store) -> None:
    lists = await build(store)
    enterprise = await lists.enterprise()
    await lists.put(listing(enterprise, "red"))
    before = await counts(lists)

    async def everything(change: Change) -> None:
        listed = await list_subject(change, listing(enterprise))
        assert listed.exited
        initiated = await initiate_action(change, InitiateAction(listed.entry))
        assert initiated.planned > 0
        raise Refused(NotFound(what="nothing in particular"))

    with pytest.raises(Refused):
        await lists.city.run("jinjiang-taxation", everything, key="k")
    assert await counts(lists) == before


async def test_what_is_done_together_is_there_together(store: Store) -> None:
    lists = await build(store)
    enterprise = await lists.enterprise()
    red = (await lists.put(listing(enterprise, "red"))).entry

    async def everything(change: Change) -> None:
        listed = await list_subject(change, listing(enterprise))
        await initiate_action(change, InitiateAction(listed.entry))

    await lists.city.run("jinjiang-taxation", everything)
    assert (await lists.entry(red)).exit_ground == "ADVERSE_LISTING"
    assert len(await lists.city.assignments()) == 2
    assert [kind for kind, _ in await lists.city.inbox("jinjiang-market")] == ["assignment_issued"]
