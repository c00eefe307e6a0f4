"""Which linked action an assignment had belonged to before an escalation moved it, and the texts since (L3, X4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import DateTime, and_, select, update

from hub.store.ids import Ref
from hub.store.models import Feedback, LinkedAction
from hub.store.statements.sets import KEY, keys_of, table_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ACTION = LinkedAction.__table__.c
_FEEDBACK = Feedback.__table__.c


@dataclass(frozen=True, slots=True)
class Initiation:
    """A linked action of an entry: when it was initiated, and whether it was withdrawn."""

    id: UUID
    entry: Ref
    at: dt.datetime
    withdrawn: bool


async def initiations(session: AsyncSession, entries: Iterable[Ref]) -> list[Initiation]:
    """The linked actions of entries, the oldest first."""
    given = keys_of(entries)
    rows = await session.execute(
        select(_ACTION.bucket, _ACTION.id, _ACTION.entry_id, _ACTION.initiated_at, _ACTION.withdrawn_at)
        .join_from(
            given, LinkedAction, and_(_ACTION.bucket == given.c.bucket, _ACTION.entry_id == given.c.id)
        )
        .order_by(_ACTION.initiated_at, _ACTION.id)
    )
    return [
        Initiation(
            row.id,
            Ref("ListEntry", row.bucket, row.entry_id),
            row.initiated_at,
            withdrawn=row.withdrawn_at is not None,
        )
        for row in rows
    ]


async def forget_reports(session: AsyncSession, since: Sequence[tuple[Ref, dt.datetime]]) -> None:
    """Delete the texts of what was reported on assignments since a moment, which is given with each."""
    rows = [(ref.bucket, ref.id, moment) for ref, moment in since]
    if not rows:
        return
    given = table_of("given", (*KEY, ("since", DateTime(timezone=True))), rows)
    await session.execute(
        update(Feedback)
        .where(
            _FEEDBACK.bucket == given.c.bucket,
            _FEEDBACK.assignment_id == given.c.id,
            _FEEDBACK.reported_at >= given.c.since,
        )
        .values(note=None, evidence=None, service_item=None)
        .execution_options(synchronize_session=False)
    )
