"""Each department's inbox: numbered without gaps, in commit order (信息推送, engine.md §3)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from hub.policy.vocabulary import EventKind
from hub.store.models.row import Row, one_of


class Inbox(Row):
    """A department's head (its last number), the oldest number kept, and how far it confirmed receipt."""

    __tablename__ = "inbox"

    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id"), primary_key=True)
    epoch: Mapped[int] = mapped_column(Integer, default=1)
    head: Mapped[int] = mapped_column(BigInteger, default=0)
    oldest: Mapped[int] = mapped_column(BigInteger, default=1)
    confirmed: Mapped[int] = mapped_column(BigInteger, default=0)
    confirmed_at: Mapped[dt.datetime | None]

    __table_args__ = (CheckConstraint("confirmed <= head AND oldest <= head + 1", name="numbers_in_order"),)


class Notification(Row):
    """One thin message: what happened to which object; no subject and no content is stored with it."""

    __tablename__ = "notification"

    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id"), primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    kind: Mapped[str]
    occurred_at: Mapped[dt.datetime]
    object_type: Mapped[str]
    object_bucket: Mapped[int | None] = mapped_column(SmallInteger)
    object_id: Mapped[UUID]

    __table_args__ = (one_of("kind", EventKind),)
