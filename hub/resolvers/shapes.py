"""How rows become the answer: an object at a time for whole columns of rows, in the order that was asked.

Every output makes one value for each of the rows given; a value that GraphQL would not allow is an `Anomaly`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Protocol

from hub.resolvers.plans import Anomaly, Step
from hub.store.graph.fields import LISTED
from hub.store.ids import HEADS, texts_of

if TYPE_CHECKING:
    from hub.resolvers.reader import Run

Row = tuple[Any, ...]
Rows = Sequence[Row]

WITHHELD = object()
"""Stands in the answer where a person is there but not for this reader (V3), until its path is known."""


class Output(Protocol):
    """Makes a column of the answer."""

    def column(self, run: Run, rows: Rows) -> Sequence[Any]:
        """One value for each row."""
        ...


class Selection(Protocol):
    """Makes objects of the answer."""

    def objects(self, run: Run, rows: Rows) -> list[dict[str, Any]]:
        """One object for each row."""
        ...


@dataclass(eq=False, slots=True)
class Shape:
    """The fields of one type: those that are values of the row as they are, and the others."""

    keys: tuple[str, ...]
    take: Callable[[Row], tuple[Any, ...]]
    """The row's values in the order of the keys; anything in the place of the others."""
    checked: Sequence[int]
    """Places where a null is not allowed, although the table does not keep it out."""
    lists: Sequence[int]
    others: Sequence[tuple[str, Output]]

    def objects(self, run: Run, rows: Rows) -> list[dict[str, Any]]:
        """One object for each row."""
        for place in self.checked:
            if any(row[place] is None for row in rows):
                raise Anomaly
        for place in self.lists:
            if any(row[place] is not None and None in row[place] for row in rows):
                raise Anomaly
        keys, take = self.keys, self.take
        made = [dict(zip(keys, take(row), strict=True)) for row in rows]
        for key, output in self.others:
            for each, value in zip(made, output.column(run, rows), strict=True):
                each[key] = value
        return made


def taker(places: Sequence[int]) -> Callable[[Row], tuple[Any, ...]]:
    """The values at these places, as a tuple whatever their number."""
    if len(places) == 1:
        [place] = places
        return lambda row: (row[place],)
    return itemgetter(*places) if places else lambda _: ()


@dataclass(eq=False, slots=True)
class Choice:
    """Objects of several types in one table: each row by what its discriminator says."""

    place: int
    shapes: Mapping[str, Shape]

    def objects(self, run: Run, rows: Rows) -> list[dict[str, Any]]:
        """One object for each row; Anomaly for a row of a type that cannot be here."""
        kinds = {row[self.place] for row in rows}
        if not kinds <= self.shapes.keys():
            raise Anomaly
        if len(kinds) == 1:
            return self.shapes[kinds.pop()].objects(run, rows)
        made = {
            kind: iter(self.shapes[kind].objects(run, [row for row in rows if row[self.place] == kind]))
            for kind in kinds
        }
        return [next(made[row[self.place]]) for row in rows]


@dataclass(frozen=True, slots=True)
class Constant:
    """The same for every row."""

    value: Any

    def column(self, run: Run, rows: Rows) -> Sequence[Any]:
        """So many times."""
        del run
        return [self.value] * len(rows)


@dataclass(frozen=True, slots=True)
class Opaque:
    """The object's id; its type is known, or stands at `kind`."""

    name: str | None
    kind: int
    bucket: int | None
    id: int

    def column(self, run: Run, rows: Rows) -> Sequence[Any]:
        """The text of each Ref."""
        del run
        name, kind, bucket, place = self.name, self.kind, self.bucket, self.id
        if name is not None:
            heads = HEADS[name]
            if bucket is None:
                packed = [heads[0] + row[place] for row in rows]
            else:
                packed = [heads[row[bucket]] + row[place] for row in rows]
        else:
            packed = [HEADS[row[kind]][row[bucket or 0]] + row[place] for row in rows]
        return texts_of(packed)


@dataclass(frozen=True, slots=True)
class Joined:
    """The object of a to-one edge in the same row; it is there where `there` is not null."""

    there: int
    selection: Selection
    nullable: bool
    withheld: Sequence[int] = ()
    """The keys by which it is known to be there, where that may be said."""

    def column(self, run: Run, rows: Rows) -> Sequence[Any]:
        """The object, or null; one that stands beside many rows is made once."""
        there = self.there
        distinct = {row[there]: row for row in rows}
        absent = distinct.pop(None, None) is not None
        if absent and not self.nullable:
            raise Anomaly
        if len(distinct) == len(rows):
            return self.selection.objects(run, rows)
        objects = self.selection.objects(run, list(distinct.values()))
        made = dict(zip(distinct, objects, strict=True))
        if not absent:
            return [made[row[there]] for row in rows]
        return [made[key] if (key := row[there]) is not None else self._absent(run, row) for row in rows]

    def _absent(self, run: Run, row: Row) -> Any:
        if not self.withheld or any(row[place] is None for place in self.withheld):
            return None
        run.withholds = True
        return WITHHELD


@dataclass(frozen=True, slots=True)
class Beside:
    """The object of a to-one edge that was looked up in a statement of its own."""

    step: Step
    selection: Selection
    nullable: bool

    def column(self, run: Run, rows: Rows) -> Sequence[Any]:
        """The object, or null."""
        found = run.fetched[self.step]
        made = run.objects(self.selection, found.rows)
        spans, key_of = found.spans, found.key_of
        # Where several rows answer one key, both ways of reading take the last.
        values = [made[end - 1] if (end := spans.get(key_of(row), NOWHERE)[1]) else None for row in rows]
        if not self.nullable and None in values:
            raise Anomaly
        return values


NOWHERE = (0, 0, False)
"""The span of a parent under which nothing was found, or that had no key to ask with."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A whole list under each row, or only its first."""

    step: Step
    selection: Selection
    first_of: bool

    def column(self, run: Run, rows: Rows) -> Sequence[Any]:
        """The objects in order."""
        found = run.fetched[self.step]
        made = run.objects(self.selection, found.rows)
        spans, key_of = found.spans, found.key_of
        values: list[Any] = []
        for row in rows:
            start, end, _ = spans.get(key_of(row), NOWHERE)
            if self.first_of:
                values.append(made[start] if end > start else None)
            else:
                values.append(made[start : min(end, start + LISTED)])
        return values


@dataclass(frozen=True, slots=True)
class Counts:
    """A tally's numbers under each row, by the place of each in its statement."""

    step: Step
    keys: tuple[str, ...]
    take: Callable[[Row], tuple[Any, ...]]
    others: Sequence[tuple[str, str]]

    def column(self, run: Run, rows: Rows) -> Sequence[Any]:
        """An object of numbers."""
        found = run.fetched[self.step]
        values = []
        for row in rows:
            start, end, _ = found.spans.get(found.key_of(row), NOWHERE)
            if end == start:
                raise Anomaly
            made = dict(zip(self.keys, self.take(found.rows[start]), strict=True))
            values.append(made | dict(self.others) if self.others else made)
        return values
