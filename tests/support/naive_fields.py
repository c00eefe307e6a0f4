"""What every field of every type shows, for the naive reference: one small function each, over dicts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hub.store.ids import KINDS, Ref
from hub.store.names import folded as folded_by_tables
from tests.support.naive_city import Row, View


class Refused(Exception):
    """An argument that no answer can be made of."""


@dataclass(frozen=True)
class Thing:
    """A row as an object of a type."""

    kind: str
    row: Row


@dataclass(frozen=True)
class Paged:
    """What a connection leads through, in order; `order` makes the values of a row's cursor."""

    things: Sequence[Thing]
    order: tuple[tuple[str, bool], ...]
    seen: bool = True


@dataclass(frozen=True)
class Withheld:
    """Somebody is there, but not for this reader, who may be told so (V3)."""


Args = dict[str, Any]
Show = Callable[[View, Row, Args], Any]
TYPES = {
    "region": "Region", "department": "Department", "legal_basis": "LegalBasis", "list_type": "ListType",
    "listing_standard": "ListingStandard", "criterion": "Criterion", "catalogue_edition": "CatalogueEdition",
    "measure": "Measure", "officership": "Officership", "list_entry": "ListEntry", "evidence": "Evidence",
    "responsible_person": "ResponsiblePerson", "linked_action": "LinkedAction", "unrouted_measure": "UnroutedMeasure",
    "assignment": "Assignment", "feedback": "Feedback", "history": "HistoryItem", "objection": "Objection",
    "pause": "Pause", "channel": "Channel", "publication": "Publication", "repair": "Repair",
}  # fmt: skip
OLDEST = (("id", False),)
NEWEST = (("id", True),)
SLUG = (("slug", False),)


def thing(view: View, table: str, row: Row | None) -> Thing | None:
    """A row as its object, null where the reader may not see it."""
    if row is None or not view.sees(table, row):
        return None
    return Thing(row["type"] if table == "subject" else TYPES[table], row)


def things(view: View, table: str, rows: list[Row]) -> list[Thing]:
    return [found for row in rows if (found := thing(view, table, row)) is not None]


def paged(view: View, table: str, rows: list[Row], order: tuple[tuple[str, bool], ...] = OLDEST) -> Paged:
    for name, down in reversed(order):
        rows = sorted(rows, key=lambda row: row[name], reverse=down)
    return Paged(things(view, table, rows), order)


def opaque(kind: str) -> Show:
    return lambda _, row, __: str(Ref(kind, row.get("bucket", 0), row["id"]))


def one(
    table: str, column: str, far: str = "id", *, departments: bool = False, persons: bool = False
) -> Show:
    """The one row of a table that a column points at."""

    def show(view: View, row: Row, _: Args) -> Any:
        if departments and not view.reader.reads:
            return None
        found = view.tables.one(table, row[column], far)
        shown = thing(view, table, found)
        withheld = persons and shown is None and row[column] is not None
        return Withheld() if withheld and view.reader.reads and not view.reader.persons else shown

    return show


def under(table: str, column: str, *order: str, departments: bool = False, near: str = "id") -> Show:
    """The rows of a table under this one, as a whole list."""

    def show(view: View, row: Row, _: Args) -> Any:
        if departments and not view.reader.reads:
            return []
        rows = view.tables.all(table, column, row[near])
        return things(view, table, sorted(rows, key=lambda each: tuple(each[name] for name in order)))

    return show


def across(table: str, between: str, mine: str, theirs: str, order: str) -> Show:
    """The rows of a table that a table in between leads to."""

    def show(view: View, row: Row, _: Args) -> Any:
        links = [
            each
            for each in view.tables.all(between, mine, row["id"])
            if "valid_to" not in each or view.stands(each)
        ]
        rows = [view.tables.one(table, link[theirs]) for link in links]
        return things(view, table, sorted(filter(None, rows), key=lambda each: each[order]))

    return show


def pages(
    table: str,
    column: str,
    order: tuple[tuple[str, bool], ...] = OLDEST,
    *,
    keeps: Callable[[View, Row, Args], bool] = lambda *_: True,
    seen: Callable[[View], bool] = lambda _: True,
) -> Show:
    """The rows of a table under this one, as a connection; nothing where the reader sees none of them."""

    def show(view: View, row: Row, args: Args) -> Any:
        if not seen(view):
            return Paged((), order, seen=False)
        rows = view.tables.all(table, column, row["id"])
        return paged(view, table, [each for each in rows if keeps(view, each, args)], order)

    return show


def moment(value: dt.datetime | None) -> str | None:
    return None if value is None else value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")


def plain(value: Any) -> Any:
    """A value as JSON says it."""
    if isinstance(value, dt.datetime):
        return moment(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def column(name: str, *, departments: bool = False) -> Show:
    return lambda view, row, _: None if departments and not view.reader.reads else plain(row[name])


def day(args: Args, name: str = "on") -> dt.date | None:
    return None if args.get(name) is None else dt.date.fromisoformat(args[name])


def by_day(args: Args, row: Row, first: str, last: str, default: dt.date | None) -> bool:
    """Whether the day asked for lies in a row's own days, the last of which may be open."""
    asked = day(args) or default
    return asked is None or (row[first] <= asked and (row[last] is None or row[last] >= asked))


def snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


def columns(names: str, *, departments: bool = False) -> dict[str, Show]:
    """Fields that show the column of their name."""
    return {name: column(snake(name), departments=departments) for name in names.split()}


def name_shown(view: View, row: Row, _: Args) -> str:
    """A person's name in full with the duty alone, else its first character and a star (V1)."""
    hidden = row["type"] == "Person" and not view.reader.persons
    name: str = row["name"]
    return name[:1] + "*" if hidden else name


def folded(name: str) -> str:
    """A name as it is searched, by the hub's own function: which character is simplified is a library's table (C3)."""
    return folded_by_tables(name)


def pointed(view: View, table: str, by: Args) -> Row | None:
    """The row that a key names: a slug, a code, or an id of that very type."""
    [(name, value)] = by.items()
    if name != "id":
        return view.tables.one(table, value, snake(name))
    ref = Ref.parse(value)
    return view.tables.one(table, ref.id) if ref is not None and ref.kind == TYPES[table] else None


def of_ref(view: View, text: str) -> Thing | None:
    """The object of an opaque id, where type and bucket are those of the row."""
    ref = Ref.parse(text)
    if ref is None or ref.kind not in KINDS:
        return None
    table = {kind: name for name, kind in TYPES.items()}.get(ref.kind, "subject")
    found = thing(view, table, view.tables.one(table, ref.id))
    same = found is not None and found.kind == ref.kind and found.row.get("bucket", 0) == ref.bucket
    return found if same else None
