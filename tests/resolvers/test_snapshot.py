"""One operation reads one moment of the database, and a mutation's payload the moment after its change."""

from __future__ import annotations

from hub.casework.tokens import authenticate
from hub.resolvers.context import Context
from hub.store.graph import ROOTS
from tests.support.city import Hub
from tests.support.steps import TAX, black, listed


async def test_an_operation_sees_nothing_that_is_committed_after_its_first_statement(hub: Hub) -> None:
    caller = await authenticate(hub.store, await hub.token(TAX), hub.clock())
    async with Context(hub.store, caller, hub.clock()) as context:
        first = await context.reads.loaders.root("list_entries", {}, 20, None)
        await listed(hub, black())
        count = await context.reads.loaders.count(None, "list_entries", ROOTS["list_entries"], {})
        assert (len(first.records), count) == (0, 0)
        assert context.reads.statements == 2

        await context.reads.renew()
        again = await context.reads.loaders.root("list_entries", {}, 20, None)
        assert [record.values["kind"] for record in again.records] == ["BLACK"]


async def test_an_operation_without_a_read_opens_no_connection(hub: Hub) -> None:
    caller = await authenticate(hub.store, await hub.token(TAX), hub.clock())
    async with Context(hub.store, caller, hub.clock()) as context:
        pass
    assert context.reads.statements == 0


async def test_mutations_of_one_document_follow_each_other_and_each_payload_shows_its_own_moment(
    hub: Hub,
) -> None:
    document = """mutation ($a: ListSubjectInput!, $b: ListSubjectInput!) {
        one: listSubject(input: $a) { query { listEntries { totalCount } } }
        two: listSubject(input: $b) { query { listEntries { totalCount } } } }"""
    data = await hub.ask(TAX, document, a=black(0), b=black(1))
    assert data["one"]["query"]["listEntries"]["totalCount"] == 1
    assert data["two"]["query"]["listEntries"]["totalCount"] == 2
