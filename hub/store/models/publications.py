"""Channels and what each was told to publish or withdraw (公示, §4.2, §6.3)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.models.row import Bucket, Id, Row


class Channel(Row):
    """公示渠道: 信用泉州 and others; one without a field publishes the entries of every field."""

    __tablename__ = "channel"

    id: Mapped[Id] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kept_by: Mapped[UUID] = mapped_column(ForeignKey("department.id"))
    field: Mapped[str | None]
    valid_from: Mapped[dt.date]
    valid_to: Mapped[dt.date | None]
    source: Mapped[str]

    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates_in_order"),)


class Publication(Row):
    """公示: one entry on one channel. Bucket: the entry's.

    Nothing says when a withdrawal becomes due: that is the entry's exit day (`store.states`, L6). `notice` names
    the subject of an entry listed in error: blank once the channel confirms, read no longer after
    `notice_until`, and tidied away then (X3, X4).
    """

    __tablename__ = "publication"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    entry_id: Mapped[Id]
    channel_id: Mapped[UUID] = mapped_column(ForeignKey("channel.id"))
    ordered_at: Mapped[dt.datetime]
    published_on: Mapped[dt.date | None]
    published_at: Mapped[dt.datetime | None]
    withdraw_by: Mapped[dt.date | None]
    provisional: Mapped[bool]
    withdrawn_on: Mapped[dt.date | None]
    withdrawn_at: Mapped[dt.datetime | None]
    notice: Mapped[str | None]
    notice_until: Mapped[dt.date | None]
    handed_out_at: Mapped[dt.datetime | None]

    __table_args__ = (
        ForeignKeyConstraint(["bucket", "entry_id"], ["list_entry.bucket", "list_entry.id"]),
        UniqueConstraint("bucket", "entry_id", "channel_id", name="uq_publication_channel_once"),
        CheckConstraint("num_nonnulls(published_on, published_at) IN (0, 2)", name="published_when"),
        CheckConstraint("num_nonnulls(withdrawn_on, withdrawn_at) IN (0, 2)", name="withdrawn_when"),
        CheckConstraint("notice IS NULL OR notice_until IS NOT NULL", name="notice_has_an_end"),
        Index("ix_publication_channel", "channel_id", "id"),
        Index("ix_publication_id", "id"),
        Index("ix_publication_notice", "notice_until", postgresql_where=text("notice IS NOT NULL")),
    )
