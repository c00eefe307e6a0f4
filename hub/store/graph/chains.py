"""Several levels in one statement: what a look-up finds, a page under it, a page under that.

For one company with its entries, their actions and assignments, three more round trips cost more than the columns
that come again in every row. Only pages that lie straight under each other are chained; what branches off is
fetched by keys afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Select, and_, select, true

from hub.store.compiled import Compiled, compiled
from hub.store.graph import select as edges
from hub.store.graph.fields import Many, Rights, aliased
from hub.store.graph.levels import SHAPES, Level, Shape

Rows = list[tuple[Any, ...]]


class Chain:
    """The statement of some levels, the first of them a look-up; to be made when their columns are complete."""

    def __init__(self, levels: Sequence[Level]) -> None:
        self.levels = levels
        self.statements: dict[tuple[Shape, ...], Compiled] = {}
        start = 1
        self._parts: list[tuple[int, int, int]] = []
        """Of each level: where its columns begin and end in a row, and where the row's own key lies."""
        for level in levels:
            key = level.base.key(level.target.key[-1])
            self._parts.append((start, start + len(level.columns), start + key - 1))
            start += len(level.columns)

    def compiled(self, shapes: tuple[Shape, ...], rights: Rights) -> Compiled:
        """Its statement for arguments of these shapes, made once."""
        found = self.statements.get(shapes)
        if found is None:
            if len(self.statements) >= SHAPES:
                self.statements.clear()
            found = self.statements[shapes] = compiled(self._statement(shapes, rights))
        return found

    def _statement(self, shapes: Sequence[Shape], rights: Rights) -> Select[Any]:
        first = self.levels[0]
        given = edges.parents(first.key_types())
        row: Any = aliased(first.target.table, "t0")
        held = and_(*(row.c[name] == given.c[f"k{i}"] for i, name in enumerate(first.names)))
        origin, columns = first.beside(given.join(row, held), row, shapes[0], rights, "l0_")
        visible = first.target.visible(row, rights)
        order: list[Any] = [given.c.n]
        for i, level in enumerate(self.levels[1:], start=1):
            assert isinstance(level.edge, Many)  # noqa: S101
            above = SimpleNamespace(c={f"k{k}": row.c[mine] for k, (mine, _) in enumerate(level.edge.by)})
            table = aliased(level.target.table, f"t{i}")
            row = level.page(table, above, shapes[i], rights, f"l{i}_").lateral(f"x{i}")
            origin, more = level.beside(origin.outerjoin(row, true()), row, shapes[i], rights, f"l{i}_")
            columns += more
            order += edges.ordered(level.target, level.edge, row)
        picked = [each.label(f"c{i}") for i, each in enumerate(columns)]
        return select(given.c.n.label("n"), *picked).select_from(origin).where(visible).order_by(*order)

    @staticmethod
    def values(binds: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        """The parameters of the levels as those of the chain."""
        return {f"l{i}_{name}": value for i, each in enumerate(binds) for name, value in each.items()}

    def split(self, rows: Rows) -> list[Rows]:
        """Each level's own rows again: `n` is the place of the row above among the rows of the level above."""
        found: list[Rows] = [[] for _ in self.levels]
        last: list[Any] = [None] * len(self.levels)
        parts = list(enumerate(self._parts))
        for row in rows:
            n, fresh = row[0], False
            for depth, (start, end, place) in parts:
                key = row[place]
                if key is None:
                    break
                mine = found[depth]
                # Under another row above, or another row itself: rows of one object follow each other.
                if fresh or key != last[depth]:
                    last[depth] = key
                    mine.append((n, *row[start:end]))
                    fresh = True
                n = len(mine)
        return found
