"""What time does: reminders, escalations and tidying up."""

import sqlalchemy as sa
from alembic import op

from hub.policy.vocabulary import EventKind

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

EVENTS = tuple(word.value for word in EventKind)
"""Every word of an inbox; one that a later revision brings does no harm here."""

NEW = ("deadline_near", "deadline_reached", "deadline_passed", "deadline_moved", "link_cut")
LIVE = "state IN ('ISSUED', 'ACKNOWLEDGED', 'IMPLEMENTED', 'SUSPENDED')"


def upgrade() -> None:
    """Create what remembers what was told, and the indexes by which sweeps find what is due."""
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
    _know(EVENTS)
    op.execute("ALTER TABLE notification VALIDATE CONSTRAINT ck_notification_kind_known")
    with op.get_context().autocommit_block():
        for name, table, columns, where in (
            (
                "ix_assignment_issued_due",
                "assignment",
                "(least(acknowledge_by, implement_by))",
                "state = 'ISSUED'",
            ),
            ("ix_assignment_acknowledged_due", "assignment", "implement_by", "state = 'ACKNOWLEDGED'"),
            ("ix_assignment_release_due", "assignment", "release_by", "state = 'RELEASE_DUE'"),
            ("ix_assignment_ends_on", "assignment", "(least(entry_ends_on, measure_ends_on))", LIVE),
            ("ix_assignment_cut_by", "assignment", "cut_by", "cut_by IS NOT NULL AND target_id IS NOT NULL"),
            ("ix_list_entry_valid_until", "list_entry", "valid_until", "exited_on IS NULL"),
        ):
            op.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {table} ({columns}) WHERE {where}")


def _know(words: tuple[str, ...]) -> None:
    """Let the inbox know these words; rows that are there are not read through, so nobody waits."""
    listed = ", ".join(f"'{word}'" for word in words)
    op.execute("ALTER TABLE notification DROP CONSTRAINT ck_notification_kind_known")
    op.execute(
        f"ALTER TABLE notification ADD CONSTRAINT ck_notification_kind_known CHECK (kind IN ({listed})) NOT VALID"
    )


def downgrade() -> None:
    """Forget what was told."""
    _know(tuple(word for word in EVENTS if word not in NEW))
    op.drop_index("ix_list_entry_valid_until", table_name="list_entry")
    for what in ("cut_by", "ends_on", "release_due", "acknowledged_due", "issued_due"):
        op.drop_index(f"ix_assignment_{what}", table_name="assignment")
    op.drop_column("assignment", "cut_by")
    op.drop_table("swept")
    op.drop_table("told")
