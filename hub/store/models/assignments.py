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
DUES = (
    ("issued", "state = 'ISSUED'", "least(acknowledge_by, implement_by)"),
    ("acknowledged", "state = 'ACKNOWLEDGED'", "implement_by"),
    ("release", "state = 'RELEASE_DUE'", "release_by"),
)
"""The written states in which a department owes something, and the deadline of it in each; an index for each."""
DUE = (
    "(CASE state WHEN 'ISSUED' THEN least(acknowledge_by, implement_by)"
    " WHEN 'ACKNOWLEDGED' THEN implement_by ELSE release_by END)"
)
"""The deadline of what is owed in a written state of DUES."""
ENDS_ON = "least(entry_ends_on, measure_ends_on)"
UNCUT = "cut_by IS NOT NULL AND target_id IS NOT NULL"


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
    suspended_at: Mapped[dt.datetime | None]
    """Since when a verification suspends it (O2); its deadlines move on by the working days that takes (A5)."""
    issued_at: Mapped[dt.datetime]
    acknowledge_by: Mapped[dt.datetime]
    implement_by: Mapped[dt.datetime]
    extended_days: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    """The working days by which suspensions have moved its deadlines, beyond those the measure gives (A5)."""
    acknowledged_at: Mapped[dt.datetime | None]
    implemented_at: Mapped[dt.datetime | None]
    entry_ends_on: Mapped[dt.date]
    measure_ends_on: Mapped[dt.date | None]
    end_by_basis: Mapped[bool] = mapped_column(default=False, server_default=text("false"))
    """Whether that day is the end of its basis or of its place in the catalogue (A9), not of its longest duration."""
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
    restoration_id: Mapped[UUID | None]
    """The decided objection whose restoration waits for its lifting (O3); cut with the target, at the confirmation."""
    cut_by: Mapped[dt.datetime | None]
    """Until when an erased entry's assignment keeps its target, unless its release is confirmed before (X4)."""

    __table_args__ = (
        ForeignKeyConstraint(["bucket", "action_id"], ["linked_action.bucket", "linked_action.id"]),
        ForeignKeyConstraint(["bucket", "entry_id"], ["list_entry.bucket", "list_entry.id"]),
        ForeignKeyConstraint(["target_bucket", "target_id"], ["subject.bucket", "subject.id"]),
        ForeignKeyConstraint(["bucket", "restoration_id"], ["objection.bucket", "objection.id"]),
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
        CheckConstraint("(state = 'SUSPENDED') = (suspended_at IS NOT NULL)", name="suspended_since_when"),
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
        Index(
            "ix_assignment_restoration",
            "bucket",
            "restoration_id",
            postgresql_where=text("restoration_id IS NOT NULL"),
        ),
        *(Index(f"ix_assignment_{name}_due", text(by), postgresql_where=text(of)) for name, of, by in DUES),
        Index("ix_assignment_ends_on", text(ENDS_ON), postgresql_where=text(LIVE)),
        Index("ix_assignment_cut_by", "cut_by", postgresql_where=text(UNCUT)),
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
