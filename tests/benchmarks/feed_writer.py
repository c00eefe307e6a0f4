"""Writes messages into inboxes and says when each was committed: python -m tests.benchmarks.feed_writer URL.

Reads JSON lines {"to": [department, …], "every": seconds, "times": n} from standard input; answers each with
{"commits": [[cursor, moment], …]}, moments of the monotonic clock, which all processes of a machine share.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sys
import time
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from hub.policy.vocabulary import EventKind
from hub.store.cursors import FeedCursor
from hub.store.ids import Ref
from hub.store.models import Inbox
from hub.store.session import Store
from hub.store.statements.changes import deliver
from tests.support.secrets import KEYS


async def commit(store: Store, to: list[UUID]) -> list[tuple[str, float]]:
    """One change that tells each of these departments of one object."""
    row = Inbox.__table__.c
    async with store.write() as session:
        ref = Ref("ListEntry", 17, uuid4())
        now = dt.datetime.now(dt.UTC)
        await deliver(session, [(EventKind.ENTRY_LISTED, ref, department) for department in to], now)
        heads = await session.execute(
            select(row.department_id, row.epoch, row.head).where(row.department_id.in_(to))
        )
        cursors = [str(FeedCursor(*head)) for head in heads]
        await session.commit()
        moment = time.monotonic()
    return [(cursor, moment) for cursor in cursors]


async def obey(store: Store, order: dict[str, Any]) -> list[tuple[str, float]]:
    """So many changes, one every so often, each to the next of the departments or, with "all", to all at once."""
    departments = [UUID(text) for text in order["to"]]
    commits: list[tuple[str, float]] = []
    due = time.monotonic()
    for turn in range(order["times"]):
        to = departments if order["all"] else [departments[turn % len(departments)]]
        commits += await commit(store, to)
        due += order["every"]
        await asyncio.sleep(max(0.0, due - time.monotonic()))
    return commits


async def main(url: str) -> None:
    """Obey order after order until standard input ends."""
    store = Store(url, KEYS, pool=1)
    while line := await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps({"commits": await obey(store, json.loads(line))}), flush=True)  # noqa: T201
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
