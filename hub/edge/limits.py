"""How much one request may ask for, and the outline of a document that tells before anything is validated.

The outline is taken in one walk over the text's own nodes: each definition once, fragments combined
through a memo, so a document that doubles through fragments costs what its text costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from hub.edge.errors import Code, refuse

__all__ = ["Limits", "Outline", "outline"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may ask for at most. Counts, characters, bytes; durations in seconds."""

    body_bytes: int = 1_048_576
    body_seconds: float = 30.0
    source_characters: int = 262_144
    tokens: int = 5_000
    comments: int = 500
    depth: int = 12
    aliases: int = 30
    root_fields: int = 20
    directives: int = 50
    pairs: int = 2_000
    "Pairs of fields of one response name in one place, which validation compares."
    merge_steps: int = 20_000
    "Fields of the document with its fragments laid out."
    nodes: int = 100_000
    "Objects that the answer may hold: page sizes multiply along nested lists."
    cost: int = 1_000_000
    "Field values that the answer may hold."
    query_nodes: int = 50_000
    query_cost: int = 500_000
    "The same for what only reads: it is put together without a pause, and everybody else waits meanwhile."
    public_nodes: int = 10_000
    public_cost: int = 100_000
    "The same for whoever sends no token."
    field_nodes: int = 20_000
    field_cost: int = 200_000
    "The same for a query that no plan answers: field by field takes ten times as long."
    public_field_nodes: int = 5_000
    public_field_cost: int = 50_000
    "The same for whoever sends no token."
    introspection: int = 500_000
    "Objects of the schema itself that the answer may hold, by estimate."
    unpaged: int = 10
    "The length that is assumed of a list that has no page size."
    validation_errors: int = 20
    coercion_errors: int = 20
    query_seconds: float = 15.0
    mutation_seconds: float = 60.0
    documents: int = 1_000
    "How many prepared documents are kept."
    document_characters: int = 20_000
    "The longest document that is kept."
    kept_characters: int = 500_000
    "All documents that are kept, together; a parsed one takes some hundred times its text."
    ready_seconds: float = 5.0
    init_seconds: float = 5.0
    "How long a socket may be open before it says connection_init."
    ping_seconds: float = 25.0
    "How often a socket is pinged, and the tokens of idle subscriptions looked up again."
    send_seconds: float = 20.0
    "How long a client may take to make room for one message; then its socket is given up."
    operations: int = 100
    "Operations that may be under way on one socket."
    messages_per_second: float = 50.0
    messages_at_once: int = 200
    "Messages a socket may send in a burst, above what it may send for ever."
    deliveries: int = 50
    "Events that are executed at the same time, so that one that reaches a thousand leaves room for queries; what they read is read together."

    def answer(self, kind: str, *, public: bool) -> tuple[int, int]:
        """How many objects and how many values the answer to one operation of a kind may hold."""
        if kind == "mutation":  # a batch of a thousand fits; without its duty nobody gets an answer at all
            return self.nodes, self.cost
        return (self.public_nodes, self.public_cost) if public else (self.query_nodes, self.query_cost)

    def field_by_field(self, *, public: bool) -> tuple[int, int]:
        """The same for a query that is executed field by field."""
        if public:
            return self.public_field_nodes, self.public_field_cost
        return self.field_nodes, self.field_cost

    def check(self, found: Outline) -> None:
        """Refuse a document that is too deep or too wide, naming the limit and what was asked."""
        for asked, limit, what in (
            (found.depth, self.depth, "levels deep"),
            (found.aliases, self.aliases, "aliases"),
            (found.directives, self.directives, "directives"),
            (found.root_fields, self.root_fields, "root fields"),
        ):
            if asked > limit:
                raise refuse(
                    Code.COST_LIMIT_EXCEEDED,
                    f"The document asks for {asked} {what}; the limit is {limit}.",
                )


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of a document.

    `depth` is the deepest chain of fields in any operation, fragments included, introspection aside
    (graphql-core bounds that); `root_fields` the most in any operation, fragments included; `aliases`
    and `directives` are counted as written. `visits` is the number of selections looked at.
    """

    depth: int
    aliases: int
    directives: int
    root_fields: int
    visits: int


@dataclass(slots=True)
class _Own:
    """What one definition holds by itself; a spread is (fragment, depth of its fields' parent, at the root)."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    roots: int = 0
    visits: int = 0
    spreads: list[tuple[str, int | None, bool]] = field(default_factory=list)


def outline(document: DocumentNode) -> Outline:
    """Measure a parsed document, valid or not; cyclic and unknown fragments count nothing."""
    owns: list[_Own] = []
    operations: list[_Own] = []
    fragments: dict[str, _Own] = {}
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            own = _walk(definition.selection_set)
            own.directives += len(definition.directives or ())
            for variable in definition.variable_definitions or ():
                own.directives += len(variable.directives or ())
            operations.append(own)
        elif isinstance(definition, FragmentDefinitionNode):
            own = _walk(definition.selection_set)
            own.directives += len(definition.directives or ())
            fragments[definition.name.value] = own
        else:
            continue
        owns.append(own)
    totals: dict[str, tuple[int, int]] = {}
    for name in _leaves_first(fragments):
        totals[name] = _total(fragments[name], totals)
    whole = [_total(own, totals) for own in operations]
    return Outline(
        depth=max((depth for depth, _ in whole), default=0),
        root_fields=max((roots for _, roots in whole), default=0),
        aliases=sum(own.aliases for own in owns),
        directives=sum(own.directives for own in owns),
        visits=sum(own.visits for own in owns),
    )


def _walk(root: SelectionSetNode) -> _Own:
    own = _Own()
    # A depth of None: below introspection, where depth is graphql-core's business.
    stack: list[tuple[SelectionSetNode, int | None, bool]] = [(root, 0, True)]
    while stack:
        selections, depth, at_root = stack.pop()
        for node in selections.selections:
            own.visits += 1
            own.directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                own.aliases += node.alias is not None
                own.roots += at_root
                below = None if depth is None else depth + 1
                own.depth = max(own.depth, below or 0)
                if node.selection_set is not None:
                    if node.name.value in {"__schema", "__type"}:
                        below = None
                    stack.append((node.selection_set, below, False))
            elif isinstance(node, FragmentSpreadNode):
                own.spreads.append((node.name.value, depth, at_root))
            elif isinstance(node, InlineFragmentNode):
                stack.append((node.selection_set, depth, at_root))
    return own


def _total(own: _Own, totals: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """Depth and root fields of a definition with the fragments it spreads."""
    depth, roots = own.depth, own.roots
    for name, at, at_root in own.spreads:
        deeper, more = totals.get(name, (0, 0))
        if at is not None:
            depth = max(depth, at + deeper)
        if at_root:
            roots += more
    return depth, roots


def _leaves_first(fragments: dict[str, _Own]) -> list[str]:
    """The fragments, each after those it spreads; without recursion, because a chain may be thousands long."""
    order: list[str] = []
    seen: set[str] = set()
    for start, own in fragments.items():
        if start in seen:
            continue
        seen.add(start)
        path: list[tuple[str, Iterator[tuple[str, int | None, bool]]]] = [(start, iter(own.spreads))]
        while path:
            name, spreads = path[-1]
            for spread, _, _ in spreads:
                if spread in fragments and spread not in seen:
                    seen.add(spread)
                    path.append((spread, iter(fragments[spread].spreads)))
                    break
            else:
                path.pop()
                order.append(name)
    return order
