"""How often a document repeats a field in the same place, before validation compares every two of them.

Fields with the same response name in the same place must be mergeable (GraphQL §5.3.2), and
graphql-core compares them pair by pair: a kilobyte of repetitions would cost a second. The places are
counted as in the answer, fragments laid out where they are spread, within a fixed number of steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from hub.edge.errors import Code, Stopped, refuse
from hub.edge.limits import Limits

__all__ = ["check_merging"]

# As deep as graphql-core parses; a circle of fragments ends there, and validation refuses it.
_DEEPEST: Final = 200


@dataclass(slots=True)
class _Place:
    """A place in the answer: how many fields of the document meet in it, and what was spread into it."""

    depth: int = 0
    fields: int = 0
    below: dict[str, _Place] = field(default_factory=dict)
    spread: set[str] = field(default_factory=set)

    def child(self, name: str) -> _Place:
        place = self.below.get(name)
        if place is None:
            place = self.below[name] = _Place(self.depth + 1)
        return place


def check_merging(document: DocumentNode, limits: Limits) -> int:
    """The number of pairs to compare; raises `Stopped` beyond `limits.pairs` or `limits.merge_steps`."""
    fragments = {
        definition.name.value: definition.selection_set
        for definition in document.definitions
        if isinstance(definition, FragmentDefinitionNode)
    }
    layout = _Layout(fragments, limits)
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            layout.lay_out(definition.selection_set)
    # Validation compares within fragments that nobody spreads, too.
    while layout.unused:
        layout.lay_out(fragments[layout.unused.pop()])
    return layout.pairs


class _Layout:
    """Lays documents out place by place; counts pairs and steps over all of them."""

    def __init__(self, fragments: Mapping[str, SelectionSetNode], limits: Limits) -> None:
        self._fragments = fragments
        self._limits = limits
        self._steps = 0
        self.unused = set(fragments)
        self.pairs = 0

    def lay_out(self, root: SelectionSetNode) -> None:
        """One operation, or one fragment by itself."""
        stack: list[tuple[SelectionSetNode, _Place]] = [(root, _Place())]
        while stack:
            selections, place = stack.pop()
            self._steps += len(selections.selections)
            if self._steps > self._limits.merge_steps:
                raise _too_often(self._limits.merge_steps, "fields when its fragments are laid out")
            for node in selections.selections:
                if isinstance(node, FieldNode):
                    stack.extend(self._field(node, place))
                elif isinstance(node, InlineFragmentNode):
                    stack.append((node.selection_set, place))
                elif isinstance(node, FragmentSpreadNode):
                    stack.extend(self._spread(node.name.value, place))
            if self.pairs > self._limits.pairs:
                raise _too_often(self._limits.pairs, "pairs of fields of the same name in the same place")

    def _field(self, node: FieldNode, place: _Place) -> Iterator[tuple[SelectionSetNode, _Place]]:
        child = place.child((node.alias or node.name).value)
        self.pairs += child.fields
        child.fields += 1
        if node.selection_set is not None and child.depth < _DEEPEST:
            yield node.selection_set, child

    def _spread(self, name: str, place: _Place) -> Iterator[tuple[SelectionSetNode, _Place]]:
        self.unused.discard(name)
        if name in self._fragments and name not in place.spread:
            place.spread.add(name)
            yield self._fragments[name], place


def _too_often(limit: int, what: str) -> Stopped:
    return refuse(
        Code.COST_LIMIT_EXCEEDED, f"The document has more than {limit} {what}; the limit is {limit}."
    )
