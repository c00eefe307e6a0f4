"""Publications of entries that nobody told any channel of: the generated ones of the demo city, and those older than a channel's row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Date,
    DateTime,
    Interval,
    Uuid,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    null,
    or_,
    select,
)
from sqlalchemy.types import Text

from hub.policy.workdays import DAY, Deadline
from hub.store.ids import Ref
from hub.store.models import Channel, ListEntry, ListType, Publication
from hub.store.statements.days import during
from hub.store.statements.sets import table_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ENTRY = ListEntry.__table__.c
_CHANNEL = Channel.__table__.c
_TYPE = ListType.__table__.c
_EXIT = func.least(_ENTRY.exited_on, _ENTRY.valid_until + 1)
_CARRIES = and_(
    or_(_CHANNEL.field.is_(None), _CHANNEL.field == _TYPE.field),
    during(_CHANNEL.valid_from, _CHANNEL.valid_to, _ENTRY.decided_on),
)
"""Whether a channel publishes an entry of a list type: by its field, and by the day of the decision."""
_LATELY = 3 * DAY
"""What left its list in the days before is still to be withdrawn."""


@dataclass(frozen=True, slots=True)
class Untold:
    """A published entry in force, locked, the first day it no longer is, and a channel that was not told of it."""

    entry: Ref
    exit_day: dt.date
    channel: UUID
    kept_by: UUID


async def untold(session: AsyncSession, channels: Collection[UUID], today: dt.date) -> list[Untold]:
    """The published entries in force that these channels should publish by their dates, and were never told of."""
    told = and_(
        Publication.bucket == _ENTRY.bucket,
        Publication.entry_id == _ENTRY.id,
        Publication.channel_id == _CHANNEL.id,
    )
    rows = await session.execute(
        select(
            _ENTRY.bucket, _ENTRY.id, _EXIT.label("exit_day"), _CHANNEL.id.label("channel"), _CHANNEL.kept_by
        )
        .select_from(ListEntry.__table__)
        .join(ListType, _TYPE.id == _ENTRY.list_type_id)
        .join(Channel, _CARRIES)
        .where(
            _CHANNEL.id.in_(channels),
            during(_CHANNEL.valid_from, _CHANNEL.valid_to, today),
            _ENTRY.published,
            ~_ENTRY.erased,
            today < _EXIT,
            ~select(Publication.id).where(told).exists(),
        )
        .order_by(_ENTRY.bucket, _ENTRY.id, _CHANNEL.slug)
        .with_for_update(key_share=True, of=ListEntry.__table__)
    )
    return [
        Untold(Ref("ListEntry", row.bucket, row.id), row.exit_day, row.channel, row.kept_by) for row in rows
    ]


async def publish_listed(session: AsyncSession, today: dt.date, due: Callable[[dt.date], Deadline]) -> None:
    """Write a publication per channel for every published entry: confirmed on its first day, withdrawn after its exit.

    `due` answers the last day of a withdrawal after an exit day. The ids follow from entry and channel.
    """
    shown = and_(_ENTRY.published, ~_ENTRY.erased)
    exits = (await session.scalars(select(_EXIT).distinct().where(shown))).all()
    deadlines = {exit_day: due(exit_day) for exit_day in exits}
    by = table_of(
        "by",
        (("exit_day", Date()), ("day", Date()), ("provisional", Boolean())),
        [(exit_day, deadline.day, deadline.provisional) for exit_day, deadline in deadlines.items()],
    )
    published = _ENTRY.valid_from < today
    withdrawn = today - _LATELY > _EXIT
    row = {
        "bucket": _ENTRY.bucket,
        "id": cast(func.md5(cast(_ENTRY.id, Text) + cast(_CHANNEL.id, Text)), Uuid()),
        "entry_id": _ENTRY.id,
        "channel_id": _CHANNEL.id,
        "ordered_at": _morning(_ENTRY.decided_on),
        "published_on": case((published, _ENTRY.valid_from), else_=null()),
        "published_at": case((published, _morning(_ENTRY.valid_from)), else_=null()),
        "withdraw_by": by.c.day,
        "provisional": by.c.provisional,
        "withdrawn_on": case((withdrawn, _EXIT), else_=null()),
        "withdrawn_at": case((withdrawn, _morning(_EXIT)), else_=null()),
    }
    found = (
        select(*(value.label(name) for name, value in row.items()))
        .select_from(ListEntry.__table__)
        .join(ListType, _TYPE.id == _ENTRY.list_type_id)
        .join(Channel, _CARRIES)
        .join(by, by.c.exit_day == _EXIT)
        .where(shown)
    )
    await session.execute(insert(Publication).from_select(list(row), found))


def _morning(day: Any) -> Any:
    """Ten in the morning of a day in Quanzhou."""
    noon = cast(day, DateTime(timezone=False)) + cast(literal("10 hours"), Interval())
    return func.timezone("Asia/Shanghai", noon)
