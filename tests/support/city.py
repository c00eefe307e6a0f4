"""The whole hub in one process over a demo city of its own: a movable clock, and a client for every department."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from hub.app import application
from hub.casework.tokens import Wanted, issue
from hub.demo.known import KNOWN
from hub.demo.load import load
from hub.policy.vocabulary import Duty
from hub.policy.workdays import day_of
from hub.store.migrations import migrate
from hub.store.models.row import Row
from hub.store.session import Store
from tests.support import databases
from tests.support.secrets import KEYS

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
"""Monday 23 November 2026, ten in the morning in Quanzhou."""
TODAY = dt.date(2026, 11, 23)
DUTIES = tuple(duty.value for duty in Duty if duty is not Duty.ADMINISTER)


@dataclass
class Clock:
    """The hub's clock: it stands still until a test moves it."""

    moment: dt.datetime = NOW

    def __call__(self) -> dt.datetime:
        return self.moment

    @property
    def today(self) -> dt.date:
        return day_of(self.moment)

    def move(self, **by: float) -> None:
        """Let time pass: days=1, hours=2."""
        self.moment += dt.timedelta(**by)

    def set(self, day: dt.date | str) -> None:
        """Ten in the morning in Quanzhou of that day."""
        chosen = dt.date.fromisoformat(day) if isinstance(day, str) else day
        self.moment = dt.datetime.combine(chosen, NOW.time(), tzinfo=dt.UTC)


@dataclass
class Answer:
    """What came back over HTTP."""

    status: int
    body: dict[str, Any]
    raw: bytes

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.body.get("errors", ())]


@dataclass
class Hub:
    """A hub that serves one database; whoever asks is named by slug, or None for the public."""

    store: Store
    clock: Clock
    transport: httpx.AsyncBaseTransport
    tokens: dict[tuple[str, tuple[str, ...]], str] = field(default_factory=dict)
    clients: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def client(self, slug: str | None, duties: Collection[str] = DUTIES) -> httpx.AsyncClient:
        """A client of a department's system whose token holds these duties; of the public for None."""
        headers = {} if slug is None else {"authorization": f"Bearer {await self.token(slug, duties)}"}
        client = httpx.AsyncClient(transport=self.transport, base_url="http://hub", headers=headers)
        return await self.clients.enter_async_context(client)

    async def token(self, slug: str, duties: Collection[str] = DUTIES) -> str:
        """A token that outlives every test, issued when first needed."""
        key = slug, tuple(duties)
        if key not in self.tokens:
            wanted = Wanted(slug, duties, NOW + dt.timedelta(days=36500), "tests")
            self.tokens[key] = (await issue(self.store, wanted, NOW)).token
        return self.tokens[key]

    async def send(
        self,
        slug: str | None,
        document: str,
        variables: Mapping[str, Any] | None = None,
        duties: Collection[str] = DUTIES,
    ) -> Answer:
        """One request, whatever comes back."""
        client = await self.client(slug, duties)
        accept = {"accept": "application/graphql-response+json"}
        body = {"query": document, "variables": dict(variables or {})}
        response = await client.post("/graphql", json=body, headers=accept)
        return Answer(response.status_code, response.json(), response.content)

    async def ask(self, slug: str | None, document: str, /, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = await self.send(slug, document, variables)
        assert answer.status == 200, answer.body
        assert "errors" not in answer.body, answer.body["errors"]
        data: dict[str, Any] = answer.body["data"]
        return data

    async def done(self, slug: str, document: str, /, **given: Any) -> dict[str, Any]:
        """The payload of a mutation that refused nothing; `given` is its input."""
        payload = await self._payload(slug, document, given)
        assert payload["refusals"] == [], payload["refusals"]
        return payload

    async def refused(self, slug: str, document: str, /, **given: Any) -> list[dict[str, Any]]:
        """The refusals of a mutation that did nothing: not one row of any table is more or less."""
        await self.token(slug)
        before = await self.counts()
        payload = await self._payload(slug, document, given)
        assert payload["refusals"], "nothing was refused"
        assert await self.counts() == before
        empty = {
            name: value
            for name, value in payload.items()
            if name not in ("refusals", "__typename") and value not in (None, [], 0, False)
        }
        assert empty == {}
        refusals: list[dict[str, Any]] = payload["refusals"]
        return refusals

    async def denied(self, slug: str | None, document: str, /, **variables: Any) -> list[str]:
        """The codes of `errors[]`."""
        answer = await self.send(slug, document, variables)
        assert answer.codes, answer.body
        return answer.codes

    async def _payload(self, slug: str, document: str, given: Mapping[str, Any]) -> dict[str, Any]:
        data = await self.ask(slug, document, input=given)
        [payload] = data.values()
        found: dict[str, Any] = payload
        return found

    async def rows(self, statement: str, **values: Any) -> list[Any]:
        """The rows of an SQL statement, to see what really is there."""
        async with self.store.write() as session:
            return list((await session.execute(text(statement), values)).all())

    async def change(self, statement: str, **values: Any) -> None:
        """Change the reference data under the hub, as a later notice would."""
        async with self.store.write() as session:
            await session.execute(text(statement), values)
            await session.commit()

    async def counts(self) -> dict[str, int]:
        """How many rows every table has."""
        tables = sorted(Row.metadata.tables)
        each = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in tables)
        return {row[0]: row[1] for row in await self.rows(each)}

    async def everything(self) -> str:
        """Every row of every table as text: what a dump of the database would show."""
        found = []
        for name in sorted(Row.metadata.tables):
            found += [f"{name}: {row[0]}" for row in await self.rows(f'SELECT t::text FROM "{name}" t')]
        return "\n".join(found)


@asynccontextmanager
async def hub_over(url: str, clock: Clock | None = None, *, pool: int = 10) -> AsyncIterator[Hub]:
    """The hub over that database, behind an ASGI transport; nothing else runs, jobs neither."""
    clock = clock or Clock()
    store = Store(url, KEYS, pool=pool)
    hub = Hub(store, clock, httpx.ASGITransport(application(store, clock=clock)))
    try:
        async with hub.clients:
            yield hub
    finally:
        await store.close()


def clean(url: str) -> None:
    """Migrate, and load the demo city with the known enterprises alone: nobody is on any list."""
    migrate(url)
    load(url, KEYS, enterprises=len(KNOWN), today=TODAY)


def lively(url: str) -> None:
    """Migrate, and load a small demo city with entries of all kinds and assignments in every state."""
    migrate(url)
    load(url, KEYS, enterprises=60, today=TODAY)


@contextmanager
def city(cluster: str, prepare: Callable[[str], None] = clean) -> Iterator[str]:
    """The address of a database with a city of its own, a copy of the template that `prepare` made."""
    folder = Path(os.environ[databases.FOLDER])
    template = databases.template(cluster, folder, prepare.__name__, prepare)
    with databases.database(cluster, template) as address:
        yield address
