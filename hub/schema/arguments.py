"""A field's arguments as a plan takes them: coerced and converted exactly as the field's resolver gets them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING
from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    GraphQLField,
    ListValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_nullable_type,
    is_list_type,
)
from graphql.execution.values import get_argument_values
from strawberry import UNSET
from strawberry.types.arguments import convert_argument
from strawberry.types.base import (
    StrawberryList,
    StrawberryMaybe,
    StrawberryOptional,
    has_object_definition,
)
from strawberry.types.enum import has_enum_definition

from hub.resolvers.paging import decode, size
from hub.resolvers.plans import Given
from hub.schema.declare import Declared, given_arguments
from hub.store.graph.declared import order_types
from hub.store.graph.fields import Many

if TYPE_CHECKING:
    from strawberry import Schema

    from hub.resolvers.context import Context


class Converted:
    """The arguments of a field in one place of a document; those without variables are converted once."""

    def __init__(self, schema: Schema, definition: GraphQLField, node: FieldNode) -> None:
        self._definition = definition
        self._node = node
        named = schema.config.name_converter.from_argument
        self._takes = [
            (named(each), str(each.python_name), conversion(schema, each.type))
            for each in definition.extensions["strawberry-definition"].arguments
        ]
        fixed = not any(_varies(argument.value) for argument in node.arguments or ())
        self._fixed = self._values(None) if fixed else None

    @property
    def fixed(self) -> bool:
        """Whether no variable is among them."""
        return self._fixed is not None

    def __call__(self, variables: Any) -> dict[str, Any]:
        """The arguments; raises what is wrong with them."""
        return self._values(variables) if self._fixed is None else dict(self._fixed)

    def _values(self, variables: Any) -> dict[str, Any]:
        coerced = get_argument_values(self._definition, self._node, variables)
        return {
            attribute: convert(coerced[name]) for name, attribute, convert in self._takes if name in coerced
        }


def conversion(schema: Schema, kind: Any) -> Callable[[Any], Any]:
    """What makes Strawberry's Python value of a coerced one: the same as Strawberry does, looked up beforehand."""
    registry = schema.schema_converter.scalar_registry
    if isinstance(kind, StrawberryOptional) and not isinstance(kind, StrawberryMaybe):
        return conversion(schema, kind.of_type)
    if isinstance(kind, StrawberryList):
        of = conversion(schema, kind.of_type)
        return lambda values: [of(value) for value in values] if isinstance(values, list | tuple) else values
    if kind in (str, int, bool, float) or kind in registry or has_enum_definition(kind):
        return lambda value: value
    if has_object_definition(kind) and kind.__strawberry_definition__.from_input is None:
        return _input(schema, kind)
    return lambda value: convert_argument(value, kind, registry, schema.config)


def _input(schema: Schema, kind: Any) -> Callable[[Any], Any]:
    definition = kind.__strawberry_definition__
    named = schema.config.name_converter.from_field
    takes = [
        (named(each), each.python_name, conversion(schema, each.resolve_type(type_definition=definition)))
        for each in definition.fields
    ]
    absent = {
        each.python_name: None
        for each in definition.fields
        if each.default_value is MISSING and each.default_factory is MISSING
    }

    def made(value: Any) -> Any:
        if value is None or value is UNSET:
            return value
        given = {attribute: convert(value[name]) for name, attribute, convert in takes if name in value}
        return kind(**{**absent, **given})

    return made


class FieldArguments:
    """The arguments of a field that the graph declares."""

    def __init__(self, converted: Converted, words: Declared, edge: Many | None) -> None:
        self._converted = converted
        self._words = words
        self._paged = edge is not None and edge.paged
        self._order = order_types(edge) if edge is not None and edge.paged else []

    @property
    def fixed(self) -> bool:
        """Whether they are the same in every request of one day by one kind of reader."""
        return self._converted.fixed

    def __call__(self, context: Context, variables: Any) -> Given:
        """The arguments in one request; raises BadInput and the like."""
        values = self._converted(variables)
        if not self._paged:
            return Given(given_arguments(self._words, values, context))
        first, after = values.pop("first", None), values.pop("after", None)
        arguments = given_arguments(self._words, values, context)
        return Given(arguments, size(first), decode(after, self._order) if after else None)


def _varies(value: ValueNode) -> bool:
    if isinstance(value, VariableNode):
        return True
    if isinstance(value, ListValueNode):
        return any(map(_varies, value.values))
    return isinstance(value, ObjectValueNode) and any(_varies(item.value) for item in value.fields)


def python_name(definition: Any) -> str:
    """The attribute that declares a field."""
    return str(definition.extensions["strawberry-definition"].python_name)


def is_list(definition: Any) -> bool:
    """Whether a field answers a list."""
    return is_list_type(get_nullable_type(definition.type))
