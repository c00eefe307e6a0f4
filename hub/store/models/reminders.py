"""What time alone has had told, so that nobody is told it twice, whoever sweeps and how often (A5)."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.models.row import Bucket, Id, Row


class Told(Row):
    """One message that a date caused: about which object, which event, and the moment it fell due.

    Ids and moments alone. An erased entry's rows are deleted with it (X4).
    """

    __tablename__ = "told"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    object_id: Mapped[Id] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(primary_key=True)
    due_at: Mapped[dt.datetime] = mapped_column(primary_key=True)
    told_at: Mapped[dt.datetime]

    __table_args__ = (Index("ix_told_object_id", "object_id"),)


class Swept(Row):
    """Up to and including which day everything of one kind that days bring about has been told.

    It begins with the first sweep: what had happened before is no news.
    """

    __tablename__ = "swept"

    what: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[dt.date]
