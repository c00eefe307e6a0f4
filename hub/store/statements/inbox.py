"""What is asked of an inbox: its head, the messages after a number, and how far receipt is confirmed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Integer,
    Text,
    Uuid,
    and_,
    bindparam,
    cast,
    column,
    func,
    or_,
    select,
    update,
)

from hub.store.models import Inbox, Notification

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_INBOX = Inbox.__table__.c
_MESSAGE = Notification.__table__.c
_OF = bindparam("of", type_=Uuid)
_KINDS = cast(bindparam("kinds", type_=ARRAY(Text)), ARRAY(Text))

HEAD = select(_INBOX.epoch, _INBOX.head, _INBOX.oldest, _INBOX.confirmed).where(_INBOX.department_id == _OF)
"""The inbox of department `of`: no row before its first message."""

_MANY = cast(bindparam("of", type_=ARRAY(Uuid)), ARRAY(Uuid))

HEADS = select(_INBOX.department_id, _INBOX.epoch, _INBOX.head, _INBOX.oldest).where(
    _INBOX.department_id == _MANY.any_()
)
"""The inboxes of departments `of`, a row for each that ever had a message."""

_TOLD = (
    _MESSAGE.number,
    _MESSAGE.kind,
    _MESSAGE.occurred_at,
    _MESSAGE.object_type,
    _MESSAGE.object_bucket,
    _MESSAGE.object_id,
)

AFTER = (
    select(*_TOLD)
    .where(
        _MESSAGE.department_id == _OF,
        _MESSAGE.number > bindparam("number", type_=BigInteger),
        or_(_KINDS.is_(None), _MESSAGE.kind == _KINDS.any_()),
    )
    .order_by(_MESSAGE.number)
    .limit(bindparam("most", type_=Integer))
)
"""At most `most` messages of department `of` after `number`, of `kinds` (null: all)."""

_PLACES = (
    func.unnest(_MANY, cast(bindparam("numbers", type_=ARRAY(BigInteger)), ARRAY(BigInteger)))
    .table_valued(column("department_id", Uuid), column("number", BigInteger), name="place")
    .render_derived()
)

NEWS = (
    select(_MESSAGE.department_id, *_TOLD)
    .join_from(
        _PLACES,
        Notification,
        and_(_MESSAGE.department_id == _PLACES.c.department_id, _MESSAGE.number > _PLACES.c.number),
    )
    .order_by(_MESSAGE.department_id, _MESSAGE.number)
)
"""Every message of departments `of` after the number in the same place of `numbers`."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a department's inbox stands: its last number, and up to which receipt is confirmed."""

    epoch: int = 1
    head: int = 0
    confirmed: int = 0


async def lock(session: AsyncSession, department_id: UUID) -> Head:
    """The inbox, locked; where no message was ever addressed to it, an empty one."""
    columns = (_INBOX.epoch, _INBOX.head, _INBOX.confirmed)
    found = await session.execute(
        select(*columns).where(_INBOX.department_id == department_id).with_for_update()
    )
    row = found.one_or_none()
    return Head() if row is None else Head(row.epoch, row.head, row.confirmed)


async def confirm(session: AsyncSession, department_id: UUID, number: int, moment: dt.datetime) -> None:
    """Write down up to which number the department, its inbox locked, has confirmed receipt."""
    await session.execute(
        update(Inbox)
        .where(_INBOX.department_id == department_id)
        .values(confirmed=number, confirmed_at=moment)
        .execution_options(synchronize_session=False)
    )
