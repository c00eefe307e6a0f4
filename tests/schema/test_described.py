"""Everything in the schema is described by an English sentence with its Chinese term."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    is_introspection_type,
    is_specified_scalar_type,
)

from hub.schema.build import graphql_schema

CHINESE = re.compile(r"[\u4e00-\u9fff]")
SENTENCE = re.compile(r"[A-Z0-9`].*[a-z`)\d…\]][.:?]?( |$)", re.DOTALL)


def described() -> Iterator[tuple[str, str | None]]:
    """Every definition of the schema by its place, with what is said of it."""
    for name, kind in graphql_schema().type_map.items():
        if is_introspection_type(kind) or is_specified_scalar_type(kind):
            continue
        yield name, kind.description
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in kind.fields.items():
                yield f"{name}.{field_name}", field.description
                for argument_name, argument in field.args.items():
                    yield f"{name}.{field_name}({argument_name})", argument.description
        elif isinstance(kind, GraphQLInputObjectType):
            for field_name, given in kind.fields.items():
                yield f"{name}.{field_name}", given.description
        elif isinstance(kind, GraphQLEnumType):
            for value_name, value in kind.values.items():
                yield f"{name}.{value_name}", value.description


def test_there_is_something_to_describe() -> None:
    assert len(list(described())) > 500


def test_every_definition_has_a_sentence() -> None:
    assert [place for place, said in described() if not SENTENCE.match(said or "")] == []


def test_every_definition_has_its_chinese_term() -> None:
    assert [place for place, said in described() if not CHINESE.search(said or "")] == []


@pytest.mark.parametrize("word", ["Strawberry", "graphql-core", "SQLAlchemy"])
def test_no_description_speaks_of_how_the_hub_is_made(word: str) -> None:
    assert [place for place, said in described() if said and word in said] == []


def test_nothing_can_be_read_that_is_a_citizen_id() -> None:
    found = [
        f"{name}.{field_name}"
        for name, kind in graphql_schema().type_map.items()
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
        for field_name, field in kind.fields.items()
        if "CitizenId" in str(field.type)
    ]
    assert found == []
