"""Keyset pages: how many, from which cursor, and what a connection is made of."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

import orjson

from hub.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hub.resolvers.records import Record

MOST = 100
"""The largest page (api.graphql, conventions)."""

_READ: dict[type, Callable[[str], Any]] = {
    UUID: UUID,
    dt.date: dt.date.fromisoformat,
    dt.datetime: dt.datetime.fromisoformat,
    int: int,
    str: str,
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page of records, and whether more follow or went before."""

    records: Sequence[Record]
    cursors: Sequence[str]
    has_next: bool
    has_previous: bool


def size(first: int | None) -> int:
    """`first`, or BadInput where it is not 0–100; null means the default of 20."""
    if first is None:
        return 20
    if not 0 <= first <= MOST:
        message = f"first must be between 0 and {MOST}."
        raise BadInput(message)
    return first


def encode(values: Sequence[Any]) -> str:
    """A cursor: the order's values of one row."""
    return base64.urlsafe_b64encode(orjson.dumps(list(values), default=str)).decode("ascii").rstrip("=")


def decode(cursor: str, types: Sequence[type]) -> list[Any]:
    """The order's values again; BadInput where the text is no cursor of this list."""
    try:
        raw = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if not isinstance(raw, list) or len(raw) != len(types):
            raise ValueError  # noqa: TRY301 - one way out for every kind of wrong cursor
        return [_value(value, kind) for value, kind in zip(raw, types, strict=True)]
    except (binascii.Error, ValueError, TypeError, KeyError) as error:
        message = "after is not a cursor of this list."
        raise BadInput(message) from error


def _value(value: Any, kind: type) -> Any:
    if kind is int:
        if type(value) is not int:
            raise TypeError
        return value
    if not isinstance(value, str) or "\x00" in value:
        raise TypeError
    return _READ[kind](value)
