"""What every change leaves behind: history to read, an audit row to prove, a key to repeat it safely."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hub.store.models.row import Bucket, Id, Row


class History(Row):
    """One step of an entry, an action, an assignment, a subject or an office: when, which, by whom, by which clause.

    `former` is what a correction replaced; only subjects and offices have one, so erasure need not look here.
    """

    __tablename__ = "history"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID | None]
    assignment_id: Mapped[UUID | None]
    action_id: Mapped[UUID | None]
    subject_id: Mapped[UUID | None]
    officership_id: Mapped[UUID | None]
    at: Mapped[dt.datetime]
    step: Mapped[str]
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    operator: Mapped[str | None]
    clause: Mapped[str | None]
    former: Mapped[str | None]

    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(entry_id, assignment_id, action_id, subject_id, officership_id) = 1",
            name="of_one_object",
        ),
        Index("ix_history_entry", "bucket", "entry_id", "id"),
        Index("ix_history_assignment", "bucket", "assignment_id", "id"),
        Index(
            "ix_history_action",
            "bucket",
            "action_id",
            "id",
            postgresql_where=text("action_id IS NOT NULL"),
        ),
        Index(
            "ix_history_subject",
            "bucket",
            "subject_id",
            "id",
            postgresql_where=text("subject_id IS NOT NULL"),
        ),
        Index(
            "ix_history_officership",
            "bucket",
            "officership_id",
            "id",
            postgresql_where=text("officership_id IS NOT NULL"),
        ),
    )


class Audit(Row):
    """One change: which ids it touched, and a keyed digest of its content (V4).

    `objects` never holds an entry, or anything under it, together with its subject.
    """

    __tablename__ = "audit"

    id: Mapped[Id] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("department.id"))
    change: Mapped[str]
    objects: Mapped[list[str]]
    digest: Mapped[bytes] = mapped_column(LargeBinary)


class AuditContent(Row):
    """What an audit row's digest is of, with the row's key; erasure deletes it by its object."""

    __tablename__ = "audit_content"

    audit_id: Mapped[UUID] = mapped_column(ForeignKey("audit.id"), primary_key=True)
    bucket: Mapped[int | None] = mapped_column(SmallInteger)
    object_id: Mapped[UUID | None]
    row_key: Mapped[bytes] = mapped_column(LargeBinary)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)

    __table_args__ = (Index("ix_audit_content_object", "object_id"),)


class Idempotency(Row):
    """A key that a caller gave to a creating mutation, the input's keyed hash, the ids of the results."""

    __tablename__ = "idempotency"

    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id"), primary_key=True)
    mutation: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    input_hash: Mapped[bytes] = mapped_column(LargeBinary)
    result: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[dt.datetime]
    object_id: Mapped[UUID | None]

    __table_args__ = (
        CheckConstraint("length(key) BETWEEN 1 AND 128", name="key_length"),
        Index("ix_idempotency_created_at", "created_at"),
        Index("ix_idempotency_object_id", "object_id"),
    )
