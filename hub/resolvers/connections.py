"""How pages become connections in the answer: their objects, their cursors, where they lie and how many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hub.resolvers.paging import encode
from hub.resolvers.shapes import NOWHERE, Rows, Selection, taker
from hub.store.graph.select import COUNTED

if TYPE_CHECKING:
    from hub.resolvers.fetched import Fetched
    from hub.resolvers.plans import Step
    from hub.resolvers.reader import Run

Part = Callable[["Run", "Fetched | None", "Page"], Any]
"""One field of a connection, or of one of its edges, from the page it is about."""


@dataclass(frozen=True, slots=True)
class Page:
    """Where one page of a connection lies in its step's rows."""

    start: int
    end: int
    more: bool
    before: bool
    counted: int


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection under each row: a page of objects, its place, its count."""

    step: Step | None
    counting: Step | None
    parts: Sequence[tuple[str, Part]]

    def column(self, run: Run, rows: Rows) -> Sequence[Any]:
        """An object with the parts that were asked for."""
        found = None if self.step is None else run.fetched[self.step]
        counts = None if self.counting is None else run.fetched[self.counting]
        before = found is not None and found.before
        values = []
        for row in rows:
            start, end, more = NOWHERE if found is None else found.spans.get(found.key_of(row), NOWHERE)
            counted = 0
            if counts is not None:
                at, until, _ = counts.spans.get(counts.key_of(row), NOWHERE)
                counted = counts.rows[at][1] if until > at else 0
            # A page of nothing under no parent's key did not begin after a cursor.
            page = Page(start, end, more, before and found is not None and found.asked(row), counted)
            values.append({key: part(run, found, page) for key, part in self.parts})
        return values


def nodes(selection: Selection) -> Part:
    """The page's objects."""
    return lambda run, found, page: (
        [] if found is None else run.objects(selection, found.rows)[page.start : page.end]
    )


def edges(parts: Sequence[tuple[str, Part]]) -> Part:
    """The page's objects with their cursors; each part is asked for one place."""

    def made(run: Run, found: Fetched | None, page: Page) -> Any:
        return [
            {key: part(run, found, Page(i, i + 1, False, False, 0)) for key, part in parts}  # noqa: FBT003
            for i in range(page.start, page.end)
        ]

    return made


def node(selection: Selection) -> Part:
    """The object at one place."""
    return lambda run, found, page: run.objects(selection, found.rows)[page.start]  # type: ignore[union-attr]


def cursor(places: Sequence[int]) -> Part:
    """The cursor at one place."""
    take = taker(places)
    return lambda _, found, page: encode(take(found.rows[page.start]))  # type: ignore[union-attr]


def info(names: Sequence[tuple[str, str]], places: Sequence[int]) -> Part:
    """Where the page lies."""
    take = taker(places)

    def made(_: Run, found: Fetched | None, page: Page) -> Any:
        filled = found is not None and page.end > page.start
        values = {
            "__typename": "PageInfo",
            "hasNextPage": page.more,
            "hasPreviousPage": page.before,
            "startCursor": encode(take(found.rows[page.start])) if filled else None,  # type: ignore[union-attr]
            "endCursor": encode(take(found.rows[page.end - 1])) if filled else None,  # type: ignore[union-attr]
        }
        return {key: values[name] for key, name in names}

    return made


def total(_: Run, __: Fetched | None, page: Page) -> int:
    """The bounded count."""
    return min(page.counted, COUNTED)


def capped(_: Run, __: Fetched | None, page: Page) -> bool:
    """Whether the count stopped at its bound."""
    return page.counted > COUNTED


def constant(value: Any) -> Part:
    """The same on every page."""
    return lambda _, __, ___: value
