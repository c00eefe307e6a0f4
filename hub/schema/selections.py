"""Which fields an operation asks of an object: fragments laid out, fields of one name merged (GraphQL §6.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphql import (
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    is_abstract_type,
    visit,
)

from hub.resolvers.plans import Anomaly

Merged = dict[str, list[FieldNode]]
"""Response key -> the fields of that name, in the order of the answer."""


class Unplanned(Anomaly):
    """An operation, or a part of one, that no plan covers; in words."""


class Collector:
    """Collects fields with the values of the variables that `@skip` and `@include` name."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        flags: Mapping[str, bool],
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._flags = flags

    def fields(self, kind: GraphQLObjectType, sets: Iterable[SelectionSetNode | None]) -> Merged:
        """The fields that are asked of an object of that type."""
        found: Merged = {}
        visited: set[str] = set()
        for selections in sets:
            if selections is not None:
                self._visit(kind, selections, visited, found)
        return found

    def _visit(
        self, kind: GraphQLObjectType, selections: SelectionSetNode, visited: set[str], found: Merged
    ) -> None:
        for selection in selections.selections:
            if not self._included(selection):
                continue
            if isinstance(selection, FieldNode):
                key = selection.alias.value if selection.alias else selection.name.value
                found.setdefault(key, []).append(selection)
            elif isinstance(selection, InlineFragmentNode):
                condition = selection.type_condition
                if condition is None or self._matches(kind, condition.name.value):
                    self._visit(kind, selection.selection_set, visited, found)
            elif isinstance(selection, FragmentSpreadNode):
                fragment = self._fragments[selection.name.value]
                if fragment.variable_definitions:
                    raise Unplanned("a fragment with variables of its own")
                if not self._matches(kind, fragment.type_condition.name.value):
                    continue
                if selection.name.value not in visited:
                    visited.add(selection.name.value)
                    self._visit(kind, fragment.selection_set, visited, found)

    def _matches(self, kind: GraphQLObjectType, name: str) -> bool:
        if name == kind.name:
            return True
        condition = self._schema.get_type(name)
        return (
            condition is not None
            and is_abstract_type(condition)
            and self._schema.is_sub_type(condition, kind)
        )

    def _included(self, selection: SelectionNode) -> bool:
        skipped = included = None
        for directive in selection.directives or ():
            name = directive.name.value
            if name == "skip":
                skipped = self._flag(directive)
            elif name == "include":
                included = self._flag(directive)
            else:
                raise Unplanned(f"the directive @{name}")
        return not skipped and included is not False

    def _flag(self, directive: DirectiveNode) -> bool:
        [argument] = directive.arguments or ()
        if isinstance(argument.value, BooleanValueNode):
            return argument.value.value
        assert isinstance(argument.value, VariableNode)  # noqa: S101 - validation allows nothing else
        flag = self._flags[argument.value.name.value]
        if flag is None:
            # A default may be overruled by null, which is then an error where it is used.
            raise Unplanned("a flag that is null")
        return flag


class _Flags(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        if node.name.value in ("skip", "include"):
            for argument in node.arguments or ():
                if isinstance(argument.value, VariableNode):
                    self.names[argument.value.name.value] = None


def flags(*parts: DocumentNode | OperationDefinitionNode | FragmentDefinitionNode) -> tuple[str, ...]:
    """The names of the variables that decide what is left out, in whole documents or parts of one."""
    visitor = _Flags()
    for part in parts:
        visit(part, visitor)
    return tuple(visitor.names)
