"""Every statement that a plan can be made of finds its rows in large tables by an index."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from hub.policy.duties import Audience
from hub.store.graph import ENTITIES, ROOTS
from hub.store.graph.chains import Chain
from hub.store.graph.fields import Many, One, Rights, Tally
from hub.store.graph.levels import Level, Shape
from tests.support.city import city, lively
from tests.support.databases import plain

LARGE = {
    "subject", "officership", "list_entry", "entry_criterion", "evidence", "responsible_person", "linked_action",
    "action_region", "unrouted_measure", "assignment", "feedback", "history",
}  # fmt: skip
SELECTIVE = {"list_type", "region", "assigned_to", "initiated_by", "name", "function"}
"""Arguments that an index serves; a count over the whole hub by others reads until it has 1,001."""
READERS = [
    Rights(Audience.PUBLIC, persons=False),
    Rights(Audience.DEPARTMENT, persons=False),
    Rights(Audience.DEPARTMENT, persons=True),
    Rights(Audience.CREDIT_OFFICE, persons=True),
]


def _shapes(edge: Any) -> Iterator[Shape]:
    """No argument, each argument in each of its shapes, all of them together; from the start and after a cursor."""
    filters = {} if not isinstance(edge, Many) else edge.filters
    each = {name: _of(chosen) for name, chosen in filters.items()}
    chosen: list[tuple[tuple[str, Any], ...]] = [()]
    chosen += [((name, shape),) for name, shapes in each.items() for shape in shapes]
    if len(each) > 1:
        chosen += [
            tuple(zip(sorted(each), some, strict=True))
            for some in itertools.product(*(each[n] for n in sorted(each)))
        ]
    for filtered in chosen:
        yield Shape(filtered)
        if isinstance(edge, Many) and edge.paged:
            yield Shape(filtered, after=True)


def _of(chosen: Any) -> list[Any]:
    if chosen.shape is bool:
        return [True, False]
    return ["id", "slug"] if "_points" in chosen.shape.__qualname__ else [None]


def _with_everything(level: Level) -> Level:
    """Its own key, and every to-one edge joined."""
    for name in level.target.key:
        level.base.key(name)
    for name, edge in level.target.fields.items():
        if isinstance(edge, One) and {far for _, far in edge.by} == set(ENTITIES[edge.target].key):
            there = level.base.join(name)
            there.key(there.entity.key[-1])
    return level


def levels() -> Iterator[tuple[str, Level, Any]]:
    for name, root in ROOTS.items():
        yield name, _with_everything(Level("page", ENTITIES[root.target], root)), root
        yield f"{name} counted", Level("count", ENTITIES[root.target], root), root
    for entity in ENTITIES.values():
        for name, edge in entity.fields.items():
            above = Level("lookup", entity, None, names=entity.key)
            if isinstance(edge, Many):
                target = ENTITIES[edge.target]
                yield f"{entity.name}.{name}", _with_everything(Level("page", target, edge, above.base)), edge
                yield f"{entity.name}.{name} counted", Level("count", target, edge, above.base), edge
            elif isinstance(edge, Tally):
                yield f"{entity.name}.{name}", Level("tally", ENTITIES[edge.target], edge, above.base), edge
            elif isinstance(edge, One):
                far = tuple(theirs for _, theirs in edge.by)
                found = Level("lookup", ENTITIES[edge.target], edge, above.base, far)
                yield f"{entity.name}.{name}", _with_everything(found), edge
    for names in (("bucket", "id"), ("bucket", "code"), ("bucket", "id_hash")):
        yield (
            f"subject by {names[1]}",
            _with_everything(Level("lookup", ENTITIES["Subject"], None, names=names)),
            None,
        )


LEVELS = {name: (level, edge) for name, level, edge in levels()}


@pytest.fixture(scope="module")
def explaining(cluster: str) -> Iterator[Any]:
    with city(cluster, lively) as url, psycopg.connect(plain(url), autocommit=True) as connection:
        # The planner is told that the large tables are: then it plans as it would for a million rows.
        connection.execute("ANALYZE")
        connection.execute(
            "UPDATE pg_class SET reltuples = 1000000 WHERE relname = ANY(%s) AND relpages > 0",
            [sorted(LARGE)],
        )
        connection.execute("SET enable_seqscan = off")
        connection.execute("SET join_collapse_limit = 1")
        connection.prepare_threshold = None
        yield connection


@pytest.mark.parametrize("name", LEVELS)
def test_every_statement_uses_an_index_on_large_tables(explaining: Any, name: str) -> None:
    level, edge = LEVELS[name]
    for rights in READERS:
        level.statements.clear()
        for shape in _shapes(edge):
            if name.startswith("search_subjects") and not shape.filters:
                continue  # a name is always given
            if level.kind == "count" and level.parent is None and not SELECTIVE & dict(shape.filters).keys():
                continue  # the first 1,001 rows that fit, wherever they lie
            text = level.compiled(shape, rights).text.decode()
            assert _scanned(explaining, text) & LARGE == set(), (rights, shape, text)


def chains() -> Iterator[tuple[str, list[Level]]]:
    """Every look-up of an object with pages straight below each other, up to four of them."""
    for entity in ENTITIES.values():
        found = _with_everything(Level("lookup", entity, None, names=entity.key))
        todo = [(entity.name, [found])]
        while todo:
            name, above = todo.pop(0)
            if len(above) > 1:
                yield name, above
            for edge_name, edge in above[-1].target.fields.items():
                if isinstance(edge, Many) and edge.paged and edge.via is None and len(above) < CHAIN:
                    page = Level("page", ENTITIES[edge.target], edge, above[-1].base)
                    todo.append((f"{name}.{edge_name}", [*above, _with_everything(page)]))


CHAIN = 5
CHAINS = dict(chains())


def test_the_longest_chain_is_a_company_with_its_entries_and_what_was_done_about_them() -> None:
    assert len(CHAINS) > 20
    assert max(CHAINS, key=len) == "Subject.list_entries.linked_actions.assignments.history"


@pytest.mark.parametrize("name", CHAINS)
def test_every_chain_uses_an_index_on_large_tables(explaining: Any, name: str) -> None:
    for rights, after in itertools.product(READERS, (False, True)):
        shapes = (Shape(), *(Shape(after=after) for _ in CHAINS[name][1:]))
        text = Chain(CHAINS[name]).compiled(shapes, rights).text.decode()
        assert _scanned(explaining, text) & LARGE == set(), (rights, after, text)


def _scanned(explaining: Any, text: str) -> set[str]:
    """The tables that a statement reads from end to end."""
    explained = psycopg.RawCursor(explaining).execute(f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {text}")
    [[plan]] = explained.fetchall()
    return {node["Relation Name"] for node in _nodes(plan[0]["Plan"]) if node["Node Type"] == "Seq Scan"}


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from _nodes(below)
