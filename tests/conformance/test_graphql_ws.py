"""The reference client of graphql-transport-ws follows the hub: subscribes, is pinged, resumes, and reads the close codes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from hub.app import application
from hub.casework.tokens import revoke
from hub.edge.health import Drain
from hub.store.cursors import FeedCursor
from hub.store.session import Store
from tests.conformance.node import NODE, install
from tests.support.city import Clock
from tests.support.inboxes import NOW, department, tell, token
from tests.support.sockets import listening

HERE = Path(__file__).parent
TAX = "jinjiang-taxation"


class Peer:
    """The reference client in a process of its own, and what it told so far."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.told: list[dict[str, Any]] = []

    async def until(self, event: str, number: int = 1) -> dict[str, Any]:
        """The event of that name, the so-manyth, as soon as it was told."""
        assert self._process.stdout is not None
        async with asyncio.timeout(20):
            while len(found := [each for each in self.told if each["event"] == event]) < number:
                line = await self._process.stdout.readline()
                assert line, self.told
                self.told.append(json.loads(line))
        return found[number - 1]

    @property
    def cursors(self) -> list[str]:
        return [each["item"]["cursor"] for each in self.told if each["event"] == "next"]


@asynccontextmanager
async def following(address: str, bearer: str, after: str = "") -> AsyncIterator[Peer]:
    process = await asyncio.create_subprocess_exec(
        NODE,
        "follow.mjs",
        address,
        bearer,
        after,
        cwd=HERE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Peer(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.fixture(autouse=True)
def packages(say: Callable[[str], None]) -> None:
    install(HERE, say)


@pytest.fixture
async def bureau(store: Store) -> UUID:
    return await department(store, TAX)


async def test_it_follows_pings_and_resumes_after_the_hub_was_started_again(
    store: Store, bureau: UUID
) -> None:
    issued = await token(store, TAX)
    await tell(store, bureau, 2)
    drain = Drain()
    async with listening(application(store, clock=Clock(NOW), drain=drain), drain) as hub:
        port = hub.port
        async with following(hub.address, issued.token, str(FeedCursor(bureau, 1, 0))) as peer:
            await peer.until("next", 2)
            await tell(store, bureau)
            await peer.until("next", 3)
            ping = await peer.until("ping")
            pong = await peer.until("pong")
            assert (ping["received"], pong["received"]) == (False, True)
            hub.server.should_exit = True
            closed = await peer.until("closed")
            assert (closed["code"], closed["reason"]) == (1012, "Service restart")
            farewell = {"message": "The hub is stopping: connect again, and go on after your last cursor."}
            assert farewell in [each["payload"] for each in peer.told if each["event"] == "ping"]
            await tell(store, bureau, 2)
            async with listening(application(store, clock=Clock(NOW)), port=port):
                await peer.until("next", 5)
                await tell(store, bureau)
                await peer.until("next", 6)
            assert peer.cursors == [str(FeedCursor(bureau, 1, number)) for number in range(1, 7)]
            assert {each["event"] for each in peer.told} <= {"connected", "next", "ping", "pong", "closed"}


async def test_it_is_told_when_its_token_is_revoked(store: Store, bureau: UUID) -> None:
    issued = await token(store, TAX)
    async with (
        listening(application(store, clock=Clock(NOW))) as hub,
        following(hub.address, issued.token, str(FeedCursor(bureau, 1, 0))) as peer,
    ):
        await tell(store, bureau)
        await peer.until("next")
        await revoke(store, issued.id, NOW)
        await tell(store, bureau)
        error = await peer.until("error")
        assert error["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert peer.cursors == [str(FeedCursor(bureau, 1, 1))]


async def test_it_is_told_that_a_cursor_has_expired(store: Store, bureau: UUID) -> None:
    issued = await token(store, TAX)
    async with (
        listening(application(store, clock=Clock(NOW))) as hub,
        following(hub.address, issued.token, str(FeedCursor(bureau, 9, 0))) as peer,
    ):
        assert (await peer.until("next"))["item"] == {
            "__typename": "CursorExpired",
            "oldest": str(FeedCursor(bureau, 1, 0)),
        }
        await peer.until("complete")


async def test_a_wrong_token_is_closed_4403(store: Store) -> None:
    async with (
        listening(application(store, clock=Clock(NOW))) as hub,
        following(hub.address, "hub_wrong") as peer,
    ):
        closed = await peer.until("closed")
        assert (closed["code"], closed["reason"]) == (4403, "Forbidden: The token is not known to this hub.")


async def test_without_a_token_the_error_says_what_is_missing(store: Store) -> None:
    async with (
        listening(application(store, clock=Clock(NOW))) as hub,
        following(hub.address, "") as peer,
    ):
        [error] = (await peer.until("error"))["errors"]
        assert error["message"] == "This needs a token with the duty READ (查询); the request carried none."
