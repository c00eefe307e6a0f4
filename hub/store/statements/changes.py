"""What a change writes last: history, audit, idempotency, and the numbered inbox rows."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, delete, func, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as pg_insert

from hub.store.models import Audit, AuditContent, History, Idempotency, Inbox, Notification

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from hub.policy.vocabulary import EventKind
    from hub.store.ids import Ref

CHANNEL = "hub_inbox"
"""The LISTEN/NOTIFY channel: a hint that inboxes have grown, never the truth."""

KEPT = dt.timedelta(days=7)
"""How long an idempotency key is remembered (api.graphql, conventions)."""


async def write_history(session: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Insert history rows, all in one statement."""
    if rows:
        await session.execute(insert(History), rows)


async def write_audit(
    session: AsyncSession, rows: Sequence[dict[str, Any]], contents: Sequence[dict[str, Any]]
) -> None:
    """Insert audit rows and, apart from them, what their digests are of."""
    if rows:
        await session.execute(insert(Audit), rows)
        await session.execute(insert(AuditContent), contents)


async def remembered(
    session: AsyncSession, department_id: UUID, mutation: str, key: str, now: dt.datetime
) -> Any:
    """The idempotency row (input_hash, result) of a key, after waiting for whoever uses it right now."""
    lock = func.hashtextextended(f"{department_id}/{mutation}/{key}", 0)
    await session.execute(select(func.pg_advisory_xact_lock(lock)))
    row = Idempotency.__table__.c
    found = await session.execute(
        select(row.input_hash, row.result, row.created_at).where(
            row.department_id == department_id, row.mutation == mutation, row.key == key
        )
    )
    known = found.one_or_none()
    if known is not None and known.created_at <= now - KEPT:
        await session.execute(
            delete(Idempotency).where(
                row.department_id == department_id, row.mutation == mutation, row.key == key
            )
        )
        return None
    return known


async def remember(session: AsyncSession, row: dict[str, Any]) -> None:
    """Keep an idempotency key with the ids of its results."""
    await session.execute(insert(Idempotency), [row])


async def deliver(
    session: AsyncSession, events: Sequence[tuple[EventKind, Ref, UUID]], moment: dt.datetime
) -> None:
    """Number `events` into their departments' inboxes; the heads are locked in id order, last of all."""
    if not events:
        return
    growth = Counter(department for _, _, department in events)
    departments = sorted(growth)
    inbox = Inbox.__table__.c
    await session.execute(
        pg_insert(Inbox).on_conflict_do_nothing(),
        [{"department_id": d, "epoch": 1, "head": 0, "oldest": 1, "confirmed": 0} for d in departments],
    )
    await session.execute(
        select(inbox.department_id)
        .where(inbox.department_id.in_(departments))
        .order_by(inbox.department_id)
        .with_for_update()
    )
    grown = await session.execute(
        update(Inbox)
        .where(inbox.department_id.in_(departments))
        .values(head=inbox.head + case(growth, value=inbox.department_id))
        .returning(inbox.department_id, inbox.head)
    )
    following = {row.department_id: row.head - growth[row.department_id] for row in grown}
    rows = []
    for kind, ref, department in events:
        following[department] += 1
        rows.append(
            {
                "department_id": department,
                "number": following[department],
                "kind": kind.value,
                "occurred_at": moment,
                "object_type": ref.kind,
                "object_bucket": ref.bucket,
                "object_id": ref.id,
            }
        )
    await session.execute(insert(Notification), rows)
    # Bulk changes ring the bell once: the payload only names departments while they fit.
    payload = json.dumps([str(d) for d in departments]) if len(departments) <= 150 else "[]"  # noqa: PLR2004
    await session.execute(
        text("SELECT pg_notify(:channel, :payload)"), {"channel": CHANNEL, "payload": payload}
    )
