"""How a caller points at things: alternative keys as predicates (api.graphql, @oneOf inputs)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ARRAY, Date, Text, Uuid, and_, any_, false, func, select

from hub.store.graph.fields import Bind, Filter
from hub.store.graph.succession import stood_for
from hub.store.models import Department, ListType, Region

if TYPE_CHECKING:
    from hub.store.graph.fields import Rights
    from hub.store.ids import Ref

_REGION = Region.__table__
_DEPARTMENT = Department.__table__
_LIST_TYPE = ListType.__table__


@dataclass(frozen=True, slots=True)
class Key:
    """One key: an object's id, or the value of one of its unique columns. An id of another type is nothing.

    `alone`: it is known that the department it points at stands in for no other.
    """

    ref: Ref | None = None
    column: str | None = None
    value: Any = None
    alone: bool = False


def _points(kind: str) -> Any:
    """What of a key changes a statement: which column it names, or that it names nothing."""

    def shape(key: Key) -> str | None:
        if key.column is not None:
            return key.column
        return "id" if key.ref is not None and key.ref.kind == kind else None

    return shape


def _pointed(key: Key) -> Mapping[str, Any]:
    return {"key": key.value if key.column is not None else key.ref and key.ref.id}


def _pointed_at(table: Any, column: str | None, bind: Bind) -> Any:
    """A sub-select of the id of the row that a key points at; null where there is none."""
    kind = Uuid() if column == "id" else Text()
    found = false() if column is None else table.c[column] == bind("key", kind)
    return select(table.c.id).where(found).scalar_subquery()


def region_column(name: str) -> Filter:
    """A filter: the row's region is the one that the key points at."""
    return region_that(lambda row, region: row.c[name] == region)


def region_that(holds: Any) -> Filter:
    """A filter: `holds(row, id of the region that the key points at)`."""
    return Filter(
        lambda row, column, bind, _: holds(row, _pointed_at(_REGION, column, bind)),
        _points("Region"),
        _pointed,
    )


def department_column(name: str) -> Filter:
    """A filter: the row's department is the one that the key points at, or one it stands in for today (A7).

    Who is known to stand in for nobody is compared as one value, which an index serves in its order.
    """
    return department_that(lambda row, is_meant: is_meant(row.c[name]))


def department_that(holds: Any) -> Filter:
    """A filter: `holds(row, is_meant)`, where `is_meant(column)` says that a column is that department (A7)."""
    points = _points("Department")

    def meant(row: Any, shape: Any, bind: Bind, _: Rights) -> Any:
        column, alone = shape or (None, False)
        department = _pointed_at(_DEPARTMENT, column, bind)
        return holds(row, lambda of: of == (department if alone else any_(stood_for(department))))

    return Filter(meant, lambda key: (points(key), key.alone), _pointed)


def list_type_column(name: str) -> Filter:
    """A filter: the row's list type has that slug."""

    def holds(row: Any, _: Any, bind: Bind, __: Rights) -> Any:
        found = select(_LIST_TYPE.c.id).where(_LIST_TYPE.c.slug == bind("value", Text()))
        return row.c[name] == found.scalar_subquery()

    return Filter(holds)


def value_in(name: str) -> Filter:
    """A filter: the column is among the given words; an empty list matches nothing, and looks at no row."""

    def holds(row: Any, _: Any, bind: Bind, __: Rights) -> Any:
        values = bind("values", ARRAY(Text))
        return and_(func.cardinality(values) > 0, row.c[name] == any_(values))

    return Filter(holds, binds=lambda values: {"values": [str(value) for value in values]})


def equals(name: str) -> Filter:
    """A filter: the column has that value."""
    return Filter(lambda row, _, bind, __: row.c[name] == bind("value", row.c[name].type))


def in_force_on(first: str, last: str) -> Filter:
    """A filter: the day lies between two columns, the last of which may be open."""

    def holds(row: Any, _: Any, bind: Bind, __: Rights) -> Any:
        day = bind("value", Date())
        return (row.c[first] <= day) & (row.c[last].is_(None) | (row.c[last] >= day))

    return Filter(holds)
