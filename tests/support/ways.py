"""The shortest ways through the schema to every type of object, and a document that asks for everything at their ends."""

from __future__ import annotations

from collections import deque
from functools import cache
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_required_argument,
)

_BY_KEY = frozenset(
    {"node", "nodes", "subject", "region", "department", "listType", "viewer", "notifications"}
)


@cache
def ways(schema: GraphQLSchema) -> dict[str, list[tuple[str, str]]]:
    """The shortest way from a list of the query to every type of object: fields and the types they lead to."""
    assert schema.query_type is not None
    found: dict[str, list[tuple[str, str]]] = {}
    todo: deque[tuple[Any, list[tuple[str, str]]]] = deque([(schema.query_type, [])])
    while todo:
        kind, way = todo.popleft()
        for name, each in kind.fields.items():
            target = get_named_type(each.type)
            if not is_composite_type(target) or (kind is schema.query_type and name in _BY_KEY):
                continue
            for reached in schema.get_possible_types(target) if is_abstract_type(target) else [target]:
                if reached.name not in found:
                    found[reached.name] = [*way, (name, reached.name)]
                    todo.append((reached, found[reached.name]))
    return {name: way for name, way in found.items() if not name.endswith(("Connection", "Edge", "PageInfo"))}


def everything(schema: GraphQLSchema, name: str) -> str:
    """A document that asks every object of a type, on the shortest way to it, for all its values and what lies beside."""
    kind = schema.type_map[name]
    text = "__typename " + " ".join(
        field_name + _below(each)
        for field_name, each in getattr(kind, "fields", {}).items()
        if not any(map(is_required_argument, each.args.values()))
    )
    for field_name, reached in reversed(ways(schema)[name]):
        arguments = {
            "departments": "(first: 100)", "searchSubjects": '(name: "示", first: 100)', "listEntries": "(first: 100)",
            "linkedActions": "(first: 100)", "assignments": "(first: 100)", "officerships": "(first: 10)",
        }.get(field_name, "")  # fmt: skip
        text = f"{field_name}{arguments} {{ ... on {reached} {{ {text} }} }}"
    return f"{{ {text} }}"


def _below(definition: GraphQLField) -> str:
    target: Any = get_named_type(definition.type)
    if not is_composite_type(target):
        return ""
    if target.name.endswith("Connection"):
        return "(first: 3) { totalCount nodes { __typename } }"
    return " { __typename" + (" id" if "id" in getattr(target, "fields", {}) else "") + " }"
