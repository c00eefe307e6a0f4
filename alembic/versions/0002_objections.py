"""Objections, what they suspend, and what a wrong listing obliges its supplier to restore."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KNOWN = (
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
)
ADDED = (
    "assignment_suspended",
    "assignment_resumed",
    "objection_opened",
    "objection_decided",
    "objection_closed",
    "entry_corrected",
    "restoration_closed",
)


def upgrade() -> None:
    """The objections, and on assignments since when they are suspended and how far their deadlines moved."""
    op.create_table(
        "objection",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("concerning_bucket", sa.SmallInteger(), nullable=True),
        sa.Column("concerning_id", sa.Uuid(), nullable=True),
        sa.Column("concerns_one", sa.Boolean(), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=False),
        sa.Column("addressed_to", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("operator", sa.Text(), nullable=True),
        sa.Column("grounds", sa.Text(), nullable=True),
        sa.Column("ruling", sa.Text(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_within_days", sa.SmallInteger(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_operator", sa.Text(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("told_means", sa.Text(), nullable=True),
        sa.Column("restoration_owed", sa.Boolean(), nullable=False),
        sa.Column("restore_by", sa.Date(), nullable=True),
        sa.Column("restore_provisional", sa.Boolean(), nullable=False),
        sa.Column("restored_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("restored_note", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "origin IN ('SUBJECT', 'NAMED_PERSON', 'COMPLAINT', 'DEPARTMENT', 'REVIEW', 'COURT')",
            name=op.f("ck_objection_origin_known"),
        ),
        sa.CheckConstraint("state IN ('OPEN', 'DECIDED', 'CLOSED')", name=op.f("ck_objection_state_known")),
        sa.CheckConstraint(
            "outcome IN ('UPHELD', 'CORRECTED', 'REVOKED')", name=op.f("ck_objection_outcome_known")
        ),
        sa.CheckConstraint(
            "told_means IN ('DELIVERED', 'MAILED', 'ELECTRONIC', 'PUBLISHED')",
            name=op.f("ck_objection_told_means_known"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(concerning_bucket, concerning_id) IN (0, 2)",
            name=op.f("ck_objection_person_complete"),
        ),
        sa.CheckConstraint(
            "(concerns_one OR concerning_id IS NULL)"
            " AND (state <> 'OPEN' OR NOT concerns_one OR concerning_id IS NOT NULL)",
            name=op.f("ck_objection_open_about_whom"),
        ),
        sa.CheckConstraint(
            "state <> 'OPEN' OR entry_id IS NOT NULL",
            name=op.f("ck_objection_open_of_an_entry"),
        ),
        sa.CheckConstraint(
            "(state = 'DECIDED') = (outcome IS NOT NULL)"
            " AND num_nonnulls(outcome, decided_at, decided_by, told_on, told_means) IN (0, 5)",
            name=op.f("ck_objection_decision_complete"),
        ),
        sa.CheckConstraint(
            "restored_at IS NULL OR restoration_owed", name=op.f("ck_objection_restored_if_owed")
        ),
        sa.ForeignKeyConstraint(
            ["bucket", "entry_id"],
            ["list_entry.bucket", "list_entry.id"],
            name=op.f("fk_objection_bucket_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["concerning_bucket", "concerning_id"],
            ["subject.bucket", "subject.id"],
            name=op.f("fk_objection_concerning_bucket_concerning_id"),
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["department.id"], name=op.f("fk_objection_opened_by")),
        sa.ForeignKeyConstraint(["addressed_to"], ["department.id"], name=op.f("fk_objection_addressed_to")),
        sa.ForeignKeyConstraint(["decided_by"], ["department.id"], name=op.f("fk_objection_decided_by")),
        sa.PrimaryKeyConstraint("bucket", "id", name=op.f("pk_objection")),
    )
    op.create_index("ix_objection_entry", "objection", ["bucket", "entry_id", "id"])
    op.create_index("ix_objection_addressed_to", "objection", ["addressed_to", "id"])
    op.create_index("ix_objection_id", "objection", ["id"])
    op.create_index(
        "ix_objection_due_on", "objection", ["due_on"], postgresql_where=sa.text("state = 'OPEN'")
    )
    op.add_column("assignment", sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "assignment", sa.Column("extended_days", sa.SmallInteger(), server_default="0", nullable=False)
    )
    op.add_column("assignment", sa.Column("restoration_id", sa.Uuid(), nullable=True))
    # The rows that are there are looked at by 0010, while others read and write.
    op.execute(
        "ALTER TABLE assignment ADD CONSTRAINT ck_assignment_suspended_since_when"
        " CHECK ((state = 'SUSPENDED') = (suspended_at IS NOT NULL)) NOT VALID"
    )
    op.execute(
        "ALTER TABLE assignment ADD CONSTRAINT fk_assignment_bucket_restoration_id"
        " FOREIGN KEY (bucket, restoration_id) REFERENCES objection (bucket, id) NOT VALID"
    )
    _events((*KNOWN, *ADDED))


def downgrade() -> None:
    """Without objections nothing stays suspended: what is goes on from where it was."""
    _events(KNOWN)
    op.drop_constraint("ck_assignment_suspended_since_when", "assignment")
    op.execute(
        "UPDATE assignment SET state = suspended_from, suspended_from = NULL WHERE state = 'SUSPENDED'"
    )
    op.drop_constraint("fk_assignment_bucket_restoration_id", "assignment")
    for name in ("restoration_id", "extended_days", "suspended_at"):
        op.drop_column("assignment", name)
    op.drop_table("objection")


def _events(words: tuple[str, ...]) -> None:
    """Let inboxes hold these kinds of event; the messages that are there stay, and are read through by 0010."""
    listed = ", ".join(f"'{word}'" for word in words)
    op.drop_constraint("ck_notification_kind_known", "notification")
    op.execute(
        f"ALTER TABLE notification ADD CONSTRAINT ck_notification_kind_known CHECK (kind IN ({listed}))"
        " NOT VALID"
    )
