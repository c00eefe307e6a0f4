"""Results of casework as ids only: packed for an idempotency key, unpacked on a replay."""

from __future__ import annotations

import dataclasses
from typing import Any, TypeVar

from hub.store.ids import Ref

R = TypeVar("R")


def pack(result: Any) -> dict[str, Any]:
    """A frozen dataclass of Refs, tuples of Refs, words, counts and flags, as JSON."""
    return {field.name: _pack(getattr(result, field.name)) for field in dataclasses.fields(result)}


def unpack(kind: type[R], data: dict[str, Any]) -> R:
    """The same result again; a field that is no longer there is left out."""
    known = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: _unpack(value) for name, value in data.items() if name in known})


def refs_in(result: Any) -> list[Ref]:
    """The objects that a result names, in the order of its fields."""
    found: list[Ref] = []
    for field in dataclasses.fields(result):
        value = getattr(result, field.name)
        found += [value] if isinstance(value, Ref) else []
        found += [item for item in value if isinstance(item, Ref)] if isinstance(value, tuple) else []
    return found


def _pack(value: Any) -> Any:
    if isinstance(value, Ref):
        return {"ref": str(value)}
    if isinstance(value, tuple):
        return [_pack(item) for item in value]
    return value


def _unpack(value: Any) -> Any:
    if isinstance(value, dict):
        return Ref.parse(value["ref"])
    if isinstance(value, list):
        return tuple(_unpack(item) for item in value)
    return value
