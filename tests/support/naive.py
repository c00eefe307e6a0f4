"""A naive GraphQL: one field after the other, over whole tables in memory, to judge the hub's two ways of reading.

It covers every query of objects, connections included, with fragments, `@skip` and `@include`; not `notifications`,
introspection, mutations and subscriptions. Of errors it knows whether there are any, and what they leave of the data.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    VariableNode,
    get_nullable_type,
    is_composite_type,
    value_from_ast_untyped,
)

from tests.support.naive_city import Row, View
from tests.support.naive_fields import Paged, Refused, Thing, Withheld
from tests.support.naive_query import QUERY
from tests.support.naive_types import FIELDS

MOST = 1000
"""A count tells no more."""


class Nulled(Exception):
    """A null where none may be: the object above has to go (GraphQL §6.4.4)."""


@dataclass
class Told:
    """What the naive reference answers."""

    data: dict[str, Any] | None = None
    errors: list[tuple[Any, ...]] = field(default_factory=list)
    withheld: list[tuple[Any, ...]] = field(default_factory=list)


class Naive:
    """Answers one operation for one reader."""

    def __init__(self, schema: GraphQLSchema, view: View) -> None:
        self.schema = schema
        self.view = view
        self.told = Told()
        self.variables: dict[str, Any] = {}
        self.fragments: dict[str, FragmentDefinitionNode] = {}

    def answer(self, document: DocumentNode, variables: dict[str, Any]) -> Told:
        """The answer to a valid document with one operation, and variables that fit."""
        [operation] = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        for each in document.definitions:
            if isinstance(each, FragmentDefinitionNode):
                self.fragments[each.name.value] = each
        for declared in operation.variable_definitions or ():
            name = declared.variable.name.value
            if name in variables:
                self.variables[name] = variables[name]
            elif declared.default_value is not None:
                self.variables[name] = value_from_ast_untyped(declared.default_value)
        query = self.schema.query_type
        assert query is not None
        try:
            self.told.data = self._object(query, Thing("Query", {}), [operation.selection_set], ())
        except Nulled:
            self.told.data = None
        # Nothing is withheld from what is not told.
        self.told.withheld = [path for path in self.told.withheld if _reaches(self.told.data, path)]
        return self.told

    # ------------------------------------------------------------ values

    def _object(
        self, kind: GraphQLObjectType, thing: Thing, sets: Iterable[Any], path: Any
    ) -> dict[str, Any]:
        collected: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for each in sets:
            self._collect(kind, each, collected, visited)
        return {key: self._field(kind, thing, nodes, (*path, key)) for key, nodes in collected.items()}

    def _field(self, kind: GraphQLObjectType, thing: Thing, nodes: list[FieldNode], path: Any) -> Any:
        name = nodes[0].name.value
        if name == "__typename":
            return kind.name
        definition = kind.fields[name]
        return self._settled(definition.type, lambda: self._shown(definition, name, thing, nodes, path), path)

    def _shown(
        self, definition: GraphQLField, name: str, thing: Thing, nodes: list[FieldNode], path: Any
    ) -> Any:
        show = (QUERY if thing.kind == "Query" else FIELDS.get(thing.kind, {})).get(name)
        given = self._arguments(definition, nodes[0])
        try:
            if show is None:
                value = thing.row[name]
            else:
                size, after = _size(given), given.get("after") or None
                value = show(self.view, thing.row, given)
                value = _page(value, size, after) if isinstance(value, Paged) else value
        except Refused:
            self.told.errors.append(path)
            raise Nulled from None
        if isinstance(value, Withheld):
            self.told.withheld.append(path)
            value = None
        return self._completed(definition.type, value, nodes, path)

    def _completed(self, kind: Any, value: Any, nodes: list[FieldNode], path: Any) -> Any:
        if value is None:
            return None
        kind = get_nullable_type(kind)
        if isinstance(kind, GraphQLList):
            return [self._item(kind.of_type, each, nodes, (*path, i)) for i, each in enumerate(value)]
        if not is_composite_type(kind):
            return value
        if isinstance(value, dict):
            value = Thing("", value)
        actual = kind if isinstance(kind, GraphQLObjectType) else self.schema.type_map[value.kind]
        assert isinstance(actual, GraphQLObjectType)
        return self._object(actual, value, [node.selection_set for node in nodes], path)

    def _item(self, kind: Any, value: Any, nodes: list[FieldNode], path: Any) -> Any:
        return self._settled(kind, lambda: self._completed(kind, value, nodes, path), path)

    def _settled(self, kind: Any, made: Callable[[], Any], path: Any) -> Any:
        strict = isinstance(kind, GraphQLNonNull)
        try:
            value = made()
        except Nulled:
            if strict:
                raise
            return None
        if value is None and strict:
            self.told.errors.append(path)
            raise Nulled
        return value

    # ------------------------------------------------------------ what is asked

    def _collect(self, kind: GraphQLObjectType, selections: Any, found: Any, visited: set[str]) -> None:
        for each in selections.selections:
            if not self._wanted(each):
                continue
            if isinstance(each, FieldNode):
                found.setdefault((each.alias or each.name).value, []).append(each)
            elif isinstance(each, InlineFragmentNode):
                if each.type_condition is None or self._is(kind, each.type_condition.name.value):
                    self._collect(kind, each.selection_set, found, visited)
            elif isinstance(each, FragmentSpreadNode) and each.name.value not in visited:
                visited.add(each.name.value)
                fragment = self.fragments[each.name.value]
                if self._is(kind, fragment.type_condition.name.value):
                    self._collect(kind, fragment.selection_set, found, visited)

    def _is(self, kind: GraphQLObjectType, name: str) -> bool:
        return name == kind.name or name in [each.name for each in kind.interfaces]

    def _wanted(self, selection: Any) -> bool:
        said = {each.name.value: self._value(each.arguments[0].value) for each in selection.directives or ()}
        return not said.get("skip", False) and bool(said.get("include", True))

    def _value(self, node: Any) -> Any:
        return value_from_ast_untyped(node, self.variables)

    def _arguments(self, definition: GraphQLField, node: FieldNode) -> dict[str, Any]:
        given: dict[str, Any] = {}
        for each in node.arguments or ():
            absent = isinstance(each.value, VariableNode) and each.value.name.value not in self.variables
            if not absent:
                value = self._value(each.value)
                listed = isinstance(get_nullable_type(definition.args[each.name.value].type), GraphQLList)
                alone = listed and value is not None and not isinstance(value, list)
                given[each.name.value] = [value] if alone else value
        return given


def _size(given: dict[str, Any]) -> int:
    first = 20 if given.get("first") is None else given["first"]
    if not 0 <= first <= 100:
        raise Refused
    return int(first)


def _page(value: Paged, first: int, after: str | None) -> Row:
    """A connection: what comes after the cursor, so many of it, and where that lies."""
    cursors = [_cursor([thing.row[name] for name, _ in value.order]) for thing in value.things]
    rows = list(zip(value.things, cursors, strict=True))
    if after is not None:
        place = _place(after, [name for name, _ in value.order])
        down = value.order[0][1]
        keys = [tuple(thing.row[name] for name, _ in value.order) for thing in value.things]
        rows = [row for row, key in zip(rows, keys, strict=True) if (key < place if down else key > place)]
    shown = rows[:first]
    return {
        "nodes": [thing for thing, _ in shown],
        "edges": [{"node": thing, "cursor": cursor} for thing, cursor in shown],
        "pageInfo": {
            "hasNextPage": len(rows) > first,
            "hasPreviousPage": after is not None and value.seen,
            "startCursor": shown[0][1] if shown else None,
            "endCursor": shown[-1][1] if shown else None,
        },
        "totalCount": min(len(value.things), MOST),
        "totalCountCapped": len(value.things) > MOST,
    }


def _cursor(values: list[Any]) -> str:
    text = json.dumps([str(value) for value in values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _place(cursor: str, names: list[str]) -> tuple[Any, ...]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        raise Refused from None
    if not isinstance(values, list) or len(values) != len(names):
        raise Refused
    if not all(isinstance(value, str) for value in values):
        raise Refused
    try:
        return tuple(
            UUID(value) if name == "id" else value for name, value in zip(names, values, strict=True)
        )
    except ValueError:
        raise Refused from None


def _reaches(value: Any, path: tuple[Any, ...]) -> bool:
    for step in path[:-1]:
        if value is None:
            return False
        value = value[step]
    return value is not None
