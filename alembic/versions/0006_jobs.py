"""What time does: reminders, escalations and tidying up."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BEFORE = (
    "entry_listed",
    "entry_exited",
    "entry_reinstated",
    "entry_prolonged",
    "action_initiated",
    "action_withdrawn",
    "measure_unrouted",
    "assignment_issued",
    "assignment_continued",
    "assignment_acknowledged",
    "assignment_declined",
    "assignment_implemented",
    "assignment_withdrawn",
    "assignment_release_due",
    "assignment_released",
    "warning_due",
    "watch_list_missing",
    "assignment_suspended",
    "assignment_resumed",
    "objection_opened",
    "objection_decided",
    "objection_closed",
    "entry_corrected",
    "restoration_closed",
    "repair_submitted",
    "repair_accepted",
    "repair_rejected",
    "repair_closed",
    "entry_paused",
    "publication_due",
    "publication_withdrawal_due",
    "publication_confirmed",
    "standard_published",
    "catalogue_published",
    "basis_ended",
    "department_registered",
    "department_changed",
    "department_ended",
    "measure_routed",
    "subject_corrected",
    "officership_corrected",
)
"""Every word of an inbox up to the revision before."""

NEW = ("deadline_near", "deadline_reached", "deadline_passed", "deadline_moved", "link_cut")


def upgrade() -> None:
    """Create what remembers what was told; the indexes by which sweeps find what is due are built by 0010."""
    op.create_table(
        "told",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("object_id", sa.Uuid(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bucket", "object_id", "event", "due_at", name=op.f("pk_told")),
    )
    op.create_index("ix_told_object_id", "told", ["object_id"], unique=False)
    op.create_table(
        "swept",
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("what", name=op.f("pk_swept")),
    )
    op.add_column("assignment", sa.Column("cut_by", sa.DateTime(timezone=True), nullable=True))
    _know((*BEFORE, *NEW))


def _know(words: tuple[str, ...]) -> None:
    """Let the inbox know these words; rows that are there are not read through, so nobody waits."""
    listed = ", ".join(f"'{word}'" for word in words)
    op.execute("ALTER TABLE notification DROP CONSTRAINT ck_notification_kind_known")
    op.execute(
        f"ALTER TABLE notification ADD CONSTRAINT ck_notification_kind_known CHECK (kind IN ({listed})) NOT VALID"
    )


def downgrade() -> None:
    """Forget what was told."""
    _know(BEFORE)
    op.drop_column("assignment", "cut_by")
    op.drop_table("swept")
    op.drop_table("told")
