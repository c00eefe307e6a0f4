"""A look-up with the pages straight below it: one statement, cut where it would bring too many rows."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Iterator
from typing import Any

import orjson
import pytest
from graphql import parse

from hub.casework.tokens import authenticate
from hub.policy.duties import Caller
from hub.policy.vocabulary import Duty
from hub.resolvers.context import Context
from hub.resolvers.reader import CHAINED, Run
from hub.schema.build import strawberry_schema
from hub.schema.plans import Plans
from tests.support.answering import told
from tests.support.city import NOW, Hub, city, hub_over, lively
from tests.support.oddities import odd

TAX, OFFICE = "jinjiang-taxation", "jinjiang-credit-office"


@pytest.fixture(scope="module")
def odd_database(cluster: str) -> Iterator[str]:
    """The address of a city of odd shapes that the tests only read."""
    with city(cluster, lively) as address:
        yield address


@pytest.fixture
async def hub(odd_database: str) -> AsyncIterator[Hub]:
    async with hub_over(odd_database) as opened:
        if not await opened.rows("SELECT 1 FROM list_entry WHERE erased"):
            await odd(opened)
        yield opened


async def caller(hub: Hub, slug: str = OFFICE, *, persons: bool = True) -> Caller:
    found = await authenticate(hub.store, await hub.token(slug), NOW)
    return found if persons else dataclasses.replace(found, duties=frozenset({Duty.READ}))


async def run(hub: Hub, who: Caller, document: str, variables: dict[str, Any]) -> Run:
    parsed = parse(document)
    async with Context(hub.store, who, NOW) as context:
        plans = Plans(strawberry_schema())
        found = await plans.answer(parsed, parsed.definitions[0], variables, context)  # type: ignore[arg-type]
    assert found.reason is None
    assert found.run is not None
    return found.run


async def same(hub: Hub, who: Caller, document: str, **variables: Any) -> dict[str, Any]:
    """The data, after both ways of reading gave it."""
    planned = await told(hub, who, document, variables, Plans(strawberry_schema()))
    assert planned == await told(hub, who, document, variables)
    data: dict[str, Any] = orjson.loads(planned)["data"]
    return data


async def listed(hub: Hub, count: str = "DESC") -> str:
    """The id of the enterprise with the most (or fewest) assignments under its entries."""
    rows = await hub.rows(
        f"""SELECT s.code FROM subject s JOIN list_entry e ON e.subject_id = s.id
            JOIN assignment a ON a.entry_id = e.id WHERE s.code IS NOT NULL
            GROUP BY s.code ORDER BY count(*) {count}, s.code LIMIT 1"""
    )
    return str(rows[0][0])


DEEP = """query ($c: UnifiedSocialCreditCode!, $n: Int = 5, $a: String, $b: String) { subject(by: {code: $c}) { name
    listEntries(first: $n) { nodes { kind listedBy { slug }
        linkedActions(first: $n, after: $a) { nodes { note
            assignments(first: $n, after: $b) { nodes { id state measure { code } assignedTo { slug } } } } } } } } }"""


def steps(run: Run) -> list[list[str]]:
    return [[step.level.target.name for step in each.steps] for each in run.told]


async def test_a_look_up_with_three_pages_below_is_one_statement(hub: Hub) -> None:
    who, code = await caller(hub), await listed(hub)
    found = await run(hub, who, DEEP, {"c": code})
    assert steps(found) == [["Subject", "ListEntry", "LinkedAction", "Assignment"]]
    data = await same(hub, who, DEEP, c=code)
    [*entries] = data["subject"]["listEntries"]["nodes"]
    assert any(
        action["assignments"]["nodes"] for each in entries for action in each["linkedActions"]["nodes"]
    )


@pytest.mark.parametrize("n", [0, 1, 2, 3, 13])
async def test_pages_of_every_size_are_cut_as_field_by_field(hub: Hub, n: int) -> None:
    who, code = await caller(hub), await listed(hub)
    await same(
        hub,
        who,
        DEEP.replace("nodes {", "pageInfo { hasNextPage endCursor } totalCount nodes {"),
        c=code,
        n=n,
    )


async def test_a_chain_that_could_bring_too_many_rows_is_cut(hub: Hub) -> None:
    who, code = await caller(hub), await listed(hub)
    most = round(CHAINED ** (1 / 3))
    for n, chained in ((most - 1, True), (most + 2, False), (100, False)):
        found = await run(hub, who, DEEP, {"c": code, "n": n})
        assert (len(found.told) == 1) is chained, n
        assert max(map(len, steps(found))) == (4 if chained else 1)
    await same(hub, who, DEEP, c=code, n=most + 2)


async def test_many_keys_count_like_pages(hub: Hub) -> None:
    who = await caller(hub)
    rows = await same(hub, who, '{ searchSubjects(name: "示例", first: 50) { nodes { id } } }')
    ids = [each["id"] for each in rows["searchSubjects"]["nodes"]]
    assert len(ids) == 50
    document = """query ($ids: [ID!]!, $n: Int!) { nodes(ids: $ids) { ... on Enterprise { listEntries(first: $n) { nodes { kind } } }
        ... on Person { listEntries(first: $n) { nodes { kind } } } } }"""
    for n in (2, 100):
        await same(hub, who, document, ids=[*ids, "x", *ids[:2]], n=n)
    few = await run(hub, who, document, {"ids": ids[:1], "n": 2})
    assert len(few.told) == 1
    many = await run(hub, who, document, {"ids": ids, "n": 100})
    assert sum(map(len, steps(many))) == len(many.told)


async def test_siblings_of_a_chain_are_fetched_beside_it(hub: Hub) -> None:
    who, code = await caller(hub), await listed(hub)
    document = """query ($c: UnifiedSocialCreditCode!) { subject(by: {code: $c}) {
        residualEffects(first: 3) { nodes { state } }
        listEntries(first: 3) { totalCount nodes { criteria { code } evidence { document } responsiblePersons { role person { name } }
            history(first: 2) { nodes { step } }
            linkedActions(first: 2) { nodes { progress { total } regions { slug }
                assignments(first: 2) { totalCount nodes { feedback { note } history(first: 1) { nodes { step } } } } } } } }
        ... on Enterprise { officerships(first: 4) { nodes { role person { name linkedEntries(first: 2) { nodes {
            entry { kind } } } } } } } } }"""
    await same(hub, who, document, c=code)
    found = await run(hub, who, document, {"c": code})
    assert steps(found)[0][0] == "Subject"
    assert len(steps(found)[0]) >= 4
    assert len({told.statement.text for told in found.told}) == len(found.told)


async def test_persons_are_withheld_in_a_chain_as_elsewhere(hub: Hub) -> None:
    document = """query ($c: UnifiedSocialCreditCode!) { subject(by: {code: $c}) { ... on Enterprise { officerships(first: 20) {
        nodes { role person { name maskedIdNumber } } } } listEntries(first: 5) { nodes { responsiblePersons { person { name } }
        subject { name } } } } }"""
    blind = await caller(hub, TAX, persons=False)
    withheld = 0
    for (code,) in await hub.rows("SELECT code FROM subject WHERE code IS NOT NULL ORDER BY code LIMIT 25"):
        planned = await told(hub, blind, document, {"c": code}, Plans(strawberry_schema()))
        assert planned == await told(hub, blind, document, {"c": code})
        withheld += len(orjson.loads(planned).get("extensions", {}).get("withheld", ()))
    assert withheld > 5


async def test_under_an_erased_entry_a_chain_finds_nothing(hub: Hub) -> None:
    for slug in (OFFICE, TAX):
        who = await caller(hub, slug)
        all_of_them = await same(hub, who, "{ listEntries(first: 100) { nodes { id erased } } }")
        erased = [each["id"] for each in all_of_them["listEntries"]["nodes"] if each["erased"]]
        assert erased
        document = """query ($ids: [ID!]!) { nodes(ids: $ids) { ... on ListEntry { erased facts subject { name }
            linkedActions(first: 5) { totalCount nodes { id assignments(first: 5) { nodes { id } } } }
            history(first: 5) { totalCount nodes { step } } } } }"""
        nothing = {
            "erased": True,
            "facts": None,
            "subject": None,
            "linkedActions": {"totalCount": 0, "nodes": []},
            "history": {"totalCount": 0, "nodes": []},
        }
        data = await same(hub, who, document, ids=erased)
        assert data["nodes"] == [nothing] * len(erased)


async def test_cursors_within_a_chain_go_on_where_they_stopped(hub: Hub) -> None:
    who, code = await caller(hub), await listed(hub)
    ids: list[str] = []
    after = None
    while True:
        data = await same(
            hub,
            who,
            DEEP.replace("nodes { id state", "pageInfo { endCursor hasNextPage } nodes { id state"),
            c=code,
            n=7,
            b=after,
        )
        actions = [
            each
            for entry in data["subject"]["listEntries"]["nodes"]
            for each in entry["linkedActions"]["nodes"]
        ]
        page = actions[0]["assignments"]
        ids += [each["id"] for each in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert len(ids) > 7
    assert len(set(ids)) == len(ids)


async def test_a_key_that_finds_nobody_finds_nothing_below(hub: Hub) -> None:
    who = await caller(hub)
    assert await same(hub, who, DEEP, c="91350100M000100Y43") == {"subject": None}
    found = await run(hub, who, DEEP, {"c": "91350100M000100Y43"})
    assert len(found.told) == 1
    assert found.told[0].rows == 0


async def test_ids_of_every_type_in_one_list(hub: Hub) -> None:
    who = await caller(hub)
    data = await same(
        hub,
        who,
        """{ regions { id } departments(first: 3) { nodes { id } } listTypes(first: 2) { nodes { id standards { id basis { id } } } }
        catalogue { id measures(first: 2) { nodes { id } } } listEntries(first: 3) { nodes { id subject { id } } }
        linkedActions(first: 2) { nodes { id } } assignments(first: 2) { nodes { id target { id } } }
        searchSubjects(name: "示例", first: 2) { nodes { id ... on Enterprise { officerships(first: 2) { nodes { id person { id } } } } } } }""",
    )
    ids = _ids(data)[:95]
    document = """query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Subject { name listEntries(first: 1) { nodes { kind
        history(first: 1) { nodes { step } } } } } ... on ListEntry { linkedActions(first: 1) { nodes { assignments(first: 1) {
        nodes { state } } } } } ... on Department { assignments(first: 1) { nodes { state } } } ... on Region { slug } } }"""
    found = await same(hub, who, document, ids=[*ids, *reversed(ids[:3]), "x"])
    assert len({each["__typename"] for each in found["nodes"] if each}) == 13
    assert found["nodes"][-1] is None


def _ids(value: Any) -> list[str]:
    if isinstance(value, list):
        return [each for item in value for each in _ids(item)]
    if not isinstance(value, dict):
        return []
    own = [value["id"]] if "id" in value else []
    return own + [each for item in value.values() for each in _ids(item)]
