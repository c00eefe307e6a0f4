"""Many ask at once whether a token stands: look-ups are shared, and nobody is ever forgotten."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from hub.edge.standing import Standing, TokenEnded
from hub.errors import Unauthenticated


@dataclass(frozen=True)
class Bureau:
    slug: str | None


@pytest.mark.parametrize("turns", range(6))
async def test_whoever_asks_while_the_last_look_ups_end_is_still_answered(turns: int) -> None:
    gate = asyncio.Event()

    async def authenticate(token: str) -> Bureau:
        await gate.wait()
        return Bureau(token)

    standing = Standing(authenticate, Bureau(None))
    early = [asyncio.create_task(standing.caller(name)) for name in ("first", "second")]
    for _ in range(5):
        await asyncio.sleep(0)
    # Both look-ups end in one turn of the loop; the loop tells of their tasks' end a turn later.
    gate.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    async with asyncio.timeout(5):
        late = await standing.caller("late")
        assert [bureau.slug for bureau in await asyncio.gather(*early)] == ["first", "second"]
    assert late.slug == "late"


async def test_a_failing_look_up_is_told_and_the_next_question_is_answered() -> None:
    async def authenticate(token: str) -> Bureau:
        if token == "gone":
            raise Unauthenticated("The token was revoked.")
        return Bureau(token)

    standing = Standing(authenticate, Bureau(None))
    with pytest.raises(TokenEnded):
        await standing.caller("gone")
    assert (await standing.caller("good")).slug == "good"
    assert (await standing.caller(None)).slug is None
