"""To the public everything is as if watch entries did not exist: the same bytes from the same statements (V1)."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from graphql import parse
from sqlalchemy import event
from sqlalchemy.engine import Connection

from hub.schema.build import graphql_schema
from hub.store.models.row import Row
from tests.support.city import TODAY, Hub, city, hub_over, lively

UNWATCH = (
    # Take every watch entry and whatever hangs on one out of the city, as if nobody had ever been warned.
    "CREATE TEMP TABLE w AS SELECT bucket, id FROM list_entry WHERE kind = 'WATCH'",
    "CREATE TEMP TABLE a AS SELECT bucket, id FROM assignment WHERE (bucket, entry_id) IN (SELECT bucket, id FROM w)",
    "DELETE FROM feedback WHERE (bucket, assignment_id) IN (SELECT bucket, id FROM a)",
    "DELETE FROM history WHERE (bucket, assignment_id) IN (SELECT bucket, id FROM a)",
    "DELETE FROM assignment WHERE (bucket, id) IN (SELECT bucket, id FROM a)",
    "CREATE TEMP TABLE l AS SELECT bucket, id FROM linked_action WHERE (bucket, entry_id) IN (SELECT bucket, id FROM w)",
    "DELETE FROM unrouted_measure WHERE (bucket, action_id) IN (SELECT bucket, id FROM l)",
    "DELETE FROM action_region WHERE (bucket, action_id) IN (SELECT bucket, id FROM l)",
    "DELETE FROM linked_action WHERE (bucket, id) IN (SELECT bucket, id FROM l)",
    *(
        f"DELETE FROM {table} WHERE (bucket, entry_id) IN (SELECT bucket, id FROM w)"
        for table in ("entry_criterion", "evidence", "responsible_person", "history")
    ),
    "CREATE TEMP TABLE p AS SELECT bucket, id, basis_id FROM pause WHERE (bucket, entry_id) IN (SELECT bucket, id FROM w)",
    "DELETE FROM pause_measure WHERE (bucket, pause_id) IN (SELECT bucket, id FROM p)",
    *(
        f"DELETE FROM {table} WHERE (bucket, entry_id) IN (SELECT bucket, id FROM w)"
        for table in ("pause", "repair", "publication", "objection")
    ),
    "DELETE FROM legal_basis WHERE id IN (SELECT basis_id FROM p) AND id NOT IN (SELECT basis_id FROM pause)",
    "UPDATE list_entry SET caused_by_id = NULL WHERE (bucket, caused_by_id) IN (SELECT bucket, id FROM w)",
    "DELETE FROM list_entry WHERE kind = 'WATCH'",
)
DAYS = (TODAY, TODAY + dt.timedelta(days=200), TODAY + dt.timedelta(days=900))
"""Follow-on watch entries begin in between."""

ENTRY = """id kind erased inForce exitedOn exitGround causedBy { id } follows { id } followedBy { id }
    underVerification objections { id } pauses { kind from until caseNo basis { act } } repairs { id state } publications { id state }
    later: inForce(on: "2027-06-01") correctBy correctedOn noticeGivenOn evidence { document } validUntil facts listType { slug } listedBy { slug } suppliedBy { slug } history { totalCount }
    linkedActions { totalCount nodes { id } } responsiblePersons { role person { name } }"""
PAGE = "totalCount totalCountCapped pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor }"
QUERIES = {
    # One document for every field of the query.
    "viewer": "{ viewer { duties } }",
    "node": "query ($ids: [ID!]!, $id: ID!) { node(id: $id) { __typename id } nodes(ids: $ids) { id } }",
    "nodes": f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ __typename ... on ListEntry {{ {ENTRY} }} }} }}",
    "region": '{ region(by: {slug: "jinjiang"}) { name departments { totalCount } } }',
    "regions": "{ regions { slug departments { totalCount } } }",
    "department": '{ department(by: {slug: "jinjiang-taxation"}) { assignments { totalCount nodes { id } } } }',
    "departments": f"{{ departments {{ {PAGE} nodes {{ assignments {{ totalCount }} }} }} }}",
    "subject": f"""query ($codes: UnifiedSocialCreditCode!) {{ subject(by: {{code: $codes}}) {{ id name history {{ {PAGE} nodes {{ step former }} }}
        listEntries {{ {PAGE} nodes {{ {ENTRY} }} }} residualEffects {{ {PAGE} nodes {{ id }} }}
        ended: listEntries(inForce: false) {{ {PAGE} }} watched: listEntries(kinds: [WATCH]) {{ {PAGE} }}
        ... on Enterprise {{ officerships {{ {PAGE} nodes {{ recordedInError history {{ totalCount }} }} }} }} }} }}""",
    "searchSubjects": f"""{{ searchSubjects(name: "示例", first: 100) {{ {PAGE} nodes {{ name
        listEntries {{ {PAGE} nodes {{ {ENTRY} }} }} }} }} }}""",
    "listType": """{ listType(slug: "taxation-watch") { name currentAsOf freshWithinDays stale kindName
        carried sharedFields keeper permittedLevels standard { version } standards { version } } }""",
    "listTypes": f"{{ listTypes(first: 100) {{ {PAGE} nodes {{ slug currentAsOf stale kindName carried }} }} }}",
    "catalogue": f"{{ catalogue {{ name measures {{ {PAGE} nodes {{ code triggeredBy {{ slug }} }} }} }} }}",
    "legalBases": f"{{ legalBases {{ {PAGE} nodes {{ act }} }} }}",
    "listEntries": f"""{{ listEntries(first: 100) {{ {PAGE} nodes {{ {ENTRY} subject {{ id name }} }} }}
        few: listEntries(first: 3) {{ {PAGE} }} watched: listEntries(kinds: [WATCH]) {{ {PAGE} nodes {{ id }} }}
        ended: listEntries(inForce: false) {{ {PAGE} }} field: listEntries(listType: "taxation-watch") {{ {PAGE} }}
        here: listEntries(region: {{slug: "jinjiang"}}) {{ {PAGE} }} }}""",
    "linkedActions": f"{{ linkedActions {{ {PAGE} nodes {{ id }} }} }}",
    "assignments": f"{{ assignments {{ {PAGE} nodes {{ id }} }} due: assignments(states: [RELEASE_DUE]) {{ {PAGE} }} }}",
    "objections": f"{{ objections {{ {PAGE} nodes {{ id }} }} late: objections(overdue: true) {{ {PAGE} }} }}",
    "repairs": f"{{ repairs {{ {PAGE} nodes {{ id }} }} open: repairs(states: [SUBMITTED]) {{ {PAGE} }} }}",
    "publications": f"{{ publications {{ {PAGE} nodes {{ id }} }} due: publications(states: [PUBLISH_DUE]) {{ {PAGE} }} }}",
    "notifications": "{ notifications { hasMore } }",
}


OPEN = "{ listEntries(kinds: [WATCH], inForce: true, first: 60) { nodes { id listedBy { slug } } } }"
REPAIR = "mutation ($input: ApplyForRepairInput!) { applyForRepair(input: $input) { repair { id } } }"
PAUSE = "mutation ($input: PauseEntryInput!) { pauseEntry(input: $input) { entry { id } } }"
QUESTION = "mutation ($input: OpenObjectionInput!) { openObjection(input: $input) { objection { id } } }"
BASIS = {"act": "(示例)观察期暂缓裁定", "level": "LAW", "inForceFrom": "2026-04-01"}


def with_cases(url: str) -> None:
    """A lively city in which watch entries are to be repaired, are paused and questioned."""
    lively(url)
    asyncio.run(_cases(url))


async def _cases(url: str) -> None:
    async with hub_over(url) as hub:
        await hub.change(
            """UPDATE listing_standard SET repairable = true, repair_earliest_months = NULL
            WHERE list_type_id IN (SELECT id FROM list_type WHERE kind = 'WATCH')"""
        )
        today = hub.clock.today.isoformat()
        for node in (await hub.ask("jinjiang-taxation", OPEN))["listEntries"]["nodes"]:
            entry, by = node["id"], node["listedBy"]["slug"]
            await hub.ask(by, REPAIR, input={"entry": entry, "evidence": ["(示例)证明"] * 4})
            days = {"kind": "GRACE", "from": today, "until": today, "basis": BASIS}
            await hub.ask(by, PAUSE, input={"entry": entry, **days})
            words = {"origin": "SUBJECT", "grounds": "(示例)异议"}
            await hub.ask("nanan-market-regulation", QUESTION, input={"entry": entry, **words})


@pytest.fixture(scope="module")
def watched_database(cluster: str) -> Iterator[str]:
    with city(cluster, with_cases) as address:
        yield address


@pytest.fixture(scope="module")
def unwatched_database(cluster: str) -> Iterator[str]:
    with city(cluster, with_cases) as address:
        yield address


@pytest.fixture
async def hubs(watched_database: str, unwatched_database: str) -> AsyncIterator[tuple[Hub, Hub]]:
    """The same city with its watch entries and without them."""
    async with AsyncExitStack() as opened:
        watched = await opened.enter_async_context(hub_over(watched_database))
        unwatched = await opened.enter_async_context(hub_over(unwatched_database))
        async with unwatched.store.changes.begin() as connection:
            for statement in UNWATCH:
                await connection.exec_driver_sql(statement)
            await connection.exec_driver_sql("DROP TABLE w, a, l, p")
        yield watched, unwatched


async def heard(hub: Hub, document: str, variables: dict[str, Any]) -> tuple[bytes, list[str]]:
    """The answer's bytes, and the statements that it took."""
    statements: list[str] = []

    def note(_: Connection, __: Any, statement: str, *___: Any) -> None:
        statements.append(statement)

    event.listen(hub.store.reads.sync_engine, "before_cursor_execute", note)
    try:
        answer = await hub.send(None, document, variables)
    finally:
        event.remove(hub.store.reads.sync_engine, "before_cursor_execute", note)
    return answer.raw, statements


def test_everything_that_hangs_on_a_watch_entry_is_taken_out() -> None:
    gone = {statement.split()[2] for statement in UNWATCH if statement.startswith("DELETE")}
    hanging = {"list_entry"}
    while more := {
        table.name
        for table in Row.metadata.tables.values()
        if table.name not in hanging and any(key.column.table.name in hanging for key in table.foreign_keys)
    }:
        hanging |= more
    assert hanging <= gone


async def test_watch_entries_have_cases_of_every_kind(hubs: tuple[Hub, Hub]) -> None:
    watched, unwatched = hubs
    for table in ("repair", "pause", "objection"):
        of_watches = f"""SELECT count(*) FROM {table} JOIN list_entry AS e ON e.id = {table}.entry_id
            WHERE e.kind = 'WATCH'"""
        assert (await watched.rows(of_watches))[0][0] > 0
        assert (await unwatched.rows(of_watches))[0][0] == 0


def test_every_field_of_the_query_is_asked() -> None:
    query = graphql_schema().query_type
    assert query is not None
    assert set(query.fields) == set(QUERIES)
    for name, document in QUERIES.items():
        assert name in {s.name.value for s in parse(document).definitions[0].selection_set.selections}  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", QUERIES)
async def test_the_public_reads_the_same_bytes_by_the_same_statements(
    hubs: tuple[Hub, Hub], name: str
) -> None:
    watched, unwatched = hubs
    assert (await watched.rows("SELECT count(*) FROM list_entry WHERE kind = 'WATCH'"))[0][0] > 10
    assert (await unwatched.rows("SELECT count(*) FROM list_entry WHERE kind = 'WATCH'"))[0][0] == 0
    everybody = "{ listEntries(first: 100) { nodes { id kind subject { ... on Enterprise { code } } } } }"
    nodes = (await watched.ask("jinjiang-taxation", everybody))["listEntries"]["nodes"]
    hidden = [node for node in nodes if node["kind"] == "WATCH"]
    subjects = [node["subject"] or {} for node in hidden]  # an erased entry has none
    codes = sorted({subject["code"] for subject in subjects if "code" in subject})
    asked: list[dict[str, Any]] = [{}]
    if name in ("node", "nodes"):
        asked = [{"ids": [node["id"] for node in nodes][:100], "id": hidden[0]["id"]}]
    if name == "subject":
        asked = [{"codes": code} for code in codes[:8]]
    for day in DAYS:
        watched.clock.set(day)
        unwatched.clock.set(day)
        for variables in asked:
            one = await heard(watched, QUERIES[name], variables)
            other = await heard(unwatched, QUERIES[name], variables)
            assert one[0] == other[0]
            assert one[1] == other[1]
            assert b"WATCH" not in one[0]
