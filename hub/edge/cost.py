"""How large an answer may become: page sizes multiply along nested lists, before anything is executed.

Each selection set is weighed as `fixed + paged x page`: `paged` is what its lists hold per item, `page`
is the `first` of the field above (a connection's `nodes` and `edges` are as long as its page). A
fragment is therefore weighed once, wherever it is spread and however large the page there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)

from hub.edge.errors import Code, refuse
from hub.edge.limits import Limits

__all__ = ["Weight", "check", "size_of", "weigh"]

_PAGE_ARGUMENTS = ("first", "last")


class Weight(NamedTuple):
    """At most so many objects, field values and schema objects in the answer."""

    nodes: int = 0
    cost: int = 0
    introspection: int = 0

    def plus(self, other: Weight) -> Weight:
        """Both together."""
        return Weight(*(mine + its for mine, its in zip(self, other, strict=True)))

    def times(self, factor: int) -> Weight:
        """So many of it."""
        return Weight(*(mine * factor for mine in self))


_ONE_OBJECT = Weight(nodes=1, cost=1)
_ONE_VALUE = Weight(cost=1)


def check(weight: Weight, limits: Limits, allowed: tuple[int, int]) -> None:
    """Refuse an answer that could grow beyond the limits, naming the limit and what was asked.

    `allowed` are the objects and the values that this kind of caller may ask for (`Limits.answer`).
    """
    for asked, limit, what in (
        (weight.nodes, allowed[0], "objects"),
        (weight.cost, allowed[1], "field values"),
        (weight.introspection, limits.introspection, "objects of the schema"),
    ):
        if asked > limit:
            raise refuse(
                Code.COST_LIMIT_EXCEEDED,
                f"The answer could hold {asked} {what}; the limit is {limit}."
                " Ask for smaller pages (first) or fewer nested lists.",
            )


def size_of(value: object) -> int | None:
    """What a variable's value means for sizes: a number itself, a list its length, an input its longest list."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return len(value)
    if isinstance(value, dict):
        return max((len(item) for item in value.values() if isinstance(item, list)), default=None)
    return None


def weigh(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    sizes: Mapping[str, int | None],
    limits: Limits,
) -> tuple[Weight, int]:
    """The weight of one operation of a valid document, and the number of selections visited for it.

    `sizes` has `size_of` each variable that was given; a missing one takes its default.
    """
    root = schema.get_root_type(operation.operation)
    scale = _Scale(schema, fragments, _with_defaults(operation, sizes), limits)
    if root is None:
        return Weight(), 0
    fixed, paged = scale.selections(operation.selection_set, root)
    return fixed.plus(paged.times(limits.unpaged)), scale.visits


def _with_defaults(
    operation: OperationDefinitionNode, sizes: Mapping[str, int | None]
) -> dict[str, int | None]:
    known: dict[str, int | None] = {}
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        if name in sizes:
            known[name] = sizes[name]
        elif definition.default_value is not None:
            known[name] = _literal_size(definition.default_value, {})
    return known


def _literal_size(node: ValueNode, variables: Mapping[str, int | None]) -> int | None:
    if isinstance(node, VariableNode):
        return variables.get(node.name.value)
    if isinstance(node, IntValueNode):
        # Longer than any Int; execution refuses it, and int() of a very long text is slow.
        return int(node.value) if len(node.value) < 12 else None  # noqa: PLR2004
    if isinstance(node, ListValueNode):
        return len(node.values)
    if isinstance(node, ObjectValueNode):
        inner = (
            _literal_size(item.value, variables)
            for item in node.fields
            if isinstance(item.value, ListValueNode | VariableNode)
        )
        return max((size for size in inner if size is not None), default=None)
    return None


def _default_size(argument: GraphQLArgument) -> int | None:
    # Schemas built in code hold a value, those built from SDL a literal.
    if argument.default is not None:
        literal = argument.default.literal
        return size_of(argument.default.value) if literal is None else _literal_size(literal, {})
    return size_of(argument.default_value)


class _Scale:
    """Weighs the selections of one operation; holds the fragments already weighed."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, int | None],
        limits: Limits,
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables = variables
        self._limits = limits
        self._weighed: dict[str, tuple[Weight, Weight]] = {}
        self.visits = 0

    def selections(self, selection_set: SelectionSetNode, parent: GraphQLNamedType) -> tuple[Weight, Weight]:
        """(fixed, paged) of a selection set. Recursion is bounded: validation allows 200 levels."""
        fixed, paged = Weight(), Weight()
        for node in selection_set.selections:
            self.visits += 1
            if isinstance(node, FieldNode):
                more_fixed, more_paged = self._field(node, parent)
            elif isinstance(node, FragmentSpreadNode):
                more_fixed, more_paged = self._fragment(node.name.value)
            elif isinstance(node, InlineFragmentNode):
                more_fixed, more_paged = self.selections(node.selection_set, self._narrowed(node, parent))
            else:
                continue
            fixed, paged = fixed.plus(more_fixed), paged.plus(more_paged)
        return fixed, paged

    def _narrowed(self, node: InlineFragmentNode, parent: GraphQLNamedType) -> GraphQLNamedType:
        if node.type_condition is None:
            return parent
        return self._schema.get_type(node.type_condition.name.value) or parent

    def _fragment(self, name: str) -> tuple[Weight, Weight]:
        weighed = self._weighed.get(name)
        if weighed is None:
            # Held before it is entered, so that a cycle would end here.
            self._weighed[name] = (Weight(), Weight())
            fragment = self._fragments[name]
            of_type = self._schema.get_type(fragment.type_condition.name.value)
            if of_type is not None:
                weighed = self.selections(fragment.selection_set, of_type)
            self._weighed[name] = weighed = weighed or (Weight(), Weight())
        return weighed

    def _field(self, node: FieldNode, parent: GraphQLNamedType) -> tuple[Weight, Weight]:
        name = node.name.value
        if name in {"__schema", "__type"} and node.selection_set is not None:
            return self._introspection(node, name), Weight()
        definition = getattr(parent, "fields", {}).get(name)
        if node.selection_set is None or definition is None:
            return _ONE_VALUE, Weight()
        of_type = get_named_type(definition.type)
        if not is_composite_type(of_type):
            return _ONE_VALUE, Weight()
        own_page = self._page(node, definition)
        fixed, paged = self.selections(node.selection_set, of_type)
        page = self._limits.unpaged if own_page is None else own_page
        if not is_list_type(get_nullable_type(definition.type)):
            return _ONE_OBJECT.plus(fixed).plus(paged.times(page)), Weight()
        item = _ONE_OBJECT.plus(fixed).plus(paged.times(self._limits.unpaged))
        if own_page is None:
            return _ONE_VALUE, item
        return _ONE_VALUE.plus(item.times(own_page)), Weight()

    def _page(self, node: FieldNode, definition: GraphQLField) -> int | None:
        """The page size that the field was given, or that follows from a list given to it; None if neither."""
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        sizes = []
        for name in _PAGE_ARGUMENTS:
            if name in definition.args:
                size = _literal_size(given[name], self._variables) if name in given else None
                if size is None:
                    size = _default_size(definition.args[name])
                if size is not None:
                    sizes.append(max(0, size))
        if sizes:
            return max(sizes)
        lists = [
            size
            for name, value in given.items()
            if self._may_hold_a_list(definition, name)
            and (size := _literal_size(value, self._variables)) is not None
        ]
        return max((*lists, self._limits.unpaged)) if lists else None

    def _may_hold_a_list(self, definition: GraphQLField, name: str) -> bool:
        argument = definition.args.get(name)
        if argument is None:
            return False
        of_type = get_nullable_type(argument.type)
        return is_list_type(of_type) or hasattr(of_type, "fields")

    def _introspection(self, node: FieldNode, name: str) -> Weight:
        """Schema objects by estimate: as many types as there are, and lists of the assumed length within."""
        if node.selection_set is None:
            return Weight()
        of_type = self._schema.type_map["__Schema" if name == "__schema" else "__Type"]
        fixed, paged = self.selections(node.selection_set, of_type)
        lists = len(self._schema.type_map) if name == "__schema" else self._limits.unpaged
        return Weight(introspection=fixed.plus(paged.times(lists)).nodes, cost=1, nodes=1)
