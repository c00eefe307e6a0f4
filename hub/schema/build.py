"""The schema itself, built once; a mutation or subscription without a duty does not build."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import strawberry
from graphql import GraphQLInputObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter

from hub.schema.mutations import Mutation
from hub.schema.query import Query
from hub.schema.scalars import SCALARS
from hub.schema.subscription import Subscription, guard
from hub.schema.types.subjects import Enterprise, Person

if TYPE_CHECKING:
    from strawberry import Schema


class _Names(NameConverter):
    """Names of generic types: a page of history items is a HistoryConnection (api.graphql)."""

    def from_generic(self, generic_type: Any, types: Any) -> str:
        return super().from_generic(generic_type, types).replace("HistoryItem", "History")


@cache
def strawberry_schema() -> Schema:
    """The Strawberry schema with every type."""
    schema = strawberry.Schema(
        query=Query,
        mutation=Mutation,
        subscription=Subscription,
        types=[Enterprise, Person],
        config=StrawberryConfig(scalar_map=SCALARS, name_converter=_Names()),
    )
    guard(schema._schema.subscription_type)  # type: ignore[arg-type]  # noqa: SLF001 - as below
    _ask_for_exactly_one(schema._schema)  # noqa: SLF001 - as below
    return schema


def _ask_for_exactly_one(schema: GraphQLSchema) -> None:
    """Let graphql-core itself judge @oneOf inputs: Strawberry's own check is an error that nobody expects."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInputObjectType) and "out_type" in vars(kind):
            kind.is_one_of = True
            del kind.out_type


def graphql_schema() -> GraphQLSchema:
    """The graphql-core schema that operations are validated and executed against."""
    return strawberry_schema()._schema  # noqa: SLF001 - Strawberry gives no public way to it


def sdl() -> str:
    """The schema as text; `@oneOf` is part of the language and not declared again."""
    return str(strawberry_schema()).replace("directive @oneOf on INPUT_OBJECT\n\n", "").strip() + "\n"
