"""Assignments and their feedback: the ledger of duties (§5.1, §5.3)."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hub.policy.vocabulary import (
    AssignmentState,
    DeclineGround,
    FeedbackResult,
    MeasureForce,
    MeasureSide,
    ReleaseReason,
)
from hub.store.models.row import Bucket, Id, Row, one_of

LIVE = "state IN ('ISSUED', 'ACKNOWLEDGED', 'IMPLEMENTED', 'SUSPENDED')"


class Assignment(Row):
    """响应任务: one measure × one target × one department. Bucket: the entry's.

    `state` is what was last written; the effective state also looks at `entry_ends_on` and
    `measure_ends_on` (`store.states`), so that nothing waits for a scheduler (L6).
    """

    __tablename__ = "assignment"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    action_id: Mapped[UUID | None]
    entry_id: Mapped[UUID | None]
    measure_id: Mapped[UUID] = mapped_column(ForeignKey("measure.id"))
    measure_code: Mapped[str]
    side: Mapped[str]
    force: Mapped[str]
    target_bucket: Mapped[int | None] = mapped_column(SmallInteger)
    target_id: Mapped[UUID | None]
    department_id: Mapped[UUID] = mapped_column(ForeignKey("department.id"))
    state: Mapped[str]
    suspended_from: Mapped[str | None]
    issued_at: Mapped[dt.datetime]
    acknowledge_by: Mapped[dt.datetime]
    implement_by: Mapped[dt.datetime]
    acknowledged_at: Mapped[dt.datetime | None]
    implemented_at: Mapped[dt.datetime | None]
    entry_ends_on: Mapped[dt.date]
    measure_ends_on: Mapped[dt.date | None]
    release_within_days: Mapped[int] = mapped_column(SmallInteger)
    release_by: Mapped[dt.datetime]
    release_due_since: Mapped[dt.datetime | None]
    release_reason: Mapped[str | None]
    released_at: Mapped[dt.datetime | None]
    released_on: Mapped[dt.date | None]
    """The day on which the measure was lifted, as the department says; `released_at` is when it said so."""
    release_note: Mapped[str | None]
    provisional: Mapped[bool]
    decline_ground: Mapped[str | None]
    decline_reason: Mapped[str | None]
    erased: Mapped[bool] = mapped_column(default=False)
    """Its entry was erased (X4): read by its department and the credit offices only."""

    __table_args__ = (
        ForeignKeyConstraint(["bucket", "action_id"], ["linked_action.bucket", "linked_action.id"]),
        ForeignKeyConstraint(["bucket", "entry_id"], ["list_entry.bucket", "list_entry.id"]),
        ForeignKeyConstraint(["target_bucket", "target_id"], ["subject.bucket", "subject.id"]),
        one_of("state", AssignmentState),
        one_of("side", MeasureSide),
        one_of("force", MeasureForce),
        one_of("decline_ground", DeclineGround),
        one_of("release_reason", ReleaseReason),
        CheckConstraint(
            "(state = 'SUSPENDED') = (suspended_from IS NOT NULL)"
            " AND suspended_from IN ('ISSUED', 'ACKNOWLEDGED', 'IMPLEMENTED')",
            name="suspension_remembers",
        ),
        CheckConstraint("(state = 'DECLINED') = (decline_ground IS NOT NULL)", name="decline_has_a_ground"),
        CheckConstraint("state <> 'RELEASED' OR released_at IS NOT NULL", name="release_has_a_moment"),
        CheckConstraint(
            "state <> 'RELEASE_DUE' OR release_due_since IS NOT NULL", name="release_due_since_when"
        ),
        CheckConstraint(
            "num_nonnulls(target_bucket, target_id) IN (0, 2) AND (erased OR target_id IS NOT NULL)",
            name="target_unless_erased",
        ),
        CheckConstraint(
            "erased OR (action_id IS NOT NULL AND entry_id IS NOT NULL)", name="action_unless_erased"
        ),
        CheckConstraint(
            "NOT erased OR target_id IS NULL OR (action_id IS NULL AND entry_id IS NULL)",
            name="never_entry_and_subject_once_erased",
        ),
        Index(
            "uq_assignment_live",
            "bucket",
            "entry_id",
            "measure_code",
            "target_id",
            "department_id",
            unique=True,
            postgresql_where=text(LIVE),
        ),
        Index("ix_assignment_action", "bucket", "action_id", "id"),
        Index("ix_assignment_entry", "bucket", "entry_id", "id"),
        Index("ix_assignment_department", "department_id", "id"),
        Index("ix_assignment_department_state", "department_id", "state", "id"),
        Index("ix_assignment_target", "target_bucket", "target_id", "id"),
        Index("ix_assignment_id", "id"),
    )


class Feedback(Row):
    """执行反馈: what a department did about an assignment; several are possible."""

    __tablename__ = "feedback"

    bucket: Mapped[Bucket] = mapped_column(primary_key=True)
    id: Mapped[Id] = mapped_column(primary_key=True)
    assignment_id: Mapped[Id]
    result: Mapped[str]
    note: Mapped[str | None]
    evidence: Mapped[str | None]
    service_item: Mapped[str | None]
    done_on: Mapped[dt.date]
    reported_at: Mapped[dt.datetime]
    reported_by: Mapped[UUID] = mapped_column(ForeignKey("department.id"))
    operator: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["bucket", "assignment_id"], ["assignment.bucket", "assignment.id"]),
        one_of("result", FeedbackResult),
        Index("ix_feedback_assignment", "bucket", "assignment_id", "id"),
    )
