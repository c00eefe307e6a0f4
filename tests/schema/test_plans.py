"""What a plan costs: one statement a level however many rows, told to whom it is for, kept and counted."""

from __future__ import annotations

from collections import deque
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type, is_composite_type, is_required_argument, parse
from psycopg import errors

from hub.casework.tokens import authenticate
from hub.policy.duties import PUBLIC
from hub.policy.vocabulary import Duty
from hub.resolvers.context import Context
from hub.schema.build import graphql_schema, strawberry_schema
from hub.schema.plans import Answered, Plans
from hub.store.compiled import Compiled
from tests.support.city import DUTIES, NOW, Hub

SCHEMA = graphql_schema()
SKIPPED = {"node", "nodes", "subject", "region", "department", "listType", "notifications", "searchSubjects"}


def ways() -> dict[str, str]:
    """Every edge and connection of every type, with the shortest way to it from the query."""
    assert SCHEMA.query_type is not None
    found: dict[str, str] = {}
    seen = set()
    todo: deque[tuple[GraphQLObjectType, str]] = deque([(SCHEMA.query_type, "@")])
    while todo:
        kind, way = todo.popleft()
        if kind.name in seen:
            continue
        seen.add(kind.name)
        for name, field in kind.fields.items():
            target = get_named_type(field.type)
            if not is_composite_type(target) or (kind is SCHEMA.query_type and name in SKIPPED):
                continue
            if any(is_required_argument(each) for each in field.args.values()):
                continue
            paged = "(first: FIRST)" if "first" in field.args else ""
            objects = [target] if isinstance(target, GraphQLObjectType) else SCHEMA.get_possible_types(target)
            if target.name == "Node":
                continue
            for each in objects:
                inner = f"... on {each.name} {{ @ }}" if len(objects) > 1 else "@"
                below = way.replace("@", f"{name}{paged} {{ {inner} }}")
                found[f"{kind.name}.{name}" + (f" of {each.name}" if len(objects) > 1 else "")] = below
                todo.append((each, below))
    return {name: "{ " + way.replace("@", "__typename") + " }" for name, way in found.items()}


WAYS = ways()


async def planned(
    hub: Hub, document: str, plans: Plans | None = None, slug: str = "jinjiang-taxation"
) -> Answered:
    caller = await authenticate(hub.store, await hub.token(slug), NOW)
    parsed = parse(document)
    async with Context(hub.store, caller, NOW) as context:
        kept = Plans(strawberry_schema()) if plans is None else plans
        return await kept.answer(parsed, parsed.definitions[0], {}, context)  # type: ignore[arg-type]


def test_every_type_is_reached() -> None:
    reached = {name.split(".")[0] for name in WAYS}
    assert {
        "ListEntry",
        "LinkedAction",
        "Assignment",
        "Enterprise",
        "Person",
        "Measure",
        "Officership",
    } <= reached
    assert len(WAYS) > 100


@pytest.mark.parametrize("name", WAYS)
async def test_no_edge_takes_more_statements_for_more_rows(reader: Hub, name: str) -> None:
    few = await planned(reader, WAYS[name].replace("FIRST", "1"))
    many = await planned(reader, WAYS[name].replace("FIRST", "7"))
    assert few.reason is None
    assert many.reason is None
    assert few.run is not None
    assert many.run is not None
    levels = WAYS[name].count("(first:") + WAYS[name].count("{")
    assert len(many.run.told) <= levels
    by_step = {each.statement.text for each in many.run.told}
    assert len(by_step) == len(many.run.told)  # none was sent twice


async def test_to_one_edges_travel_with_their_row(reader: Hub) -> None:
    found = await planned(
        reader,
        """{ listEntries(first: 50) { nodes { kind listedBy { name region { name parent { name } } }
            subject { name region { name } } listType { name region { name } } standard { basis { act } } } } }""",
    )
    assert found.run is not None
    assert [told.stage for told in found.run.told] == [1]


async def test_levels_beside_each_other_travel_together(reader: Hub) -> None:
    found = await planned(
        reader,
        """{ listEntries(first: 20, kinds: [BLACK]) { totalCount nodes { criteria { code } evidence { document }
            linkedActions { nodes { progress { total } assignments { totalCount nodes { state } } } } } } }""",
    )
    assert found.run is not None
    assert [told.stage for told in found.run.told] == [1, 1, 2, 2, 2, 3, 3, 3]


PLAN = "{ listEntries(first: 3) { nodes { id criteria { code } } } }"


async def asked(hub: Hub, slug: str | None, duties: tuple[str, ...], document: str = PLAN) -> dict[str, Any]:
    client = await hub.client(slug, duties)
    answer = await client.post("/graphql", json={"query": document, "extensions": {"plan": True}})
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("duty", [Duty.SUPERVISE, Duty.CATALOGUE])
async def test_the_plan_is_told_on_request(reader: Hub, duty: Duty) -> None:
    told = (await asked(reader, "jinjiang-credit-office", ("READ", duty.value)))["extensions"]["plan"]
    assert told["planned"] is True
    assert told["statements"] == 2
    assert [(each["level"], each["stage"]) for each in told["levels"]] == [
        ("page ListEntry", 1),
        ("page Criterion", 2),
    ]
    assert told["rows"] == sum(each["rows"] for each in told["levels"])
    assert told["milliseconds"] > 0


async def test_the_plan_is_told_to_nobody_else(reader: Hub) -> None:
    for slug, duties in ((None, ()), ("jinjiang-taxation", ("READ", "LIST"))):
        assert "extensions" not in await asked(reader, slug, duties)


async def test_what_is_not_planned_says_why(reader: Hub) -> None:
    body = await asked(reader, "jinjiang-credit-office", DUTIES, "{ __schema { queryType { name } } }")
    assert body["extensions"]["plan"] == {"planned": False, "reason": "introspection"}
    assert body["data"] == {"__schema": {"queryType": {"name": "Query"}}}


async def test_a_plan_is_made_once_for_each_kind_of_reader(reader: Hub) -> None:
    plans = Plans(strawberry_schema())
    document = parse("query ($all: Boolean = true) { regions { slug name @include(if: $all) } }")
    office = await authenticate(reader.store, await reader.token("jinjiang-credit-office"), NOW)
    other = await authenticate(reader.store, await reader.token("anxi-credit-office"), NOW)
    for caller, variables in (
        (PUBLIC, {}),
        (office, {}),
        (other, {}),
        (office, {"all": True}),
        (office, {"all": False}),
    ):
        async with Context(reader.store, caller, NOW) as context:
            found = await plans.answer(document, document.definitions[0], variables, context)  # type: ignore[arg-type]
            assert found.reason is None
    assert (plans.misses, plans.hits, len(plans)) == (3, 2, 3)


async def test_plans_are_bounded(reader: Hub) -> None:
    plans = Plans(strawberry_schema(), kept=3)
    for number in range(8):
        await planned(reader, f"{{ a{number}: regions {{ slug }} }}", plans)
    assert len(plans) == 3
    assert plans.misses == 8


async def test_a_null_where_none_may_be_is_told_at_its_path_field_by_field(hub: Hub) -> None:
    await hub.change("UPDATE measure SET criteria_groups = ARRAY['A', NULL]")
    answer = await hub.send(
        "jinjiang-taxation", "{ catalogue { measures(first: 1) { nodes { code criteriaGroups } } } }"
    )
    assert answer.body["data"] == {"catalogue": None}
    assert answer.body["errors"][0]["path"] == [
        "catalogue", "measures", "nodes", 0, "criteriaGroups", 1,
    ]  # fmt: skip


async def test_a_wrong_argument_is_said_as_before(reader: Hub) -> None:
    answer = await reader.send(None, "{ departments(first: 101) { nodes { slug } } regions { slug } }")
    assert answer.codes == ["BAD_USER_INPUT"]
    assert answer.body["data"] is None


async def test_a_wrong_argument_of_what_fetches_nothing_is_said_the_first_time_too(reader: Hub) -> None:
    document = '{ department(by: {slug: "anxi-finance"}) { assignments(first: 101) { __typename } } }'
    for _ in range(2):
        answer = await reader.send(None, document)
        assert answer.codes == ["BAD_USER_INPUT"]
        assert answer.body["data"] == {"department": None}


async def test_the_database_refuses_a_planned_read_that_would_write(reader: Hub) -> None:
    writing = Compiled(b"DELETE FROM feedback", ())
    with pytest.raises(errors.ReadOnlySqlTransaction):
        await reader.store.wire.rows((writing, {}))
