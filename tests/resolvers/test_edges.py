"""Every edge of the graph takes one statement, however many parents there are: counted for each of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
)
from sqlalchemy import event

from hub.schema.build import graphql_schema
from hub.store.graph import ENTITIES, ROOTS
from hub.store.graph.fields import Computed, Many, One, Tally
from tests.support.city import Hub
from tests.support.steps import TAX

FROM = {
    # How several objects of a type are reached: a path of fields from the query, and how the last is paged.
    "Region": "regions",
    "Department": "departments(first: {n}) nodes",
    "LegalBasis": "legalBases(first: {n}) nodes",
    "ListType": "listTypes(first: {n}) nodes",
    "ListingStandard": "listTypes(first: {n}) nodes standards",
    "Criterion": "listTypes(first: {n}) nodes standards criteria",
    "CatalogueEdition": "catalogue",
    "Measure": "catalogue measures(first: {n}) nodes",
    "Enterprise": 'searchSubjects(name: "示例", first: {n}) nodes ...Enterprise',
    "Subject": 'searchSubjects(name: "示例", first: {n}) nodes',
    "Person": 'searchSubjects(name: "示例", first: {n}) nodes ...Enterprise officerships(first: 3) nodes person',
    "Officership": 'searchSubjects(name: "示例", first: {n}) nodes ...Enterprise officerships(first: 3) nodes',
    "LinkedEntry": 'searchSubjects(name: "示例", first: {n}) nodes ...Enterprise officerships(first: 3) nodes person linkedEntries(first: 3) nodes',
    "ListEntry": "listEntries(first: {n}) nodes",
    "Evidence": "listEntries(first: {n}) nodes evidence",
    "ResponsiblePerson": "listEntries(first: {n}) nodes responsiblePersons",
    "HistoryItem": "listEntries(first: {n}) nodes history nodes",
    "LinkedAction": "linkedActions(first: {n}) nodes",
    "UnroutedMeasure": "linkedActions(first: {n}) nodes unrouted",
    "Assignment": "assignments(first: {n}) nodes",
    "Feedback": "assignments(first: {n}) nodes feedback",
    "Repair": "repairs(first: {n}) nodes",
    "Pause": "listEntries(kinds:[BLACK],inForce:true,first:{n}) nodes pauses",
    "Publication": "publications(first: {n}) nodes",
    "Channel": "publications(first: {n}) nodes channel",
    "Objection": "objections(first: {n}) nodes",
    "Restoration": "objections(first: {n}) nodes restoration",
}
CONNECTION = "totalCount pageInfo { endCursor } nodes { __typename }"
VALUES = "{ total issued overdue }"


@dataclass(frozen=True)
class Step:
    """One edge of the schema: from which type, and what is asked of it."""

    source: str
    name: str
    asked: str

    def __str__(self) -> str:
        return f"{self.source}.{self.name}"


def steps() -> Iterator[Step]:
    """Every field of the schema that leads to other objects."""
    for name, kind in graphql_schema().type_map.items():
        if name not in FROM or not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            continue
        for field_name, field in kind.fields.items():
            target = get_named_type(field.type)
            if isinstance(target, GraphQLObjectType | GraphQLInterfaceType):
                yield Step(name, field_name, f"{field_name} {{ {selection(field.type)} }}")
            elif field.args:
                yield Step(name, field_name, field_name)


def selection(kind: GraphQLOutputType) -> str:
    named = get_named_type(kind)
    if named.name.endswith("Connection"):
        return CONNECTION
    return "total overdue" if named.name == "ActionProgress" else "__typename"


def document(path: str, asked: str) -> str:
    """A query along a path, asking something of what is at its end."""
    text = asked
    for word in reversed(path.replace(": ", ":").replace(", ", ",").split(" ")):
        text = f"... on {word[3:]} {{ {text} }}" if word.startswith("...") else f"{word} {{ {text} }}"
    return f"{{ {text} }}"


@contextmanager
def statements(hub: Hub) -> Iterator[list[str]]:
    """The statements that reads send meanwhile."""
    seen: list[str] = []

    def note(*given: Any) -> None:
        seen.append(given[2])

    event.listen(hub.store.reads.sync_engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(hub.store.reads.sync_engine, "before_cursor_execute", note)


async def taken(hub: Hub, path: str, asked: str) -> int:
    await hub.token(TAX)
    with statements(hub) as seen:
        await hub.ask(TAX, document(path, asked))
    return len(seen)


def places(value: Any, name: str) -> int:
    """How often the answer holds a field of that name."""
    if isinstance(value, dict):
        return sum(places(each, name) for each in value.values()) + (name in value)
    return sum(places(each, name) for each in value) if isinstance(value, list) else 0


EDGES = list(steps())


def test_every_edge_that_the_graph_owns_is_counted_here() -> None:
    snake = {
        f"{step.source}.{''.join(f'_{c.lower()}' if c.isupper() else c for c in step.name)}" for step in EDGES
    }
    owned = {
        f"{entity.name}.{name}"
        for entity in ENTITIES.values()
        for name, field in entity.fields.items()
        if isinstance(field, One | Many | Tally | Computed)
    }
    # A subject's edges are those of its two types; a person's offices are named officerships there.
    renamed = {"Subject.officerships", "Subject.offices", "Subject.linked_entries"}
    assert owned - snake == renamed
    assert {"Person.officerships", "Person.linked_entries", "Enterprise.officerships"} <= snake
    assert set(FROM) - {"Enterprise", "Person"} == set(ENTITIES)


@pytest.mark.parametrize("step", EDGES, ids=str)
async def test_an_edge_takes_as_many_statements_for_many_parents_as_for_two(reader: Hub, step: Step) -> None:
    path = FROM[step.source]
    few = await taken(reader, path.format(n=2), step.asked)
    many = await taken(reader, path.format(n=60), step.asked)
    without = await taken(reader, path.format(n=60), "__typename")
    answer = await reader.ask(TAX, document(path.format(n=60), step.asked))
    assert places(answer, step.name) > 1 or step.source == "CatalogueEdition"
    # A chain that ends early for two parents may take fewer; more parents never take more than its length.
    assert many <= max(few, without + (2 if CONNECTION in step.asked else 1))
    assert many - without <= (
        2 if CONNECTION in step.asked else 1
    )  # a connection's count is a statement of its own


@pytest.mark.parametrize("root", ROOTS)
def test_every_root_list_is_paged_or_short(root: str) -> None:
    edge = ROOTS[root]
    assert edge.paged or root in ("regions", "catalogue")


async def test_the_same_objects_asked_for_twice_are_fetched_once(reader: Hub) -> None:
    once = "{ listEntries(first: 40) { nodes { listedBy { region { slug } } } } }"
    twice = """{ a: listEntries(first: 40) { nodes { listedBy { region { slug } } } }
        b: listEntries(first: 40) { nodes { listedBy { region { slug } } listedBy { name } } } }"""
    await reader.token(TAX)
    with statements(reader) as seen:
        await reader.ask(TAX, once)
    with statements(reader) as again:
        await reader.ask(TAX, twice)
    assert len(again) == len(seen)
