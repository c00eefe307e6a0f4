"""A department's inbox read by polling: every message exactly once, in order, without a gap (engine.md §3)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest

from hub.casework.change import Asked, Change, run
from hub.policy.duties import PUBLIC
from hub.policy.vocabulary import EventKind
from hub.store.cursors import FeedCursor
from hub.store.ids import Ref
from tests.support.city import Hub
from tests.support.steps import INBOX, LICHENG, TAX, black, inbox, initiated, listed


async def poll(hub: Hub, slug: str, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await hub.ask(slug, INBOX, **asked))["notifications"]
    return found


def numbers(items: list[dict[str, Any]]) -> list[int]:
    places = [FeedCursor.parse(item["cursor"]) for item in items]
    return [place.number for place in places if place is not None]


@dataclass(frozen=True)
class Told:
    """What a change that only tells something answers."""

    count: int


async def department(hub: Hub, slug: str) -> UUID:
    found = await hub.rows("SELECT id FROM department WHERE slug = :slug", slug=slug)
    return UUID(str(found[0][0]))


async def tell(hub: Hub, slugs: list[str], count: int, seconds: float) -> None:
    """A change with so many messages for each department that takes its time before it commits."""
    departments = [await department(hub, slug) for slug in slugs]

    async def procedure(change: Change) -> Told:
        for _ in range(count):
            ref = Ref("ListEntry", 7, change.new_id())
            change.tell(EventKind.ENTRY_LISTED, ref, departments)
        await asyncio.sleep(seconds)
        return Told(count)

    await run(hub.store, Asked(PUBLIC, "test", hub.clock()), procedure, Told)


@pytest.mark.parametrize("size", [1, 3, 100])
async def test_whoever_polls_reads_every_message_exactly_once(hub: Hub, size: int) -> None:
    seen: list[dict[str, Any]] = []
    after = None
    for place in range(3):
        await initiated(hub, (await listed(hub, black(place)))["id"], "licheng")
        for _ in range(5):  # what is left over is read in the next round, behind newer messages
            page = await poll(hub, LICHENG, first=size, after=after)
            assert len(page["items"]) <= size
            seen += page["items"]
            after = page["end"]
    while (page := await poll(hub, LICHENG, first=size, after=after))["items"]:
        seen, after = [*seen, *page["items"]], page["end"]
    assert numbers(seen) == list(range(1, 13))
    assert len({item["nodeId"] for item in seen}) == 12
    assert page["hasMore"] is False
    assert (await poll(hub, LICHENG, after=after))["end"] == after


async def test_an_empty_inbox_has_an_end_to_poll_after(hub: Hub) -> None:
    page = await poll(hub, LICHENG)
    assert (page["items"], page["hasMore"]) == ([], False)
    await initiated(hub, (await listed(hub, black()))["id"], "licheng")
    assert numbers((await poll(hub, LICHENG, after=page["end"]))["items"]) == [1, 2, 3, 4]


async def test_a_reader_of_some_kinds_passes_over_the_others(hub: Hub) -> None:
    await initiated(hub, (await listed(hub, black()))["id"], "licheng")
    page = await poll(hub, TAX, kinds=["action_initiated"])
    assert [item["kind"] for item in page["items"]] == ["action_initiated"]
    everything, end = await inbox(hub, TAX)
    assert page["end"] == end
    assert len(everything) > 1
    assert (await poll(hub, TAX, after=page["end"]))["items"] == []
    assert (await poll(hub, TAX, kinds=["entry_exited"]))["end"] == end
    assert numbers((await poll(hub, TAX, kinds=[]))["items"]) == numbers(everything)
    assert await hub.denied(TAX, INBOX, kinds=["entry_gone"]) == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("first", [-1, 101])
async def test_a_poll_reads_at_most_a_hundred(hub: Hub, first: int) -> None:
    assert await hub.denied(LICHENG, INBOX, first=first) == ["BAD_USER_INPUT"]


async def test_a_cursor_ahead_or_of_another_epoch_or_too_old_has_expired(hub: Hub) -> None:
    await initiated(hub, (await listed(hub, black()))["id"], "licheng")
    items, end = await inbox(hub, LICHENG)
    place = FeedCursor.parse(end)
    assert place is not None
    for wrong in (replace(place, number=5), replace(place, epoch=2), replace(place, number=2**63)):
        page = await poll(hub, LICHENG, after=str(wrong))
        assert [item["__typename"] for item in page["items"]] == ["CursorExpired"]
        assert page["end"] is None
        assert numbers((await poll(hub, LICHENG, after=page["items"][0]["oldest"]))["items"]) == [1, 2, 3, 4]

    # Two messages are older than what is kept.
    of = await department(hub, LICHENG)
    await hub.change("DELETE FROM notification WHERE department_id = :of AND number < 3", of=of)
    await hub.change("UPDATE inbox SET oldest = 3 WHERE department_id = :of", of=of)
    page = await poll(hub, LICHENG, after=items[0]["cursor"])
    assert [item["__typename"] for item in page["items"]] == ["CursorExpired"]
    assert numbers((await poll(hub, LICHENG, after=page["items"][0]["oldest"]))["items"]) == [3, 4]
    assert numbers((await poll(hub, LICHENG))["items"]) == [3, 4]
    assert numbers((await poll(hub, LICHENG, after=items[1]["cursor"]))["items"]) == [3, 4]


@pytest.mark.parametrize("cursor", ["x", "", "é", "A" * 38])
async def test_what_is_no_cursor_is_bad_input(hub: Hub, cursor: str) -> None:
    if not cursor:
        assert (await poll(hub, LICHENG, after=cursor))["items"] == []
        return
    assert await hub.denied(LICHENG, INBOX, after=cursor) == ["BAD_USER_INPUT"]


async def test_another_department_s_cursor_is_bad_input(hub: Hub) -> None:
    _, end = await inbox(hub, LICHENG)
    assert await hub.denied(TAX, INBOX, after=end) == ["BAD_USER_INPUT"]


async def test_changes_that_commit_late_leave_no_gap_for_a_reader_in_between(hub: Hub) -> None:
    slugs = [LICHENG, TAX]
    await hub.token(LICHENG)
    writing = [asyncio.create_task(tell(hub, slugs, 5, 0.01 * (7 * n % 10))) for n in range(12)]
    seen: list[int] = []
    after = None
    while not all(task.done() for task in writing) or len(seen) < 60:
        page = await poll(hub, LICHENG, after=after, first=7)
        seen += numbers(page["items"])
        after = page["end"]
        assert seen == list(range(1, len(seen) + 1))
    await asyncio.gather(*writing)
    assert seen == list(range(1, 61))
    assert numbers((await inbox(hub, TAX))[0]) == seen


async def test_a_message_about_what_is_gone_still_says_what_it_was(hub: Hub) -> None:
    await tell(hub, [LICHENG], 1, 0)
    [item] = (await poll(hub, LICHENG))["items"]
    assert (item["kind"], item["node"], item["subjectId"]) == ("entry_listed", None, None)
    assert item["nodeId"]
