"""A draft of what a city's files change: readable lines for the operator, and the rows to write."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from hub.casework.setup.tables import Rows
from hub.store.session import Session
from hub.store.statements import setup as statements
from hub.store.statements.resting import Resting

Row = Mapping[str, Any]


class Verb(StrEnum):
    """What becomes of a row; the value is the sign that a line begins with."""

    ADDED = "+"
    CHANGED = "~"
    CLOSED = "x"
    REFUSED = "!"
    NOTED = " "


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the difference: what becomes of which row, in words."""

    verb: Verb
    what: str
    said: str = ""

    def __str__(self) -> str:
        return f"{self.verb} {self.what}{': ' if self.said else ''}{self.said}"


@dataclass(slots=True)
class Draft:
    """`there` is what the hub has, `wanted` what the files say, `resting` what rests on what is there.

    Rows are written in this order: `earlier` (closings that make room), `gone`, `added`, `later`.
    """

    there: Rows
    wanted: Rows
    resting: Resting
    today: dt.date
    lines: list[Line] = field(default_factory=list)
    earlier: list[tuple[str, Row, Row]] = field(default_factory=list)
    gone: list[tuple[str, Row]] = field(default_factory=list)
    added: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    later: list[tuple[str, Row, Row]] = field(default_factory=list)

    def say(self, verb: Verb, what: str, said: str = "") -> None:
        """Tell the operator one thing."""
        self.lines.append(Line(verb, what, said))

    def refuse(self, what: str, key: str, why: str) -> None:
        """Tell why something cannot be done by a file; then nothing is."""
        self.say(Verb.REFUSED, f"{what}, {key}", why)

    @property
    def refused(self) -> bool:
        """Whether anything was."""
        return any(line.verb is Verb.REFUSED for line in self.lines)

    def before(self, table: str, row: Row) -> Row | None:
        """The row as it is there; None for a new one."""
        names = keys_of(table)
        return next((old for old in self.there[table] if all(old[key] == row[key] for key in names)), None)

    def differs(self, before: Row, row: Row) -> dict[str, Any]:
        """The columns that would change, with what they were."""
        return {name: before[name] for name in row if before[name] != row[name]}

    def add(self, table: str, row: Row) -> None:
        """Write a new row."""
        self.added[table].append(dict(row))

    def write(self, table: str, row: Row, columns: Iterable[str], *, first: bool = False) -> None:
        """Write columns of a row that is there."""
        key = {name: row[name] for name in keys_of(table)}
        (self.earlier if first else self.later).append((table, key, {name: row[name] for name in columns}))

    def unlink(self, table: str, key: Row) -> None:
        """Delete a row that only links two others."""
        self.gone.append((table, key))

    def word(self, value: object) -> str:
        """A value as a line shows it: a region or department by its slug."""
        if isinstance(value, UUID):
            rows = (row for rows in (self.there, self.wanted) for name in _NAMED for row in rows[name])
            return next((str(row["slug"]) for row in rows if row["id"] == value), str(value))
        return "nothing" if value is None else str(value)

    async def carry_out(self, session: Session) -> None:
        """Write the rows."""
        for table, key, values in self.earlier:
            await statements.change(session, table, key, values)
        for table, key in self.gone:
            await statements.remove(session, table, key)
        await statements.write(session, {name: self.added.get(name, []) for name in statements.TABLES})
        for table, key, values in self.later:
            await statements.change(session, table, key, values)


_NAMED = ("region", "department")


def keys_of(table: str) -> list[str]:
    """The columns by which a row is found."""
    return [column.name for column in statements.TABLES[table].primary_key]


def count(number: int, noun: str) -> str:
    """A number of things, in words."""
    plural = "entries" if noun == "entry" else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
