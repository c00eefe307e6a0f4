"""A hub and its database that are killed without a word, again and again, while events are written and followed.

Everything is real: the hub is a process of its own, PostgreSQL a cluster of its own that must not forget, the
followers are sockets that resume after their last cursor. What they wrote down is compared with the inboxes.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from websockets.exceptions import WebSocketException

from hub.errors import HubError
from hub.policy.vocabulary import EventKind
from hub.store import embedded
from hub.store.cursors import FeedCursor
from hub.store.ids import Ref
from hub.store.migrations import migrate
from hub.store.session import Store
from tests.support.embedded import server
from tests.support.inboxes import departments, tell, token
from tests.support.running_hub import free_port
from tests.support.secrets import KEYS
from tests.support.sockets import FEED, opened
from tests.support.waiting import until

FOLLOWED = ("jinjiang-taxation", "licheng-market-regulation", "nanan-market-regulation")
KINDS = tuple(EventKind)
PATIENCE = 60.0

Line = tuple[int, str, str]
"""What is compared: number, kind, id of the object."""


@dataclass
class Follower:
    """Follows one inbox for ever, whatever breaks, and writes down each message once it has it."""

    address: str
    token: str
    department: UUID
    log: list[Line] = field(default_factory=list)
    connections: int = 0
    others: list[str] = field(default_factory=list)

    async def follow(self) -> None:
        after = str(FeedCursor(self.department, 1, 0))
        while True:
            with contextlib.suppress(OSError, WebSocketException, TimeoutError, EOFError):
                async with opened(self.address, open_timeout=5) as client:
                    await client.init({"token": self.token})
                    await client.subscribe("f", FEED, after=after)
                    self.connections += 1
                    while True:
                        message = json.loads(await client.connection.recv())
                        if message["type"] != "next":
                            self._note(message)
                            continue
                        item = message["payload"]["data"]["notifications"]
                        after = item["cursor"]
                        place = FeedCursor.parse(after)
                        assert place is not None
                        self.log.append((place.number, item["kind"], item["nodeId"]))
            await asyncio.sleep(0.05)

    def _note(self, message: dict[str, object]) -> None:
        if message["type"] not in {"ping", "connection_ack"}:
            self.others.append(str(message))
        if message["type"] in {"error", "complete"}:
            raise EOFError


@dataclass
class Siege:
    """The hub under attack: `kills` counts what was killed, `written` the messages that were surely committed."""

    data_dir: Path
    url: str
    port: int
    store: Store
    followed: list[UUID]
    followers: list[Follower]
    hub: asyncio.subprocess.Process | None = None
    kills: dict[str, int] = field(default_factory=lambda: {"hub": 0, "database": 0})
    written: int = 0
    writing: bool = True

    async def start_hub(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        secrets = {
            "HUB_CITIZEN_KEYS": ",".join(f"{key}:{_text(value)}" for key, value in KEYS.citizen_ids.items()),
            "HUB_LOOKUP_PEPPER": _text(KEYS.lookup),
            "HUB_TOKEN_PEPPER": _text(KEYS.token),
            "HUB_BUCKET_KEY": _text(KEYS.bucket),
            "HUB_AUDIT_KEY": _text(KEYS.audit),
        }
        settings = {
            "HUB_DATABASE_URL": self.url,
            "HUB_PORT": str(self.port),
            "HUB_DATA_DIR": str(self.data_dir / "var"),
        }
        with (self.data_dir / "said").open("ab") as said:
            self.hub = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "hub.cli",
                "serve",
                env=environment | secrets | settings,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    async def up(self) -> None:
        """Until the hub lets every follower in."""
        await until(lambda: all(follower.connections for follower in self.followers), PATIENCE)

    async def kill_hub(self) -> None:
        assert self.hub is not None
        if self.hub.returncode is None:
            self.hub.kill()
            self.kills["hub"] += 1
        await self.hub.wait()

    def kill_database(self) -> None:
        with contextlib.suppress(ProcessLookupError, AssertionError):
            os.kill(server(self.data_dir).pid, signal.SIGKILL)
            self.kills["database"] += 1

    async def write(self, chance: random.Random) -> None:
        """Messages to one, two or all of the followed inboxes, as fast as the database takes them."""
        while self.writing:
            to = chance.sample(self.followed, chance.randint(1, len(self.followed)))
            number = chance.choice((1, 1, 1, 5, 40))
            try:
                await tell(self.store, to, number, chance.choice(KINDS))
                self.written += number * len(to)
            except (HubError, DBAPIError, OSError):
                await asyncio.sleep(0.1)
            await asyncio.sleep(chance.uniform(0.0, 0.02))

    async def attack(self, chance: random.Random, seconds: float) -> None:
        """Kill one or the other at random, and start the hub again; PostgreSQL's watcher starts that."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            await asyncio.sleep(chance.uniform(0.5, 5.0))
            victim = chance.choice(("hub", "database", "both"))
            if victim != "hub":
                self.kill_database()
            if victim != "database" or (self.hub is not None and self.hub.returncode is not None):
                await self.kill_hub()
                await asyncio.sleep(chance.uniform(0.0, 0.5))
                await self.start_hub()

    async def settle(self) -> list[list[Line]]:
        """Stop writing, let every follower catch up, and read what the inboxes really hold."""
        self.writing = False
        async with asyncio.timeout(PATIENCE):
            while True:
                if self.hub is None or self.hub.returncode is not None:
                    await self.start_hub()
                with contextlib.suppress(HubError, DBAPIError, OSError):
                    inboxes = [await self._inbox(of) for of in self.followed]
                    if all(
                        len(f.log) >= len(lines) for f, lines in zip(self.followers, inboxes, strict=True)
                    ):
                        return inboxes
                await asyncio.sleep(0.1)

    async def _inbox(self, of: UUID) -> list[Line]:
        async with self.store.read() as snapshot:
            rows = await snapshot.execute(
                text(
                    "SELECT number, kind, object_type, object_bucket, object_id FROM notification"
                    " WHERE department_id = :of ORDER BY number"
                ),
                {"of": of},
            )
            return [(row[0], row[1], str(Ref(row[2], row[3], row[4]))) for row in rows]


def _text(key: bytes) -> str:
    return base64.b64encode(key).decode("ascii")


@asynccontextmanager
async def siege(data_dir: Path) -> AsyncIterator[Siege]:
    """A durable database with three departments, a hub that serves it, and a follower for each."""
    named = os.environ.get("HUB_PG_BIN")
    with embedded.running(data_dir, Path(named) if named else None) as url:
        await asyncio.to_thread(migrate, url)
        store = Store(url, KEYS, pool=4)
        followed = await departments(store, *FOLLOWED)
        port = free_port()
        address = f"ws://127.0.0.1:{port}/graphql"
        tokens = [await token(store, slug) for slug in FOLLOWED]
        followers = [Follower(address, issued.token, of) for issued, of in zip(tokens, followed, strict=True)]
        opened_siege = Siege(data_dir, url, port, store, followed, followers)
        await opened_siege.start_hub()
        tasks = [asyncio.create_task(follower.follow()) for follower in followers]
        try:
            yield opened_siege
            for task in tasks:
                assert not task.done(), task
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await opened_siege.kill_hub()
            await store.close()


async def withstand(data_dir: Path, seed: int, seconds: float) -> Siege:
    """Attack for so long, and prove that every log is its inbox: nothing lost, nothing doubled, in order."""
    chance = random.Random(seed)  # noqa: S311 - no secret: the same seed gives the same attack
    async with siege(data_dir) as hub:
        await hub.up()
        writers = [asyncio.create_task(hub.write(random.Random(seed + n))) for n in range(2)]  # noqa: S311
        await hub.attack(chance, seconds)
        inboxes = await hub.settle()
        await asyncio.gather(*writers)
        inboxes = await hub.settle()
        for follower, inbox in zip(hub.followers, inboxes, strict=True):
            assert [line[0] for line in follower.log] == list(range(1, len(inbox) + 1)), f"seed {seed}"
            assert follower.log == inbox, f"seed {seed}"
        assert sum(map(len, inboxes)) >= hub.written, f"seed {seed}"
    return hub
