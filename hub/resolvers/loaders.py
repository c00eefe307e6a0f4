"""The object path: every edge batched by aiodataloader, one statement however many parents.

The statements come from `store.graph`, the same declarations that plans are made of.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiodataloader import DataLoader

from hub.resolvers.paging import Page, decode, encode
from hub.resolvers.records import Record
from hub.store.graph import ENTITIES, ROOTS, select
from hub.store.graph.fields import Computed, Many, One, Tally

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from hub.resolvers.reads import Reads
    from hub.store.graph.fields import Entity
    from hub.store.ids import Ref
    from hub.store.session import Query

Key = tuple[Any, ...]
Load = "Callable[[Sequence[Key]], Awaitable[Sequence[Any]]]"
_NODES = {"Enterprise": "Subject", "Person": "Subject"}


class Shared(DataLoader[Any, Any]):
    """Several fields wait for one answer: the one that is given up does not take it from the others."""

    def load(self, key: Any) -> asyncio.Future[Any]:
        """The answer for a key; to be cancelled by whoever waits for it, for itself alone."""
        answer = super().load(key)
        answer.add_done_callback(_noticed)
        return asyncio.shield(answer)


def _noticed(answer: asyncio.Future[Any]) -> None:
    """What went wrong after everybody had given up is nobody's business."""
    if not answer.cancelled():
        answer.exception()


class Loaders:
    """Loaders of one operation, made when first needed; equal arguments share one."""

    def __init__(self, reads: Reads) -> None:
        self._reads = reads
        self._made: dict[Any, DataLoader[Key, Any]] = {}

    def _loader(self, name: Any, load: Any) -> DataLoader[Key, Any]:
        if name not in self._made:
            self._made[name] = Shared(load, max_batch_size=1000)
        return self._made[name]

    async def node(self, ref: Ref) -> Record | None:
        """The object of that id, or None where the reader may not see it or its type is another."""
        entity = ENTITIES.get(_NODES.get(ref.kind, ref.kind))
        if entity is None:
            return None
        key = (ref.bucket, ref.id) if "bucket" in entity.key else (ref.id,)
        found: Record | None = await self.by_key(entity, entity.key, key)
        return found if found is not None and found.ref == ref else None

    async def by_key(self, entity: Entity, names: tuple[str, ...], key: Key) -> Record | None:
        """The row of `entity` whose columns `names` equal `key`."""

        async def load(keys: Sequence[Key]) -> list[Record | None]:
            rows = await self._rows(select.by_key(entity, names, self._reads.rights), keys)
            found = {row["n"]: Record(entity, row) for row in rows}
            return [found.get(n) for n in range(1, len(keys) + 1)]

        return await self._loader(("row", entity.name, names), load).load(key)  # type: ignore[no-any-return]

    async def one(self, parent: Record, edge: One) -> Record | None:
        """The one object of an edge."""
        key = parent.key(tuple(mine for mine, _ in edge.by))
        if key is None or not edge.seen(self._reads.rights):
            return None
        return await self.by_key(ENTITIES[edge.target], tuple(theirs for _, theirs in edge.by), key)

    async def computed(self, parent: Record, name: str, field: Computed, arguments: Mapping[str, Any]) -> Any:
        """A computed value with its arguments."""

        async def load(keys: Sequence[Key]) -> list[Any]:
            rows = await self._rows(
                select.computed(parent.entity, field, arguments, self._reads.rights), keys
            )
            found = {row["n"]: row["value"] for row in rows}
            return [found.get(n) for n in range(1, len(keys) + 1)]

        loader = self._loader(("computed", parent.entity.name, name, _frozen(arguments)), load)
        return await loader.load(parent.key(parent.entity.key) or ())

    async def many(
        self,
        parent: Record | None,
        name: str,
        edge: Many,
        arguments: Mapping[str, Any],
        first: int | None,
        after: str | None,
    ) -> Page:
        """A page of an edge; a plain list where `first` is None."""
        target = ENTITIES[edge.target]
        columns = [target.table.c[order.column] for order in edge.order]
        beyond = None if after is None else decode(after, [c.type.python_type for c in columns])
        key, types = self._parent(parent, edge)
        if key is None or not edge.seen(self._reads.rights):
            return Page((), (), has_next=False, has_previous=False)

        async def load(keys: Sequence[Key]) -> list[list[Mapping[str, Any]]]:
            statement = select.page(target, edge, arguments, self._reads.rights, types, first, beyond)
            return _grouped(await self._rows(statement, keys), len(keys))

        owner = parent.entity.name if parent else None
        loader = self._loader(("many", owner, name, _frozen(arguments), first, after), load)
        rows = await loader.load(key)
        shown = rows if first is None else rows[:first]
        return Page(
            [Record(target, row) for row in shown],
            [encode([row[f"_o{i}"] for i in range(len(columns))]) for row in shown]
            if first is not None
            else (),
            has_next=len(rows) > len(shown),
            has_previous=after is not None,
        )

    async def count(self, parent: Record | None, name: str, edge: Many, arguments: Mapping[str, Any]) -> int:
        """How many objects an edge has, counted up to 1,001."""
        target = ENTITIES[edge.target]
        key, types = self._parent(parent, edge)
        if key is None or not edge.seen(self._reads.rights):
            return 0

        async def load(keys: Sequence[Key]) -> list[int]:
            rows = await self._rows(select.count(target, edge, arguments, self._reads.rights, types), keys)
            found = {row["n"]: row["value"] for row in rows}
            return [found.get(n, 0) for n in range(1, len(keys) + 1)]

        owner = parent.entity.name if parent else None
        return await self._loader(("count", owner, name, _frozen(arguments)), load).load(key)  # type: ignore[no-any-return]

    async def tally(self, parent: Record, name: str, edge: Tally) -> Mapping[str, int]:
        """Counts over what lies under a row."""
        target = ENTITIES[edge.target]
        key = parent.key(tuple(mine for mine, _ in edge.by))
        types = [target.table.c[theirs].type for _, theirs in edge.by]

        async def load(keys: Sequence[Key]) -> list[Mapping[str, int]]:
            rows = await self._rows(select.tally(target, edge, self._reads.rights, types), keys)
            found = {row["n"]: row for row in rows}
            return [found[n] for n in range(1, len(keys) + 1)]

        return await self._loader(("tally", parent.entity.name, name), load).load(key or ())  # type: ignore[no-any-return]

    async def subject_of(self, ref: Ref) -> Ref | None:
        """The subject that an entry, an action or an assignment concerns, as far as the reader sees it."""
        record = await self.node(ref)
        if record is None or record.entity.name == "Subject":
            return None if record is None else record.ref
        for name in ("target", "subject", "enterprise", "entry", "action"):
            edge = record.entity.fields.get(name)
            if not isinstance(edge, One):
                continue
            found = await self.one(record, edge)
            if found is not None:
                return found.ref if found.entity.name == "Subject" else await self.subject_of(found.ref)
        return None

    async def root(
        self, name: str, arguments: Mapping[str, Any], first: int | None, after: str | None
    ) -> Page:
        """A page of a list that a query starts from."""
        return await self.many(None, name, ROOTS[name], arguments, first, after)

    def _parent(self, parent: Record | None, edge: Many) -> tuple[Key | None, list[Any]]:
        if parent is None:
            return (), []
        near = edge.via.near if edge.via else edge.by
        types = [parent.entity.table.c[mine].type for mine, _ in near]
        return parent.key(tuple(mine for mine, _ in near)), types

    async def _rows(self, statement: Query, keys: Sequence[Key]) -> Sequence[Mapping[str, Any]]:
        arrays = {f"k{i}": [key[i] for key in keys] for i in range(len(keys[0]))}
        return await self._reads.fetch(statement, arrays)


def _frozen(arguments: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(
        (name, tuple(value) if isinstance(value, list) else value)
        for name, value in sorted(arguments.items())
    )


def _grouped(rows: Sequence[Mapping[str, Any]], parents: int) -> list[list[Mapping[str, Any]]]:
    groups: list[list[Mapping[str, Any]]] = [[] for _ in range(parents)]
    for row in rows:
        groups[row["n"] - 1].append(row)
    return groups
