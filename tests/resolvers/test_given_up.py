"""A field that is given up, because a null took the object above it, takes nothing away from other fields."""

from __future__ import annotations

import asyncio

import pytest

from hub.casework.tokens import authenticate
from hub.resolvers.context import Context
from hub.store.graph import ENTITIES
from tests.support.city import NOW, Hub
from tests.support.steps import TAX


async def opened(hub: Hub) -> Context:
    return Context(hub.store, await authenticate(hub.store, await hub.token(TAX), NOW), NOW)


async def test_who_waits_for_the_same_object_as_a_field_given_up_gets_it(reader: Hub) -> None:
    async with await opened(reader) as context:
        department = context.caller.department_id

        async def name() -> str:
            found = await context.reads.loaders.by_key(ENTITIES["Department"], ("id",), (department,))
            assert found is not None
            return str(found.values["slug"])

        given_up, waiting = asyncio.create_task(name()), asyncio.create_task(name())
        await asyncio.sleep(0)
        given_up.cancel()
        assert await waiting == TAX
        assert given_up.cancelled()


async def test_what_is_asked_after_the_end_of_an_operation_takes_no_connection(reader: Hub) -> None:
    async with await opened(reader) as context:
        await context.reads.loaders.root("regions", {}, None, None)
        late = context.reads.loaders
    with pytest.raises(RuntimeError, match="over"):
        await late.root("list_types", {}, 5, None)
    assert reader.store.reads.pool.checkedout() == 0  # type: ignore[attr-defined]


async def test_a_wrong_argument_nulls_its_own_part_of_the_answer_and_nothing_else(reader: Hub) -> None:
    document = """{ catalogue { publishedBy { region { name } assignments(first: 101) { totalCount } } }
        assignments(first: 40) { nodes { assignedTo { region { name parent { name } } } } }
        departments(first: 40) { nodes { slug region { name parent { name } } } } }"""
    for _ in range(10):
        answer = await reader.send(TAX, document)
        assert answer.codes == ["BAD_USER_INPUT"]
        assert answer.body["data"]["catalogue"] is None
        assert len(answer.body["data"]["assignments"]["nodes"]) == 40
        assert len(answer.body["data"]["departments"]["nodes"]) == 40
