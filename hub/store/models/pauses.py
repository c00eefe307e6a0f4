"""Pauses of entries (暂缓): measures that rest within bounds while the entry stands (§5.5, P3)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from hub.policy.vocabulary import PauseKind
from hub.store.models.row import Bucket, Id, Row, one_of


class Pause(Row):
    """暂缓: whole days, both included. Bucket: the entry's. Erasure deletes it with its confidential basis (X4)."""

    __tablename__ = "pause"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    entry_id: Mapped[Id]
    kind: Mapped[str]
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    case_no: Mapped[str | None]
    basis_id: Mapped[UUID] = mapped_column(ForeignKey("legal_basis.id"))
    paused_by: Mapped[UUID] = mapped_column(ForeignKey("department.id"))
    paused_at: Mapped[dt.datetime]

    __table_args__ = (
        ForeignKeyConstraint(["bucket", "entry_id"], ["list_entry.bucket", "list_entry.id"]),
        one_of("kind", PauseKind),
        CheckConstraint("ends_on >= starts_on", name="bounds_in_order"),
        Index("ix_pause_entry", "bucket", "entry_id", "starts_on", "id"),
        Index("ix_pause_basis", "basis_id"),
    )


class PauseMeasure(Row):
    """A measure that a pause names; none means all of the entry's. Deleted with its pause."""

    __tablename__ = "pause_measure"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    pause_id: Mapped[Id] = mapped_column(primary_key=True)
    measure_id: Mapped[UUID] = mapped_column(ForeignKey("measure.id"), primary_key=True)

    __table_args__ = (
        ForeignKeyConstraint(["bucket", "pause_id"], ["pause.bucket", "pause.id"], ondelete="CASCADE"),
    )
