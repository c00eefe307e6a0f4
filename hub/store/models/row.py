"""What every table shares: the metadata, constraint names, and the types of its columns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, Date, DateTime, MetaData, SmallInteger, Text, Uuid
from sqlalchemy.orm import DeclarativeBase, mapped_column

if TYPE_CHECKING:
    from enum import StrEnum

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Id = Annotated[UUID, mapped_column(Uuid)]
Bucket = Annotated[int, mapped_column(SmallInteger)]
"""0–255, a keyed hash of the subject's key: what a large table would be distributed by (engine.md §5)."""


class Row(DeclarativeBase):
    """A table. No relationships are mapped: casework joins by statement, reads go through `store.graph`."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads this attribute as it is
        str: Text,
        dt.datetime: DateTime(timezone=True),
        dt.date: Date,
        list[str]: ARRAY(Text),
    }


def one_of(column: str, words: type[StrEnum], *, name: str | None = None) -> CheckConstraint:
    """A column holds a word of the vocabulary (or is null)."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} IN ({listed})", name=name or f"{column}_known")


def all_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """Every element of an array column is a word of the vocabulary."""
    listed = ", ".join(f"'{word.value}'" for word in words)
    return CheckConstraint(f"{column} <@ ARRAY[{listed}]::text[]", name=f"{column}_known")
