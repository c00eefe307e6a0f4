"""What the rows of a city's reference data must be to each other: named once, known, in order of their days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from hub.casework.setup.rowreader import Where
from hub.casework.setup.rows import SharedRow, StandardRow

R = TypeVar("R")
Identity = TypeVar("Identity")
Placed = list[tuple[Where, R]]
DAY = dt.timedelta(days=1)


def tables(value: object, where: Where, key: str) -> dict[str, object]:
    """A table of the file, or the complaint that it is none."""
    if not isinstance(value, dict):
        raise where.wrong(key, "is missing")
    return value


def check_versions(placed: Placed[StandardRow]) -> None:
    """Versions of one list type follow each other without gap or overlap."""
    placed.sort(key=lambda each: each[1].effective_from)
    for (where, earlier), (_, later) in pairwise(placed):
        if earlier.effective_to not in (None, later.effective_from - DAY):
            raise where.wrong("effective_to", f"is not the day before version {later.version} begins")


def closed(standards: tuple[StandardRow, ...]) -> tuple[StandardRow, ...]:
    """The standards, those without an end that have a later version closed the day before it begins."""

    def end(row: StandardRow) -> dt.date | None:
        if row.effective_to is not None:
            return row.effective_to
        later = [
            other.effective_from
            for other in standards
            if other.list_type == row.list_type and other.effective_from > row.effective_from
        ]
        return min(later) - DAY if later else None

    return tuple(replace(row, effective_to=end(row)) for row in standards)


def closed_rows(rows: tuple[SharedRow, ...]) -> tuple[SharedRow, ...]:
    """The sharing catalogue's rows, those without an end that have a later one of the list closed the day before it."""

    def end(row: SharedRow) -> dt.date | None:
        later = [each.since for each in rows if each.list_type == row.list_type and each.since > row.since]
        return min(later) - DAY if row.until is None and later else row.until

    return tuple(replace(row, until=end(row)) for row in rows)


def within(since: dt.date, until: dt.date | None, day: dt.date) -> bool:
    """Whether the day lies in the validity, its last day included."""
    return since <= day and (until is None or day <= until)


def refer(where: Where, key: str, names: Iterable[str], known: Collection[str], what: str) -> None:
    """Refuse a name that no row has."""
    for name in names:
        if name not in known:
            raise where.wrong(key, f"{name!r} is no {what}")


def once(placed: Placed[R], key: str, identity: Callable[[R], Identity]) -> dict[Identity, R]:
    """The rows by their identity; refuse one given twice."""
    found: dict[Identity, R] = {}
    for where, row in placed:
        if identity(row) in found:
            raise where.wrong(key, "is given twice")
        found[identity(row)] = row
    return found


def given(name: str | None) -> tuple[str, ...]:
    """A name that may be left out, as the names to look up."""
    return () if name is None else (name,)


def bare(placed: Placed[R]) -> tuple[R, ...]:
    """The rows without their places."""
    return tuple(row for _, row in placed)
