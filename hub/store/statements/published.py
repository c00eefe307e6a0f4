"""Publications of entries that nobody told any channel of, written as one set: the generated entries of the demo city."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

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
from hub.store.models import Channel, ListEntry, ListType, Publication
from hub.store.statements.days import during
from hub.store.statements.sets import table_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ENTRY = ListEntry.__table__.c
_CHANNEL = Channel.__table__.c
_TYPE = ListType.__table__.c
_EXIT = func.least(_ENTRY.exited_on, _ENTRY.valid_until + 1)
_LATELY = 3 * DAY
"""What left its list in the days before is still to be withdrawn."""


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
        .join(
            Channel,
            and_(
                or_(_CHANNEL.field.is_(None), _CHANNEL.field == _TYPE.field),
                during(_CHANNEL.valid_from, _CHANNEL.valid_to, _ENTRY.decided_on),
            ),
        )
        .join(by, by.c.exit_day == _EXIT)
        .where(shown)
    )
    await session.execute(insert(Publication).from_select(list(row), found))


def _morning(day: Any) -> Any:
    """Ten in the morning of a day in Quanzhou."""
    noon = cast(day, DateTime(timezone=False)) + cast(literal("10 hours"), Interval())
    return func.timezone("Asia/Shanghai", noon)
