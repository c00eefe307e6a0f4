"""A set handed to the database as one table to join with, however large the set is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ARRAY, FromClause, SmallInteger, Uuid, cast, column, func

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

    from hub.store.ids import Ref

KEY = (("bucket", SmallInteger()), ("id", Uuid()))
"""The primary key of a large table."""


def table_of(
    name: str, columns: Sequence[tuple[str, TypeEngine[Any]]], rows: Iterable[Sequence[Any]]
) -> FromClause:
    """A table `name` of `rows`, in the order and with the types of `columns`."""
    given = list(rows)
    arrays = [cast([row[place] for row in given], ARRAY(kind)) for place, (_, kind) in enumerate(columns)]
    named = [column(word, kind) for word, kind in columns]
    return func.unnest(*arrays).table_valued(*named, name=name).render_derived()


def keys(pairs: Iterable[tuple[int, UUID]], name: str = "given") -> FromClause:
    """A table (bucket, id) of keys of large tables."""
    return table_of(name, KEY, pairs)


def keys_of(refs: Iterable[Ref], name: str = "given") -> FromClause:
    """A table (bucket, id) of the objects named."""
    return keys(((ref.bucket, ref.id) for ref in refs), name)
