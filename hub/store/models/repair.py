"""Applications for repair (信用修复): submitted for the subject, decided by the listing department (§5.5)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.policy.vocabulary import RepairState
from hub.store.models.row import Bucket, Id, Row, one_of


class Repair(Row):
    """信用修复申请: at most one open per entry. Bucket: the entry's.

    `state` is what was last written; an exit meanwhile closes it by its date (`store.states`), so CLOSED is
    written only when that exit is undone and its date goes (L6, X4). Erasure blanks evidence, commitment, reason and operator (X4).
    """

    __tablename__ = "repair"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    entry_id: Mapped[Id]
    submitted_by: Mapped[UUID] = mapped_column(ForeignKey("department.id"))
    submitted_at: Mapped[dt.datetime]
    evidence: Mapped[list[str]]
    commitment: Mapped[str | None]
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("department.id"))
    """Who decides, or has decided: the listing department, or its successor."""
    decision_days: Mapped[int | None] = mapped_column(SmallInteger)
    """The standard's working days, frozen: `due_on` is computed anew from them when a calendar is loaded."""
    due_on: Mapped[dt.date]
    provisional: Mapped[bool]
    state: Mapped[str]
    decided_at: Mapped[dt.datetime | None]
    reason: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["bucket", "entry_id"], ["list_entry.bucket", "list_entry.id"]),
        one_of("state", RepairState),
        CheckConstraint(
            "(state IN ('ACCEPTED', 'REJECTED')) = (decided_at IS NOT NULL)", name="decision_has_a_moment"
        ),
        Index("ix_repair_entry", "bucket", "entry_id", "id"),
        Index(
            "uq_repair_open",
            "bucket",
            "entry_id",
            unique=True,
            postgresql_where=text("state = 'SUBMITTED'"),
        ),
        Index("ix_repair_decided_by", "decided_by", "state", "id"),
        Index("ix_repair_id", "id"),
    )
