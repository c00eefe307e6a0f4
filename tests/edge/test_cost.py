"""The answer is weighed before it is made: page sizes multiply along nested lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from graphql import FragmentDefinitionNode, OperationDefinitionNode, build_schema, parse

from hub.edge.cost import Weight, size_of, weigh
from hub.edge.limits import Limits
from tests.edge.door import Door, code, said
from tests.edge.graph import SDL
from tests.edge.test_limits import doubling

SCHEMA = build_schema(SDL)


def weight(query: str, variables: Mapping[str, Any] | None = None) -> tuple[Weight, int]:
    document = parse(query)
    operation = next(d for d in document.definitions if isinstance(d, OperationDefinitionNode))
    fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
    sizes = {name: size_of(value) for name, value in (variables or {}).items()}
    return weigh(SCHEMA, operation, fragments, sizes, Limits())


@pytest.mark.parametrize(
    ("query", "variables", "nodes"),
    [
        ("{ hello }", {}, 0),
        ("{ subject(by: {id: 1}) { id } }", {}, 1),
        # The connection is one object; its nodes are as many as first says, or as its default says.
        ("{ subjects(first: 5) { nodes { id } } }", {}, 6),
        ("{ subjects { nodes { id } } }", {}, 21),
        ("{ subjects(first: null) { nodes { id } } }", {}, 21),
        ("query($n: Int) { subjects(first: $n) { nodes { id } } }", {"n": 7}, 8),
        ("query($n: Int) { subjects(first: $n) { nodes { id } } }", {"n": 7.0}, 8),
        ("query($n: Int) { subjects(first: $n) { nodes { id } } }", {"n": "x"}, 21),
        ("query($n: Int) { subjects(first: $n) { nodes { id } } }", {}, 21),
        ("query($n: Int = 9) { subjects(first: $n) { nodes { id } } }", {}, 10),
        ("query($n: Int = 9) { subjects(first: $n) { nodes { id } } }", {"n": 3}, 4),
        ("{ subjects(first: -5) { nodes { id } } }", {}, 1),
        # 1 connection + 100 x (subject + connection + 100 entries)
        ("{ subjects(first: 100) { nodes { entries(first: 100) { nodes { id } } } } }", {}, 10_201),
        # The same through fragments, which are weighed once and multiplied where they are spread.
        (
            (
                "{ subjects(first: 100) { ...C } } fragment C on SubjectConnection { nodes { ...S } }"
                " fragment S on Subject { entries(first: 100) { nodes { id } } }"
            ),
            {},
            10_201,
        ),
        # A list without a page counts ten; a list of ids as many as were given, but ten at least.
        ("{ subject(by: {id: 1}) { pauses { id } } }", {}, 11),
        ("query($i: [ID!]!) { nodes(ids: $i) { id } }", {"i": ["x"] * 500}, 500),
        ('{ nodes(ids: ["a", "b"]) { id ... on Subject { twin { id } } } }', {}, 20),
        # A batch: the payload's list is as long as the list in the input.
        (
            "mutation($i: CheckInput!) { check(input: $i) { checks { id } } }",
            {"i": {"subjects": [1] * 1000}},
            1001,
        ),
        (
            "mutation($s: [SubjectKey!]!) { check(input: {subjects: $s}) { checks { id } } }",
            {"s": [1] * 300},
            301,
        ),
        ("{ a: subject(by: {id: 1}) { ... { id } ... on Subject { twin { id } } } }", {}, 2),
    ],
)
def test_nodes_are_counted_as_the_answer_may_hold_them(
    query: str, variables: dict[str, Any], nodes: int
) -> None:
    assert weight(query, variables)[0].nodes == nodes


def test_cost_counts_field_values() -> None:
    # subjects, its nodes, 5 x (one of them, id, name)
    assert weight("{ subjects(first: 5) { nodes { id name } } }")[0].cost == 1 + 1 + 5 * 3


@pytest.mark.parametrize("levels", [5, 10, 40])
def test_a_fragment_is_weighed_once_however_often_it_is_spread(levels: int) -> None:
    found, visits = weight(doubling(levels))

    assert visits == 3 + 4 * levels
    assert found.nodes == 2 ** (levels + 1) - 1


async def test_pages_that_multiply_beyond_the_limit_are_refused_before_anything_runs(door: Door) -> None:
    query = "{ subjects(first: 100) { nodes { entries(first: 1000) { nodes { id } } } } }"
    answer = await door.ask(query)

    assert (answer.status_code, code(answer)) == (400, "COST_LIMIT_EXCEEDED")
    assert said(answer) == (
        "The answer could hold 100201 objects; the limit is 10000."
        " Ask for smaller pages (first) or fewer nested lists."
    )
    assert door.journal.steps == []


async def test_the_same_document_is_weighed_with_each_request_s_own_variables(door: Door) -> None:
    query = "query($n: Int) { subjects(first: $n) { nodes { entries(first: $n) { nodes { id } } } } }"
    small = await door.ask(query, {"n": 10})
    large = await door.ask(query, {"n": 1000})

    assert small.status_code == 200
    assert (large.status_code, code(large)) == (400, "COST_LIMIT_EXCEEDED")
    assert (door.documents.misses, door.documents.hits) == (1, 1)


async def test_a_batch_of_a_thousand_items_fits(door: Door) -> None:
    query = (
        "mutation($i: CheckInput!) { check(input: $i)"
        " { checks { id name pauses { id } entries(first: 20) { nodes { id } } } } }"
    )
    answer = await door.ask(query, {"i": {"subjects": [{"code": "c"}] * 1000}})

    assert answer.json() == {"data": {"check": {"checks": []}}}
    assert "checked 1000" in door.journal.steps


async def test_the_cost_is_told_when_it_is_asked_for(door: Door) -> None:
    query = "{ subject(by: {id: 1}) { id } }"
    asked = await door.ask(query, extensions={"cost": True})
    not_asked = await door.ask(query, extensions={"cost": "yes"})

    assert asked.json()["extensions"] == {
        "cost": {
            "asked": {"cost": 2, "nodes": 1, "depth": 2},
            "limits": {"cost": 100_000, "nodes": 10_000, "depth": 12},
        }
    }
    assert "extensions" not in not_asked.json()
