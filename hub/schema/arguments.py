"""A field's arguments as a plan takes them: coerced and converted exactly as the field's resolver gets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import FieldNode, GraphQLField, ListValueNode, ObjectValueNode, ValueNode, VariableNode
from graphql.execution.values import get_argument_values
from strawberry.types.arguments import convert_arguments

from hub.resolvers.paging import decode, size
from hub.resolvers.plans import Given
from hub.schema.declare import Declared, given_arguments
from hub.store.graph.fields import Many
from hub.store.graph.levels import order_types

if TYPE_CHECKING:
    from strawberry import Schema

    from hub.resolvers.context import Context


class Converted:
    """The arguments of a field in one place of a document; those without variables are converted once."""

    def __init__(self, schema: Schema, definition: GraphQLField, node: FieldNode) -> None:
        self._definition = definition
        self._node = node
        field = definition.extensions["strawberry-definition"]
        self._how: dict[str, Any] = {
            "arguments": field.arguments,
            "scalar_registry": schema.schema_converter.scalar_registry,
            "config": schema.config,
        }
        fixed = not any(_varies(argument.value) for argument in node.arguments or ())
        self._fixed = self._values(None) if fixed else None

    def __call__(self, variables: Any) -> dict[str, Any]:
        """The arguments; raises what is wrong with them."""
        return self._values(variables) if self._fixed is None else dict(self._fixed)

    def _values(self, variables: Any) -> dict[str, Any]:
        coerced = get_argument_values(self._definition, self._node, variables)
        return convert_arguments(coerced, **self._how)


class FieldArguments:
    """The arguments of a field that the graph declares."""

    def __init__(self, converted: Converted, words: Declared, edge: Many | None) -> None:
        self._converted = converted
        self._words = words
        self._paged = edge is not None and edge.paged
        self._order = order_types(edge) if edge is not None and edge.paged else []

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
