"""Names in words what `store.graph` owns: a type's fields refer to columns, computed values and edges.

    @node("ListEntry", "One subject on one list. 名单条目")
    class ListEntry(Node):
        kind: ListKind = field("What the list says. 名单性质")
        subject: Subject | None = field("Who is listed. 名单主体")

Each annotated name must be a field of the entity of the same nullability, or the schema does not build.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import strawberry
from strawberry.types import Info

from hub.resolvers.context import Context
from hub.resolvers.paging import size
from hub.resolvers.records import Record
from hub.schema.connection import connection
from hub.store.graph import ENTITIES, ROOTS
from hub.store.graph.fields import Column, Computed, Many, One, Tally, everyone

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hub.resolvers.paging import Page
    from hub.store.graph.fields import Field

T = TypeVar("T", bound=type[Any])
Asked = Info[Context, None]
TYPES: dict[str, Callable[..., Any]] = {}
"""The GraphQL type of every kind of record, filled as the types are declared."""


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument: its type, its words, how its value reaches the graph's filter."""

    type: Any
    description: str
    convert: Callable[[Any, Context], Any] = lambda value, _: value
    default: Any = strawberry.UNSET


@dataclass(frozen=True, slots=True)
class Declared:
    """A field in words; `source` is its name on the entity where that differs."""

    description: str
    source: str | None
    first_of: bool
    arguments: Mapping[str, Argument]


@dataclass(frozen=True, slots=True)
class Shown:
    """A field of a type (or of the query) and what it shows of the graph: what plans are made of."""

    source: str
    field: Field
    words: Declared


FIELDS: dict[str, dict[str, Shown]] = {"Query": {}}
"""Type -> attribute -> what it shows, filled as the types are declared."""


def field(
    description: str, /, *, source: str | None = None, first_of: bool = False, **arguments: Argument
) -> Any:
    """Declare a field of a `node` or `part`; `first_of` shows only the first of a plain list."""
    return Declared(description, source, first_of, arguments)


def wrap(record: Record | None) -> Any:
    """A record as an object of its GraphQL type."""
    return None if record is None else TYPES[record.kind](record=record)


def part(entity: str, description: str, *, interface: bool = False) -> Callable[[T], T]:
    """A GraphQL type over an entity; its fields must be the entity's."""

    def declared(cls: T) -> T:
        return _built(cls, entity, description, interface=interface)

    return declared


def _built(cls: T, entity: str, description: str, *, interface: bool) -> T:
    name = cls.__name__
    fields = ENTITIES[entity].fields
    shown_fields = FIELDS[name] = {}
    for above in cls.__mro__[1:]:
        shown_fields |= FIELDS.get(above.__name__, {})
    for attribute, annotation in list(cls.__annotations__.items()):
        words = cls.__dict__.get(attribute)
        if not isinstance(words, Declared):
            continue
        source = words.source or attribute
        if source not in fields:
            message = f"{name}.{attribute}: the graph's {entity} has no {source}"
            raise TypeError(message)
        _check(f"{name}.{attribute}", fields[source], str(annotation), words)
        shown_fields[attribute] = Shown(source, fields[source], words)
        resolver = _resolver(source, fields[source], words)
        shown = strawberry.field(
            resolver=resolver, description=words.description, name=_shown_name(attribute)
        )
        setattr(cls, attribute, shown)
    if interface:
        return strawberry.interface(cls, description=description)
    if not hasattr(cls, "__strawberry_definition__"):
        cls.__annotations__["record"] = strawberry.Private[Record]
    made = strawberry.type(cls, description=description)
    TYPES[name] = made
    return made


def _shown_name(attribute: str) -> str | None:
    """A trailing underscore keeps Python's words apart from the contract's (`field_`)."""
    return attribute.rstrip("_") if attribute.endswith("_") else None


def _check(name: str, field: Field, annotation: str, words: Declared) -> None:
    optional = annotation.rstrip().endswith("| None")
    nullable = field.nullable or (field.seen is not everyone and isinstance(field, Column | Computed))
    if isinstance(field, Many) and field.paged != ("Connection[" in annotation):
        message = f"{name}: a list that is {'paged' if field.paged else 'whole'} in the graph"
        raise TypeError(message)
    if optional != nullable and not (words.first_of and optional):
        message = f"{name}: {annotation} here, {'nullable' if nullable else 'never null'} in the graph"
        raise TypeError(message)
    if isinstance(field, Many):
        unknown = set(words.arguments) - set(field.filters)
        if unknown:
            message = f"{name}: the graph has no filter {sorted(unknown)}"
            raise TypeError(message)


def _resolver(source: str, field: Field, words: Declared) -> Callable[..., Any]:
    if isinstance(field, Column):

        def column(self: Any) -> Any:
            return self.record.values[source]

        return column
    if isinstance(field, Computed):

        async def computed(self: Any, info: Asked, **given: Any) -> Any:
            loaders = info.context.reads.loaders
            return await loaders.computed(
                self.record, source, field, given_arguments(words, given, info.context)
            )

        return _signed(computed, words.arguments)
    if isinstance(field, One):

        async def one(self: Any, info: Asked) -> Any:
            found = await info.context.reads.loaders.one(self.record, field)
            if found is None and field.needs_persons:
                _withhold(info, self.record, field)
            return wrap(found)

        return one
    if isinstance(field, Tally):

        async def tally(self: Any, info: Asked) -> Any:
            return await info.context.reads.loaders.tally(self.record, source, field)

        return tally
    return _many(source, field, words)


def _many(source: str, edge: Many, words: Declared) -> Callable[..., Any]:
    async def listed(self: Any, info: Asked, **given: Any) -> Any:
        page = await info.context.reads.loaders.many(
            self.record, source, edge, given_arguments(words, given, info.context), None, None
        )
        found = [wrap(record) for record in page.records]
        return (found[0] if found else None) if words.first_of else found

    async def paged(self: Any, info: Asked, first: int | None, after: str | None = None, **given: Any) -> Any:
        arguments = given_arguments(words, given, info.context)
        loaders = info.context.reads.loaders
        page = await loaders.many(self.record, source, edge, arguments, size(first), after or None)
        return connection(page, wrap, lambda: loaders.count(self.record, source, edge, arguments))

    return _signed(paged, {**words.arguments, **PAGING}) if edge.paged else _signed(listed, words.arguments)


PAGING = {
    "first": Argument(int | None, "How many at most, up to 100. 每页数量", default=20),
    "after": Argument(str | None, "Continue after this cursor. 起始游标"),
}


def root(name: str, description: str, /, *, first_of: bool = False, **arguments: Argument) -> Any:
    """A field of the query that starts from one of the graph's root lists."""
    edge = ROOTS[name]
    words = Declared(description, name, first_of, arguments)
    unknown = set(arguments) - set(edge.filters)
    if unknown:
        message = f"Query.{name}: the graph has no filter {sorted(unknown)}"
        raise TypeError(message)
    FIELDS["Query"][name] = Shown(name, edge, words)

    async def listed(info: Asked, **given: Any) -> Any:
        page = await info.context.reads.loaders.root(
            name, given_arguments(words, given, info.context), None, None
        )
        found = [wrap(record) for record in page.records]
        return (found[0] if found else None) if first_of else found

    async def paged(info: Asked, first: int | None, after: str | None = None, **given: Any) -> Any:
        chosen = given_arguments(words, given, info.context)
        loaders = info.context.reads.loaders
        page: Page = await loaders.root(name, chosen, size(first), after or None)
        return connection(page, wrap, lambda: loaders.count(None, name, edge, chosen))

    resolver = _signed(paged, {**arguments, **PAGING}) if edge.paged else _signed(listed, arguments)
    return strawberry.field(resolver=resolver, description=description)


def given_arguments(words: Declared, given: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The arguments as the graph's filters take them; an absent or null one filters nothing."""
    return {
        name: words.arguments[name].convert(value, context)
        for name, value in given.items()
        if value is not None and value is not strawberry.UNSET
    } | {
        name: argument.convert(None, context)
        for name, argument in words.arguments.items()
        if argument.default is TODAY and given.get(name) in (None, TODAY, strawberry.UNSET)
    }


TODAY = object()
"""The default of an argument that means today where it is left out."""


def _signed(resolver: Callable[..., Any], arguments: Mapping[str, Argument]) -> Callable[..., Any]:
    """Give a generic resolver the signature that Strawberry reads the arguments from."""
    kept = [p for p in inspect.signature(resolver).parameters.values() if p.name in ("self", "info")]
    added = [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=strawberry.UNSET if argument.default is TODAY else argument.default,
            annotation=Annotated[argument.type, strawberry.argument(description=argument.description)],
        )
        for name, argument in arguments.items()
    ]
    info = [p.replace(annotation=Asked) if p.name == "info" else p for p in kept]
    resolver.__signature__ = inspect.Signature([*info, *added])  # type: ignore[attr-defined]
    resolver.__annotations__ = {
        p.name: p.annotation for p in (*info, *added) if p.annotation is not inspect.Parameter.empty
    }
    return resolver


def _withhold(info: Asked, record: Record, edge: One) -> None:
    """Say that a person is there but not for this token, where that may be said (V3)."""
    context = info.context
    there = record.key(tuple(mine for mine, _ in edge.by)) is not None
    if there and context.reads.rights.department and not context.reads.rights.persons:
        context.withheld.append({"path": info.path.as_list(), "code": "READ_PERSONS"})
