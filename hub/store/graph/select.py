"""The statements that fetch the graph, one per edge however many parents there are (no N+1).

Every statement joins the parents' keys, given as parallel arrays, with the rows wanted: `n` is the
parent's position. Rows come flat; labels are field names, and `_column` for keys, `_o0` … for cursors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    cast,
    column,
    func,
    literal,
    null,
    or_,
    select,
    true,
)

from hub.store.graph.fields import LISTED, Column, Computed, Entity, Many, Tally, aliased

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hub.store.graph.fields import Keys, Rights

Conditions = Callable[[Any], list[Any]]
"""The predicates of the arguments, given the row."""

COUNTED = 1000
"""`totalCount` is exact up to this number, then capped (api.graphql)."""


def values(entity: Entity, row: Any, rights: Rights) -> list[Any]:
    """Every column of the entity that needs no argument, and the keys its edges start from."""
    picked: list[Any] = [row.c[name].label(f"_{name}") for name in entity.keys]
    for name, field in entity.fields.items():
        if isinstance(field, Column):
            value = field.expression(row, rights) if field.seen(rights) else null()
            picked.append(value.label(name))
    return picked


def parents(types: Sequence[Any]) -> Any:
    """The parents' keys as a table of arrays: columns k0, k1, … and the position n."""
    arrays = [cast(bindparam(f"k{i}", type_=ARRAY(kind)), ARRAY(kind)) for i, kind in enumerate(types)]
    names = [column(f"k{i}", kind) for i, kind in enumerate(types)]
    return func.unnest(*arrays).table_valued(*names, with_ordinality="n", name="p").render_derived()


def _joined(given: Any, row: Any, names: Sequence[str]) -> ColumnElement[bool]:
    return and_(*(row.c[name] == given.c[f"k{i}"] for i, name in enumerate(names)))


@cache  # building it costs ten times what running it does; callers with equal rights share it
def by_key(entity: Entity, names: tuple[str, ...], rights: Rights) -> Select[Any]:
    """Rows whose columns `names` equal the keys; what the reader may not see is absent."""
    row = aliased(entity.table, "t")
    given = parents([entity.table.c[name].type for name in names])
    return (
        select(given.c.n, *values(entity, row, rights))
        .select_from(given.join(row, _joined(given, row, names)))
        .where(entity.visible(row, rights))
    )


def computed(entity: Entity, field: Computed, arguments: Mapping[str, Any], rights: Rights) -> Select[Any]:
    """One computed value for every row named by its key."""
    row = aliased(entity.table, "t")
    given = parents([entity.table.c[name].type for name in entity.key])
    value = field.expression(row, rights, arguments) if field.seen(rights) else null()
    return select(given.c.n, value.label("value")).select_from(
        given.join(row, _joined(given, row, entity.key))
    )


def under(
    target: Entity, edge: Many, row: Any, given: Any, conditions: Conditions, rights: Rights
) -> Select[Any]:
    """Everything of the edge under one parent that the reader sees, before order and page."""
    origin, predicates = reached(target, edge, row, given, conditions, rights)
    return select().select_from(origin).where(*predicates)


def reached(
    target: Entity, edge: Many, row: Any, given: Any, conditions: Conditions, rights: Rights
) -> tuple[Any, list[Any]]:
    """The same as what it is selected from, and its predicates."""
    if edge.via is not None:
        between = aliased(edge.via.table, "v")
        # What the keys are compared with comes first: planned reads join in the order that is written.
        origin = between.join(row, and_(*(row.c[t] == between.c[v] for v, t in edge.via.far)))
        near: Keys = edge.via.near
        parent = between
    else:
        origin, near, parent = row, edge.by, row
    held = [] if given is None else [_joined(given, parent, [theirs for _, theirs in near])]
    wanted = [*held, target.visible(row, rights), edge.always(row, rights), *conditions(row)]
    return origin, [predicate for predicate in wanted if predicate is not true()]


def spread(edge: Many, given: Any) -> tuple[Many, Any, list[Any]]:
    """An edge taken under every row in between: the edge from there, those rows, and what holds them to the parent."""
    assert edge.via is not None  # noqa: S101 - asked of such edges only
    between = edge.via.table.alias("v")
    held = [] if given is None else [_joined(given, between, [theirs for _, theirs in edge.via.near])]
    return replace(edge, via=None, by=edge.via.far), between, held


def ordered(target: Entity, edge: Many, row: Any) -> list[Any]:
    """What a list is ordered by; a whole list by its key in the end, so that equal places stay in order."""
    found = [row.c[o.column].desc() if o.descending else row.c[o.column].asc() for o in edge.order]
    return found if edge.paged else [*found, *(row.c[name] for name in target.key)]


def _filtered(edge: Many, arguments: Mapping[str, Any], rights: Rights) -> Conditions:
    return lambda row: [edge.filters[name].where(row, value, rights) for name, value in arguments.items()]


def page(
    target: Entity,
    edge: Many,
    arguments: Mapping[str, Any],
    rights: Rights,
    parent_types: Sequence[Any],
    first: int | None,
    after: Sequence[Any] | None,
) -> Select[Any]:
    """The first rows of an edge for every parent (or for none), beyond a cursor; one more than asked."""
    row = aliased(target.table, "t")
    given: Any = parents(parent_types) if parent_types else None
    places = [(row.c[order.column], order.descending) for order in edge.order]
    spreads = edge.via is not None and edge.via.spread
    plain, origin, held = spread(edge, given) if spreads else (edge, given, [])
    inner = under(target, plain, row, origin, _filtered(edge, arguments, rights), rights).add_columns(
        *values(target, row, rights), *(each.label(f"_o{i}") for i, (each, _) in enumerate(places))
    )
    if after is not None:
        inner = inner.where(beyond(places, after))
    inner = inner.order_by(*ordered(target, edge, row))
    inner = inner.limit(LISTED if first is None else first + 1)
    if spreads:
        each_one = inner.lateral("s")
        merged = [
            each_one.c[f"_o{i}"].desc() if down else each_one.c[f"_o{i}"]
            for i, (_, down) in enumerate(places)
        ]
        inner = select(*each_one.c).select_from(origin.join(each_one, true())).where(*held)
        inner = inner.order_by(*merged).limit(LISTED if first is None else first + 1)
    if given is None:
        return inner.add_columns(literal(1, Integer).label("n"))
    rows = inner.lateral("x")
    positions = [rows.c[f"_o{i}"].desc() if down else rows.c[f"_o{i}"] for i, (_, down) in enumerate(places)]
    if not edge.paged:
        positions += [rows.c[f"_{name}"] for name in target.key]
    return select(given.c.n, *rows.c).select_from(given.join(rows, true())).order_by(given.c.n, *positions)


def beyond(places: list[tuple[Any, bool]], after: Sequence[Any]) -> ColumnElement[bool]:
    """Keyset: strictly after the cursor in the edge's order."""
    steps = []
    for i, (each, down) in enumerate(places):
        same = [places[j][0] == after[j] for j in range(i)]
        steps.append(and_(*same, each < after[i] if down else each > after[i]))
    return or_(*steps)


def count(
    target: Entity, edge: Many, arguments: Mapping[str, Any], rights: Rights, parent_types: Sequence[Any]
) -> Select[Any]:
    """How many rows an edge has for every parent, counted up to one beyond `COUNTED`."""
    return count_where(target, edge, _filtered(edge, arguments, rights), rights, parent_types)


def count_where(
    target: Entity, edge: Many, conditions: Conditions, rights: Rights, parent_types: Sequence[Any]
) -> Select[Any]:
    """The same with the arguments' predicates made already: columns n (1 without parents) and value."""
    row = aliased(target.table, "t")
    given = parents(parent_types) if parent_types else None
    some = under(target, edge, row, given, conditions, rights).add_columns(literal(1, Integer).label("one"))
    some = some.limit(COUNTED + 1)
    if given is None:
        counted = select(func.count().label("value")).select_from(some.subquery("c"))
        return counted.with_only_columns(literal(1, Integer).label("n"), counted.selected_columns.value)
    # Two levels down SQLAlchemy no longer sees that the parents are meant, not a product with them.
    counted = select(func.count().label("value")).select_from(some.correlate(given).lateral("c"))
    numbered = counted.correlate(given).lateral("x")
    return select(given.c.n, numbered.c.value).select_from(given.join(numbered, true()))


def tally(target: Entity, edge: Tally, rights: Rights, parent_types: Sequence[Any]) -> Select[Any]:
    """Counts over the rows under every parent."""
    row = aliased(target.table, "t")
    given = parents(parent_types)
    counted = (
        select(*(value(row, rights).label(name) for name, value in edge.values.items()))
        .where(_joined(given, row, [theirs for _, theirs in edge.by]), target.visible(row, rights))
        .lateral("x")
    )
    return select(given.c.n, *counted.c).select_from(given.join(counted, true()))
