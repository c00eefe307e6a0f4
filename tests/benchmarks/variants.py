"""Every question in hundreds of variants, as cells for one server and another, and the proof that all answer the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text

from hub.policy.workdays import day_of
from hub.store.session import Store
from tests.benchmarks import questions
from tests.benchmarks.asking import Cell, Driver, cursor_of, page, singles, written
from tests.benchmarks.servers import Server

LISTS: Final = (
    "taxation-black",
    "work-safety-watch",
    "food-drug-red",
    "wages-black",
    "ecology-black",
    "construction-watch",
    "market-red",
    "market-black",
)

Walked = list[tuple[str, Any]]
"""Lists, and after which cursor a page of them begins."""


@dataclass
class Variants:
    """Makes cells; `ids` are the ids of list types by slug, `place` is where requests are kept."""

    driver: Driver
    place: Path
    ids: dict[str, str]
    token: str
    today: dt.date = field(default_factory=lambda: day_of(dt.datetime.now(dt.UTC)))

    def singles(self, server: Server, codes: Sequence[str]) -> Cell:
        """One subject each."""
        requests = singles(server, codes, self.today, self.token)
        return written(self.place, "single_subject", server, requests)

    def worklist(self, server: Server, walked: Walked) -> Cell:
        """A page each."""
        requests = [page(server, slug, self.ids, after, self.today, self.token) for slug, after in walked]
        return written(self.place, "worklist", server, requests)

    async def walk(self, server: Server, pages: int) -> Walked:
        """Where the pages of every list begin: each where the one before it ended."""
        cursors: dict[str, Any] = dict.fromkeys(LISTS)
        found: Walked = []
        for number in range(pages):
            asked = [
                page(server, slug, self.ids, after, self.today, self.token) for slug, after in cursors.items()
            ]
            answers = await self.driver.answers(written(self.place, f"page-{number}", server, asked))
            found += cursors.items()
            cursors = {slug: cursor_of(server, answer) for slug, answer in zip(LISTS, answers, strict=True)}
        return found

    async def same(self, cells: Sequence[Cell], what: str) -> float:
        """Assert that all of them answer the same; how many assignments an answer has."""
        answers = [
            [questions.normal(each[what]) for each in await self.driver.answers(cell)] for cell in cells
        ]
        for cell, found in zip(cells[1:], answers[1:], strict=True):
            for mine, theirs in zip(answers[0], found, strict=True):
                assert mine == theirs, (
                    f"{cell.question}: {cells[0].server.name} {mine}, {cell.server.name} {theirs}"
                )
        return sum(str(each).count("'state'") for each in answers[0]) / len(answers[0])


async def list_types(store: Store) -> dict[str, str]:
    """The ids of list types by slug."""
    async with store.read() as snapshot:
        rows = await snapshot.execute(text("SELECT slug, id FROM list_type"))
        return {row.slug: str(row.id) for row in rows}
