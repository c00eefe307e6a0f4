"""Turns an operation into a plan once: which levels to fetch, which columns of them, how the answer is shaped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphql import (
    FieldNode,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_object_type,
)

from hub.errors import TooLarge
from hub.resolvers import shapes
from hub.resolvers.plans import Plan, Step
from hub.resolvers.shapes import Choice, Constant, Output, Selection
from hub.resolvers.shapes import Shape as ObjectShape
from hub.schema import connections
from hub.schema.arguments import Converted, FieldArguments, python_name
from hub.schema.declare import FIELDS, Shown
from hub.schema.selections import Collector, Unplanned
from hub.store.graph import ENTITIES
from hub.store.graph.declared import certain
from hub.store.graph.fields import Column, Computed, Entity, Many, One, Rights, Tally
from hub.store.graph.levels import Kind, Level, Source

if TYPE_CHECKING:
    from graphql import GraphQLNamedType, GraphQLSchema, OperationDefinitionNode
    from strawberry import Schema

    from hub.resolvers.plans import Arguments

Nodes = list[FieldNode]
LEVELS = 100
"""How many statements one operation may take; making one takes milliseconds, for everybody."""
TABLES = {"Enterprise": "Subject", "Person": "Subject"}
"""Types that share an entity."""


class Planner:
    """Plans one operation for one kind of reader; `arguments` collects what fields take that fetch nothing."""

    def __init__(self, strawberry: Schema, collector: Collector, rights: Rights) -> None:
        self.strawberry = strawberry
        self.schema: GraphQLSchema = strawberry._schema  # noqa: SLF001 - Strawberry gives no public way to it
        self.collector = collector
        self.rights = rights
        self.steps: list[Step] = []
        self.checks: list[Arguments] = []
        self.looking: list[Any] = []
        self._shared: dict[Any, Step] = {}
        self._levels = 0
        self._made: dict[Any, ObjectShape] = {}

    def plan(self, operation: OperationDefinitionNode) -> Plan:
        """The whole operation; raises Unplanned."""
        from hub.schema.roots import LOOKUPS  # noqa: PLC0415 - a look-up plans what it finds, as this does

        query = self.schema.query_type
        assert query is not None  # noqa: S101
        roots: list[tuple[str, Output]] = []
        for key, nodes in self.collector.fields(query, [operation.selection_set]).items():
            name = nodes[0].name.value
            if name == "__typename":
                roots.append((key, Constant("Query")))
                continue
            definition = query.fields.get(name)
            if definition is None:
                raise Unplanned("introspection")
            attribute = python_name(definition)
            if attribute in LOOKUPS:
                roots.append((key, LOOKUPS[attribute](self, definition, nodes)))
                continue
            shown = FIELDS["Query"].get(attribute)
            if shown is None:
                raise Unplanned(f"the field {name} of the query")
            roots.append((key, self._many(shown, definition, nodes, None, None)))
        return Plan(self.rights, roots, self.steps, self.checks, self.looking)

    def level(self, kind: Kind, target: Entity, *further: Any, **named: Any) -> Level:
        """One more statement; raises TooLarge where there are too many for one operation."""
        self._levels += 1
        if self._levels > LEVELS:
            message = f"The operation asks for more than {LEVELS} lists and look-ups in different places; ask in several."
            raise TooLarge(message)
        return Level(kind, target, *further, **named)

    # ------------------------------------------------------------ objects

    def selection(self, kind: GraphQLNamedType, nodes: Nodes, source: Source, step: Step) -> Selection:
        """What is asked of the objects at `source`."""
        place = source.entity.discriminator
        if place is None:
            assert is_object_type(kind)  # noqa: S101 - only subjects are of several types
            return self._object(kind, nodes, source, step, None)
        kinds = [kind] if is_object_type(kind) else self.schema.get_possible_types(kind)  # type: ignore[arg-type]
        return Choice(
            source.key(place),
            {
                each.name: self._object(each, nodes, source, step, each.name)
                for each in kinds
                if TABLES.get(each.name, each.name) == source.entity.name
            },
        )

    def _object(
        self, kind: GraphQLObjectType, nodes: Nodes, source: Source, step: Step, chosen: str | None
    ) -> ObjectShape:
        # Two types of one table may ask the same of the same objects: that is fetched and made once.
        asked = (id(source), kind.name, chosen, *map(id, nodes))
        if asked not in self._made:
            self._made[asked] = self._shape(kind, nodes, source, step, chosen)
        return self._made[asked]

    def _shape(
        self, kind: GraphQLObjectType, nodes: Nodes, source: Source, step: Step, chosen: str | None
    ) -> ObjectShape:
        keys: list[str] = []
        places: list[int] = []
        checked: dict[int, None] = {}
        lists: dict[int, None] = {}
        others: list[tuple[str, Output]] = []
        for key, same in self.collector.fields(kind, [node.selection_set for node in nodes]).items():
            keys.append(key)
            name = same[0].name.value
            places.append(0)
            if name == "__typename":
                others.append((key, Constant(kind.name)))
                continue
            definition = kind.fields[name]
            shown = FIELDS[kind.name].get(python_name(definition))
            if name == "id" and shown is None:
                others.append((key, self._opaque(source, kind.name)))
                continue
            if shown is None:
                raise Unplanned(f"the field {name} of {kind.name}")
            place = self._plain(shown, definition, same, source, step)
            if place is None:
                others.append((key, self._other(shown, definition, same, source, step, chosen)))
                continue
            places[-1] = place
            nullable = not isinstance(definition.type, GraphQLNonNull)
            if not nullable and not certain(source.entity, shown.source, self.rights):
                checked[place] = None
            inner = get_nullable_type(definition.type)
            if isinstance(inner, GraphQLList) and isinstance(inner.of_type, GraphQLNonNull):
                lists[place] = None
        return ObjectShape(tuple(keys), shapes.taker(places), tuple(checked), tuple(lists), tuple(others))

    def _opaque(self, source: Source, name: str) -> Output:
        bucket = source.key("bucket") if "bucket" in source.entity.key else None
        return shapes.Opaque(name, 0, bucket, source.key("id"))

    def _plain(self, shown: Shown, definition: Any, nodes: Nodes, source: Source, step: Step) -> int | None:
        """The place of a value that the row holds as it is shown; None where it does not."""
        if isinstance(shown.field, Column):
            return source.value(shown.source)
        if isinstance(shown.field, Computed):
            arguments = FieldArguments(Converted(self.strawberry, definition, nodes[0]), shown.words, None)
            step.computed.append(arguments)
            return source.computed(shown.source, len(step.computed) - 1)
        return None

    def _other(
        self,
        shown: Shown,
        definition: Any,
        nodes: Nodes,
        source: Source,
        step: Step,
        chosen: str | None,
    ) -> Output:
        if isinstance(shown.field, One):
            return self._one(shown, shown.field, definition, nodes, source, step, chosen)
        if isinstance(shown.field, Tally):
            return self._tally(shown, shown.field, definition, nodes, source, step, chosen)
        return self._many(shown, definition, nodes, (source, chosen), step)

    def _one(
        self,
        shown: Shown,
        edge: One,
        definition: Any,
        nodes: Nodes,
        source: Source,
        step: Step,
        chosen: str | None,
    ) -> Output:
        kind = get_named_type(definition.type)
        if not edge.seen(self.rights):
            if edge.needs_persons or not edge.nullable:
                raise Unplanned("an edge that says what it hides")
            return Constant(None)
        target = ENTITIES[edge.target]
        far = tuple(theirs for _, theirs in edge.by)
        if set(far) == set(target.key):
            there = source.join(shown.source)
            withheld = (
                source.keys([mine for mine, _ in edge.by])
                if edge.needs_persons and self.rights.department and not self.rights.persons
                else ()
            )
            return shapes.Joined(
                there.key(target.key[-1]), self.selection(kind, nodes, there, step), edge.nullable, withheld
            )
        if edge.needs_persons:
            raise Unplanned("a person who is found by another key")
        beside = step.under(self.level("lookup", target, edge, source, far), None)
        self._only(beside.level, source, chosen)
        return shapes.Beside(beside, self.selection(kind, nodes, beside.level.base, beside), edge.nullable)

    def _tally(
        self,
        shown: Shown,
        edge: Tally,
        definition: Any,
        nodes: Nodes,
        source: Source,
        step: Step,
        chosen: str | None,
    ) -> Output:
        del shown
        kind = get_named_type(definition.type)
        counted = step.under(self.level("tally", ENTITIES[edge.target], edge, source), None)
        self._only(counted.level, source, chosen)
        names = list(edge.values)
        keys, places, others = [], [], []
        for key, same in self.collector.fields(kind, [node.selection_set for node in nodes]).items():
            name = same[0].name.value
            keys.append(key)
            places.append(0)
            if name == "__typename":
                others.append((key, kind.name))
            else:
                places[-1] = names.index(python_name(kind.fields[name])) + 1
        return shapes.Counts(counted, tuple(keys), shapes.taker(places), others)

    def _only(self, level: Level, source: Source, chosen: str | None) -> None:
        """Only parents of the type that asks; a type that asks the same in the same place is added."""
        if chosen is not None:
            level.only.add(chosen)
            level.kind_place = source.key(source.entity.discriminator or "")

    # ------------------------------------------------------------ lists

    def _many(
        self,
        shown: Shown,
        definition: Any,
        nodes: Nodes,
        above: tuple[Source, str | None] | None,
        step: Step | None,
    ) -> Output:
        edge = shown.field
        assert isinstance(edge, Many)  # noqa: S101
        arguments = FieldArguments(Converted(self.strawberry, definition, nodes[0]), shown.words, edge)
        kind = get_named_type(definition.type)
        if edge.paged:
            return connections.planned(self, edge, arguments, kind, nodes, above, step)
        if not edge.seen(self.rights):
            self.checks.append(arguments)
            return Constant(None if shown.words.first_of else [])
        fetched = self.step("page", edge, arguments, nodes, above, step)
        found = self.selection(kind, nodes, fetched.level.base, fetched)
        return shapes.Listed(fetched, found, shown.words.first_of)

    def step(
        self,
        what: Any,
        edge: Many,
        arguments: FieldArguments,
        nodes: Nodes,
        above: tuple[Source, str | None] | None,
        step: Step | None,
    ) -> Step:
        """A step for an edge; the types of one table that ask the same in the same place share it."""
        target = ENTITIES[edge.target]
        if above is None or step is None:
            made = Step(self.level(what, target, edge), arguments)
            self.steps.append(made)
            return made
        source, chosen = above
        shared = (what, id(source), id(edge), *map(id, nodes))
        found = self._shared.get(shared)
        if found is None:
            found = self._shared[shared] = step.under(self.level(what, target, edge, source), arguments)
        self._only(found.level, source, chosen)
        return found
