"""The schema itself, built once; a mutation or subscription without a duty does not build."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import strawberry
from graphql import GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter

from hub.schema.mutations import Mutation
from hub.schema.query import Query
from hub.schema.scalars import SCALARS
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
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        types=[Enterprise, Person],
        config=StrawberryConfig(scalar_map=SCALARS, name_converter=_Names()),
    )


def graphql_schema() -> GraphQLSchema:
    """The graphql-core schema that operations are validated and executed against."""
    return strawberry_schema()._schema  # noqa: SLF001 - Strawberry gives no public way to it


def sdl() -> str:
    """The schema as text; `@oneOf` is part of the language and not declared again."""
    return str(strawberry_schema()).replace("directive @oneOf on INPUT_OBJECT\n\n", "").strip() + "\n"
