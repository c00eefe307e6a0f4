"""One statement of a plan: the rows of one edge under all parents, what they need of objects beside them joined.

A level's row is a tuple: `n`, the parent's position, and whatever was asked to be placed in it. To-one edges
are joined to the page, never inside of it, so that only the rows shown are joined.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from sqlalchemy import Integer, Select, Uuid, and_, bindparam, func, literal, null, select, true
from sqlalchemy.sql.expression import ColumnClause
from sqlalchemy.sql.visitors import iterate

from hub.store.compiled import Compiled, compiled
from hub.store.graph import ENTITIES
from hub.store.graph import select as edges
from hub.store.graph.fields import LISTED, Column, Computed, Entity, Keys, Many, One, Rights, Tally, aliased

SHAPES: Final = 32
"""How many statements of one level are kept; a client's own operation has one or two."""

Kind = Literal["page", "lookup", "count", "tally"]


@dataclass(eq=False, slots=True)
class Source:
    """An object within a level's row: the level's own, or one that a to-one edge joined to it."""

    entity: Entity
    level: Level
    edge: One | None = None
    places: dict[Hashable, int] = field(default_factory=dict)
    joined: dict[str, Source] = field(default_factory=dict)

    def _place(self, what: tuple[Any, ...]) -> int:
        found = self.places.get(what)
        if found is None:
            self.level.columns.append((self, what))
            found = self.places[what] = len(self.level.columns)
        return found

    def key(self, column: str) -> int:
        """Where a column of its table is; an id as its sixteen bytes."""
        return self._place(("key", column))

    def keys(self, columns: Sequence[str]) -> tuple[int, ...]:
        """Where several columns of its table are."""
        return tuple(map(self.key, columns))

    def value(self, name: str) -> int:
        """Where a field's value is."""
        return self._place(("value", name))

    def order(self, column: str) -> int:
        """Where a column that a cursor is made of is."""
        return self._place(("order", column))

    def computed(self, name: str, slot: int) -> int:
        """Where the value of a field with its arguments is: the `slot`th set of arguments of the level."""
        return self._place(("computed", name, slot))

    def join(self, name: str) -> Source:
        """The object of a to-one edge, in the same row."""
        edge = self.entity.fields[name]
        assert isinstance(edge, One)  # noqa: S101 - the plan asks for nothing else
        if name not in self.joined:
            self.joined[name] = Source(ENTITIES[edge.target], self.level, edge)
        return self.joined[name]


@dataclass(frozen=True, slots=True)
class Shape:
    """What of one request's arguments changes a level's statement."""

    filters: tuple[tuple[str, Hashable], ...] = ()
    after: bool = False
    computed: tuple[frozenset[str], ...] = ()


class Level:
    """One statement; `parent` is where its parents' keys come from, None for what a query starts from.

    `names` are the columns that a look-up compares; `only` the types of the parents that ask.
    """

    def __init__(
        self,
        kind: Kind,
        target: Entity,
        edge: One | Many | Tally | None,
        parent: Source | None = None,
        names: tuple[str, ...] = (),
    ) -> None:
        self.kind = kind
        self.target = target
        self.edge = edge
        self.names = names
        self.parent = parent
        self.parent_keys: tuple[int, ...] = () if parent is None else parent.keys(self._near())
        self.only: set[str] = set()
        self.kind_place: int | None = None
        """Where the parent's type stands, when not all of them ask."""
        self.columns: list[tuple[Source, tuple[Any, ...]]] = []
        self.base = Source(target, self)
        self.children: list[Level] = []
        self.statements: dict[Shape, Compiled] = {}

    @property
    def keyed(self) -> bool:
        """Whether keys are handed in: its parents' or those looked up."""
        return self.parent is not None or self.kind == "lookup"

    @property
    def made(self) -> bool:
        """Whether it has been asked before, so that its statement is there, as likely as not."""
        return bool(self.statements)

    @property
    def paged(self) -> bool:
        """Whether it is a page of a connection."""
        return isinstance(self.edge, Many) and self.edge.paged

    def _by(self) -> Keys:
        if self.edge is None:
            return ()
        return self.edge.via.near if isinstance(self.edge, Many) and self.edge.via else self.edge.by

    def _near(self) -> tuple[str, ...]:
        return tuple(mine for mine, _ in self._by())

    def key_types(self) -> list[Any]:
        """The SQL types of the keys handed in."""
        if self.kind == "lookup":
            return [self.target.table.c[name].type for name in self.names]
        if self.parent is None:
            return []
        return [self.parent.entity.table.c[name].type for name in self._near()]

    def compiled(self, shape: Shape, rights: Rights) -> Compiled:
        """Its statement for arguments of this shape, made once."""
        found = self.statements.get(shape)
        if found is None:
            if len(self.statements) >= SHAPES:
                self.statements.clear()
            found = self.statements[shape] = compiled(self._statement(shape, rights))
        return found

    def _statement(self, shape: Shape, rights: Rights) -> Any:
        if self.kind == "tally":
            assert isinstance(self.edge, Tally)  # noqa: S101
            return edges.tally(self.target, self.edge, rights, self.key_types())
        if self.kind == "count":
            assert isinstance(self.edge, Many)  # noqa: S101
            return edges.count_where(
                self.target, self.edge, _conditions(self.edge, shape, rights, ""), rights, self.key_types()
            )
        given: Any = edges.parents(self.key_types()) if self.keyed else None
        if self.kind == "lookup":
            row = aliased(self.target.table, "t")
            held = and_(*(row.c[name] == given.c[f"k{i}"] for i, name in enumerate(self.names)))
            return self._joined(given.join(row, held), given.c.n, row, shape, rights).where(
                self.target.visible(row, rights)
            )
        assert isinstance(self.edge, Many)  # noqa: S101
        row = aliased(self.target.table, "t")
        if given is not None and not self.edge.paged:
            # All of it: a join that the planner may turn as it likes, cut to length when it is read.
            conditions = _conditions(self.edge, shape, rights, "")
            origin, predicates = edges.reached(self.target, self.edge, row, given, conditions, rights)
            statement = self._joined(given.join(origin, true()), given.c.n, row, shape, rights)
            return statement.where(*predicates).order_by(
                given.c.n, *edges.ordered(self.target, self.edge, row)
            )
        inner = self.page(row, given, shape, rights)
        if given is None:
            rows: Any = inner.subquery("x")
            statement = self._joined(rows, literal(1, Integer), rows, shape, rights)
            return statement.order_by(*edges.ordered(self.target, self.edge, rows))
        rows = inner.lateral("x")
        statement = self._joined(given.join(rows, true()), given.c.n, rows, shape, rights)
        return statement.order_by(given.c.n, *edges.ordered(self.target, self.edge, rows))

    def page(self, row: Any, given: Any, shape: Shape, rights: Rights, prefix: str = "") -> Select[Any]:
        """The rows of one page, whole: under the keys `given` (columns k0 …), or of a list that has no parent."""
        assert isinstance(self.edge, Many)  # noqa: S101
        if self.edge.via is not None and self.edge.via.spread:
            plain, between, held = edges.spread(self.edge, given)
            each_one = self._page(plain, row, between, shape, rights, prefix).lateral("s")
            merged = select(*each_one.c).select_from(between.join(each_one, true())).where(*held)
            merged = merged.order_by(*edges.ordered(self.target, self.edge, each_one))
            return merged.limit(bindparam(f"{prefix}first", type_=Integer))
        return self._page(self.edge, row, given, shape, rights, prefix)

    def _page(
        self, edge: Many, row: Any, given: Any, shape: Shape, rights: Rights, prefix: str
    ) -> Select[Any]:
        conditions = _conditions(edge, shape, rights, prefix)
        origin, predicates = edges.reached(self.target, edge, row, given, conditions, rights)
        wanted = self._wanted(row, shape, rights)
        inner = select(*(each for each in row.c if each.name in wanted)).select_from(origin)
        inner = inner.where(*predicates)
        if shape.after:
            positions = [(row.c[o.column], o.descending) for o in edge.order]
            after = [
                bindparam(f"{prefix}after{i}", type_=row.c[o.column].type) for i, o in enumerate(edge.order)
            ]
            inner = inner.where(edges.beyond(positions, after))
        inner = inner.order_by(*edges.ordered(self.target, edge, row))
        # One more than the page asked for tells whether there are more.
        most = bindparam(f"{prefix}first", type_=Integer) if edge.paged else literal(LISTED, Integer)
        return inner.limit(most)

    def _wanted(self, row: Any, shape: Shape, rights: Rights) -> set[str]:
        """The columns of its own row that anything placed, joined or ordered by needs; a table has thirty."""
        assert isinstance(self.edge, Many)  # noqa: S101
        found = {*self.target.key, *(order.column for order in self.edge.order)}
        found.update(
            mine for beside in self.base.joined.values() if beside.edge for mine, _ in beside.edge.by
        )
        for source, what in self.columns:
            if source is self.base:
                expression = _expression(source, what, row, shape, rights, "")
                found.update(
                    each.name
                    for each in iterate(expression)
                    if isinstance(each, ColumnClause) and each.table is row
                )
        return found

    def _joined(self, origin: Any, n: Any, row: Any, shape: Shape, rights: Rights) -> Any:
        """Everything that was placed in the row, of the objects joined to it too."""
        origin, picked = self.beside(origin, row, shape, rights)
        labelled = [each.label(f"c{i}") for i, each in enumerate(picked)]
        return select(n.label("n"), *labelled).select_from(origin)

    def beside(
        self, origin: Any, row: Any, shape: Shape, rights: Rights, prefix: str = ""
    ) -> tuple[Any, list[Any]]:
        """Join the objects of to-one edges to the row; what was placed, in its order."""
        rows = {self.base: row}
        todo = [self.base]
        while todo:
            source = todo.pop(0)
            for beside in source.joined.values():
                assert beside.edge is not None  # noqa: S101
                there = rows[beside] = aliased(beside.entity.table, f"{prefix}j{len(rows)}")
                held = [rows[source].c[mine] == there.c[their] for mine, their in beside.edge.by]
                visible = beside.entity.visible(there, rights)
                origin = origin.outerjoin(there, and_(*held, *([] if visible is true() else [visible])))
                todo.append(beside)
        return origin, [
            _expression(source, what, rows[source], shape, rights, prefix) for source, what in self.columns
        ]


def _expression(
    source: Source, what: tuple[Any, ...], row: Any, shape: Shape, rights: Rights, prefix: str
) -> Any:
    kind, name = what[0], what[1]
    if kind == "key":
        column = row.c[name]
        return func.uuid_send(column) if isinstance(column.type, Uuid) else column
    if kind == "order":
        return row.c[name]
    declared = source.entity.fields[name]
    if kind == "value":
        assert isinstance(declared, Column)  # noqa: S101
        return declared.expression(row, rights) if declared.seen(rights) else null()
    assert isinstance(declared, Computed)  # noqa: S101
    slot = what[2]
    arguments = {
        each: bindparam(f"{prefix}s{slot}_{each}", type_=declared.takes[each])
        for each in shape.computed[slot]
    }
    return declared.expression(row, rights, arguments) if declared.seen(rights) else null()


def _conditions(edge: Many, shape: Shape, rights: Rights, prefix: str) -> Any:
    def conditions(row: Any) -> list[Any]:
        return [
            edge.filters[name].predicate(
                row,
                how,
                lambda part, kind, name=name: bindparam(f"{prefix}f_{name}_{part}", type_=kind),  # type: ignore[misc]
                rights,
            )
            for name, how in shape.filters
        ]

    return conditions
