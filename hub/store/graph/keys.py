"""How a caller points at things: alternative keys as predicates (api.graphql, @oneOf inputs)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import false, select

from hub.store.models import Department, ListType, Region

if TYPE_CHECKING:
    from hub.store.graph.fields import Rights
    from hub.store.ids import Ref

_REGION = Region.__table__
_DEPARTMENT = Department.__table__
_LIST_TYPE = ListType.__table__


@dataclass(frozen=True, slots=True)
class Key:
    """One key: an object's id, or the value of one of its unique columns. An id of another type is nothing."""

    ref: Ref | None = None
    column: str | None = None
    value: Any = None


def matches(row: Any, kind: tuple[str, ...], key: Key) -> Any:
    """Rows that `key` points at."""
    if key.column is not None:
        return row.c[key.column] == key.value
    if key.ref is None or key.ref.kind not in kind:
        return false()
    found = row.c.id == key.ref.id
    return found & (row.c.bucket == key.ref.bucket) if "bucket" in row.c else found


def id_of_region(key: Key) -> Any:
    """A sub-select of the region's id; null where there is none."""
    return select(_REGION.c.id).where(matches(_REGION, ("Region",), key)).scalar_subquery()


def id_of_department(key: Key) -> Any:
    """A sub-select of the department's id; null where there is none."""
    return select(_DEPARTMENT.c.id).where(matches(_DEPARTMENT, ("Department",), key)).scalar_subquery()


def id_of_list_type(slug: str) -> Any:
    """A sub-select of the list type's id; null where there is none."""
    return select(_LIST_TYPE.c.id).where(_LIST_TYPE.c.slug == slug).scalar_subquery()


def region_column(name: str) -> Any:
    """A filter: the row's region is the one that the key points at."""

    def holds(row: Any, key: Key, _: Rights) -> Any:
        return row.c[name] == id_of_region(key)

    return holds


def department_column(name: str) -> Any:
    """A filter: the row's department is the one that the key points at."""

    def holds(row: Any, key: Key, _: Rights) -> Any:
        return row.c[name] == id_of_department(key)

    return holds


def value_in(name: str) -> Any:
    """A filter: the column is among the given words; an empty list matches nothing."""

    def holds(row: Any, values: list[str], _: Rights) -> Any:
        return row.c[name].in_([str(value) for value in values])

    return holds
