"""The example city in its files and in a hub: edited, set up by them, and lived in."""

from __future__ import annotations

import asyncio
import datetime as dt
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import text

from hub.casework import change as changes
from hub.casework import tokens
from hub.casework.actions import InitiateAction, Initiated, initiate_action
from hub.casework.change import Asked
from hub.casework.keys import RegionKey, SubjectKey
from hub.casework.listing import EvidenceGiven, Listed, ListSubject, list_subject
from hub.casework.setup.city import Difference, set_up
from hub.casework.setup.draft import Verb
from hub.casework.setup.reference import read_city
from hub.casework.subjects import Registered, RegisterEnterprise, register_enterprise
from hub.demo.example import write_example
from hub.policy.duties import Caller
from hub.policy.vocabulary import Duty, EvidenceKind, NoticeMeans
from hub.store.ids import Ref
from hub.store.migrations import migrate
from hub.store.models import metadata
from hub.store.session import Store
from tests.support.actions import NOW, TODAY
from tests.support.listing import code_of
from tests.support.secrets import KEYS

D = dt.date


LAST = D(2026, 10, 31)
"""The last day of the department that the tests close."""


AFTER = dt.datetime(2026, 11, 2, 2, tzinfo=dt.UTC)


@dataclass
class Town:
    """The example city's files, which a test edits, and the hub it sets up by them."""

    folder: Path
    store: Store

    def edit(self, file: str, old: str, new: str) -> None:
        path = self.folder / f"{file}.toml"
        before = path.read_text(encoding="utf-8")
        assert old in before
        path.write_text(before.replace(old, new, 1), encoding="utf-8")

    def append(self, file: str, rows: str) -> None:
        path = self.folder / f"{file}.toml"
        path.write_text(path.read_text(encoding="utf-8") + rows, encoding="utf-8")

    async def look(self, moment: dt.datetime = NOW) -> Difference:
        return await set_up(self.store, read_city(self.folder), moment, apply=False, operator=None)

    async def apply(self, moment: dt.datetime = NOW) -> Difference:
        return await set_up(self.store, read_city(self.folder), moment, apply=True, operator="Clerk Lin")

    async def rows(self, statement: str, **values: Any) -> list[Any]:
        async with self.store.write() as session:
            return [tuple(row) for row in await session.execute(text(statement), values)]

    async def everything(self) -> dict[str, list[Any]]:
        return {
            table.name: await self.rows(f'SELECT t::text FROM "{table.name}" t ORDER BY 1')
            for table in metadata.sorted_tables
        }

    async def caller(self, slug: str, moment: dt.datetime = NOW) -> Caller:
        """Who a department's system is, let in by a token of its own."""
        wanted = tokens.Wanted(slug, [duty.value for duty in Duty], moment + dt.timedelta(days=365))
        issued = await tokens.issue(self.store, wanted, moment)
        return await tokens.authenticate(self.store, issued.token, moment)

    async def run(
        self, slug: str, procedure: Any, result: type[Any] = object, moment: dt.datetime = NOW
    ) -> Any:
        asked = Asked(await self.caller(slug, moment), "test", moment)
        return await changes.run(self.store, asked, procedure, result)

    async def list_black(self, decided_on: dt.date = TODAY) -> Ref:
        """A black entry of an enterprise in the east, by its tax office."""
        asked = RegisterEnterprise(code_of(1), "Fictitious Kiln Works", RegionKey(slug="east"))
        registered = await self.run("east-taxation", lambda c: register_enterprise(c, asked), Registered)
        listing = ListSubject(
            subject=SubjectKey(id=registered.subject),
            list_type="taxation-black",
            document_number="Invented No. 1",
            facts="Invented facts.",
            decided_on=decided_on,
            valid_from=decided_on,
            valid_until=decided_on + dt.timedelta(days=364),
            criteria=("TAX-B1",),
            evidence=(EvidenceGiven(EvidenceKind.DECISION, "Invented decision No. 7"),),
            conduct_from=D(2025, 3, 1),
            conduct_to=D(2025, 4, 30),
            notice_given_on=decided_on,
            notice_means=NoticeMeans.DELIVERED,
            correct_by=decided_on,
        )
        listed: Listed = await self.run("east-taxation", lambda c: list_subject(c, listing), Listed)
        return listed.entry

    async def act(self, entry: Ref, moment: dt.datetime = NOW, by: str = "east-taxation") -> dict[str, Ref]:
        """Initiate the entry's action; the new assignments by department."""
        before = set(await self.rows("SELECT id FROM assignment"))
        await self.run(by, lambda c: initiate_action(c, InitiateAction(entry)), Initiated, moment)
        found = await self.rows(
            "SELECT a.id, a.bucket, d.slug FROM assignment a JOIN department d ON d.id = a.department_id"
        )
        return {slug: Ref("Assignment", bucket, key) for key, bucket, slug in found if (key,) not in before}


def prepare(url: str) -> None:
    migrate(url)

    async def done(folder: Path) -> None:
        opened = Store(url, KEYS, pool=1)
        try:
            await Town(folder, opened).apply()
        finally:
            await opened.close()

    with tempfile.TemporaryDirectory() as folder:
        write_example(Path(folder))
        # In a thread: a fixture that makes the template may have a loop of its own running.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: asyncio.run(done(Path(folder)))).result()


def said(difference: Difference, *verbs: Verb) -> list[str]:
    return [str(line) for line in difference.lines if not verbs or line.verb in verbs]
