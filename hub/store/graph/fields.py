"""What a field of the graph can be: a column, a computed value, one or many other objects, a tally.

Every field is declared once here, by name, on its entity; `hub.schema` refers to it by that name and
adds only words. From the declaration come the SQL of both read paths, the nullability, and who sees it.

Expressions are functions of a table alias and the reader's `Rights`, so that a plan may place the same
field at any level. What changes from request to request is always a bind: `NOW`, `TODAY`,
`DEPARTMENT`, and the arguments; what is structural (the audience) makes another statement.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, DateTime, FromClause, Uuid, bindparam, true

from hub.policy.duties import Audience

NOW = bindparam("now", type_=DateTime(timezone=True))
TODAY = bindparam("today", type_=Date)
DEPARTMENT = bindparam("department", type_=Uuid)


@dataclass(frozen=True, slots=True)
class Rights:
    """The profile of a reader that shapes statements: callers with equal rights share plans."""

    audience: Audience
    persons: bool
    """Holds READ_PERSONS."""

    @property
    def department(self) -> bool:
        """Reads as a department (a credit office is one)."""
        return self.audience is not Audience.PUBLIC


@cache
def aliased(table: FromClause, name: str) -> Any:
    """A table under a name, made once: making its columns anew costs more than all else in a statement."""
    return table.alias(name)


Expression = Callable[[Any, Rights], ColumnElement[Any]]
Bind = Callable[[str, Any], ColumnElement[Any]]
"""A part of an argument's value in a statement, by its name and with its SQL type."""
Seen = Callable[[Rights], bool]


def everyone(_: Rights) -> bool:
    """Seen by whoever sees the object."""
    return True


def departments(rights: Rights) -> bool:
    """Seen by departments only (V1)."""
    return rights.department


def anything(_: Any, __: Rights) -> ColumnElement[bool]:
    """A predicate that takes nothing away."""
    return true()


def _alike(_: Any) -> Hashable:
    return None


def _itself(value: Any) -> Mapping[str, Any]:
    return {"value": value}


@dataclass(frozen=True, slots=True)
class Filter:
    """What an argument leaves of a list, in two steps, so that a statement is made once for many values.

    `shape` is what of a value changes the statement's text; `binds` are the parts that do not. The
    `predicate` is a function of the row, the shape, the parts as binds, and the reader's rights.
    """

    predicate: Callable[[Any, Any, Bind, Rights], ColumnElement[bool]]
    shape: Callable[[Any], Hashable] = _alike
    binds: Callable[[Any], Mapping[str, Any]] = _itself

    def where(self, row: Any, value: Any, rights: Rights) -> ColumnElement[bool]:
        """The predicate with this very value."""
        parts = self.binds(value)

        def bind(name: str, kind: Any) -> ColumnElement[Any]:
            return bindparam(None, parts[name], type_=kind, unique=True)

        return self.predicate(row, self.shape(value), bind, rights)


Keys = tuple[tuple[str, str], ...]
"""Pairs of column names: (this side, other side)."""


@dataclass(frozen=True, slots=True)
class Column:
    """A value read with its row: a column, or an SQL expression over columns and the moment."""

    expression: Expression
    nullable: bool = False
    seen: Seen = everyone


@dataclass(frozen=True, slots=True)
class Computed:
    """A value that depends on arguments; `expression(alias, rights, arguments)`.

    The arguments are values of the types in `takes`, or binds of them; what is left out is absent.
    """

    expression: Callable[[Any, Rights, Mapping[str, Any]], ColumnElement[Any]]
    takes: Mapping[str, Any] = field(default_factory=dict)
    nullable: bool = False
    seen: Seen = everyone


@dataclass(frozen=True, slots=True)
class Via:
    """The table in between, for an edge of many to many; `near` joins this side, `far` the other.

    `spread`: few of its rows belong to one parent, with many objects each. A page is then taken under each of
    them, in the order of an index, and merged; the far column of the table is named k0.
    """

    table: FromClause
    near: Keys
    far: Keys
    spread: bool = False


@dataclass(frozen=True, slots=True)
class One:
    """At most one object of `target`, whose columns equal this row's; null where the reader may not see it."""

    target: str
    by: Keys
    nullable: bool = True
    seen: Seen = everyone
    needs_persons: bool = False
    """Where READ_PERSONS is missing, the null may be said aloud (`extensions.withheld`, V3)."""


@dataclass(frozen=True, slots=True)
class Order:
    """A column that a list is ordered by; the last one of a list is unique, so cursors never skip."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Many:
    """Objects of `target`: a connection where `paged`, else a plain list of at most `LISTED`."""

    target: str
    by: Keys = ()
    order: tuple[Order, ...] = (Order("id"),)
    via: Via | None = None
    paged: bool = True
    filters: Mapping[str, Filter] = field(default_factory=dict)
    always: Expression = anything
    seen: Seen = everyone
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over the objects of `target` under this row, one expression a value."""

    target: str
    by: Keys
    values: Mapping[str, Expression]
    nullable: bool = False
    seen: Seen = everyone


Field = Column | Computed | One | Many | Tally

LISTED = 1000
"""The most that a plain list holds; what can exceed twenty is a connection (api.graphql)."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One kind of object: its table, its key, who sees a row, and its fields.

    `discriminator` is the column whose value is the GraphQL type where one table holds several.
    """

    name: str
    table: FromClause
    key: tuple[str, ...]
    fields: Mapping[str, Field]
    visible: Expression = anything
    discriminator: str | None = None

    def __hash__(self) -> int:
        return hash(self.name)

    @property
    def keys(self) -> tuple[str, ...]:
        """The table's columns that any edge of this entity starts from, and its own key."""
        wanted = dict.fromkeys(self.key)
        for each in self.fields.values():
            if isinstance(each, One | Many | Tally):
                wanted |= dict.fromkeys(
                    near for near, _ in (each.via.near if isinstance(each, Many) and each.via else each.by)
                )
        if self.discriminator:
            wanted[self.discriminator] = None
        return tuple(wanted)


def column(name: str, *, nullable: bool = False, seen: Seen = everyone) -> Column:
    """The table's column of that name."""
    return Column(lambda row, _: row.c[name], nullable, seen)
