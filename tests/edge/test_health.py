"""Alive while it answers; ready when nothing is missing; not ready once it drains."""

from __future__ import annotations

import pytest

from hub.edge.limits import Limits
from tests.edge.door import Door, build_door


async def get(door: Door, path: str) -> tuple[int, object]:
    async with door.client() as client:
        answer = await client.get(path)
    return answer.status_code, answer.json()


async def test_a_hub_that_lacks_nothing_is_alive_and_ready(door: Door) -> None:
    assert await get(door, "/healthz") == (200, {"status": "alive"})
    assert await get(door, "/readyz") == (200, {"status": "ready"})


async def test_what_is_missing_is_named_while_the_process_stays_alive(door: Door) -> None:
    door.missing.append("The database cannot be reached.")

    assert await get(door, "/readyz") == (
        503,
        {"status": "not ready", "missing": ["The database cannot be reached."]},
    )
    assert (await get(door, "/healthz"))[0] == 200


async def test_a_check_that_fails_is_not_ready_either(door: Door) -> None:
    door.missing.append("crash")

    assert await get(door, "/readyz") == (
        503,
        {"status": "not ready", "missing": ["The check itself failed; the log says why."]},
    )


async def test_a_check_that_hangs_is_given_up() -> None:
    door = build_door(Limits(ready_seconds=0.05))
    door.missing.append("hang")

    assert await get(door, "/readyz") == (
        503,
        {"status": "not ready", "missing": ["The check did not end within 0.05 seconds."]},
    )


async def test_a_draining_hub_is_not_ready_but_still_answers(door: Door) -> None:
    door.drain.begin()

    assert await get(door, "/readyz") == (503, {"status": "not ready", "missing": ["The hub is stopping."]})
    assert (await door.ask("{ hello }")).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_health_is_read_only(door: Door, path: str) -> None:
    async with door.client() as client:
        assert (await client.post(path)).status_code == 405
