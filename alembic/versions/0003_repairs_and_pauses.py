"""Repairs, corrections, pauses and publications."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
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
    "assignment_suspended",
    "assignment_resumed",
    "objection_opened",
    "objection_decided",
    "objection_closed",
    "entry_corrected",
    "restoration_closed",
)
ADDED = (
    "repair_submitted",
    "repair_accepted",
    "repair_rejected",
    "repair_closed",
    "entry_paused",
    "publication_due",
    "publication_withdrawal_due",
    "publication_confirmed",
)


def upgrade() -> None:
    """Applications for repair, and on entries the day of a confirmed correction."""
    op.add_column("list_entry", sa.Column("corrected_on", sa.Date(), nullable=True))
    op.create_table(
        "repair",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("submitted_by", sa.Uuid(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("commitment", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decision_days", sa.SmallInteger(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('SUBMITTED', 'ACCEPTED', 'REJECTED', 'CLOSED')", name=op.f("ck_repair_state_known")
        ),
        sa.CheckConstraint(
            "(state IN ('ACCEPTED', 'REJECTED')) = (decided_at IS NOT NULL)",
            name=op.f("ck_repair_decision_has_a_moment"),
        ),
        sa.ForeignKeyConstraint(
            ["bucket", "entry_id"],
            ["list_entry.bucket", "list_entry.id"],
            name=op.f("fk_repair_bucket_entry_id"),
        ),
        sa.ForeignKeyConstraint(["submitted_by"], ["department.id"], name=op.f("fk_repair_submitted_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["department.id"], name=op.f("fk_repair_decided_by")),
        sa.PrimaryKeyConstraint("bucket", "id", name=op.f("pk_repair")),
    )
    op.create_index("ix_repair_entry", "repair", ["bucket", "entry_id", "id"])
    op.create_index(
        "uq_repair_open",
        "repair",
        ["bucket", "entry_id"],
        unique=True,
        postgresql_where=sa.text("state = 'SUBMITTED'"),
    )
    op.create_index("ix_repair_decided_by", "repair", ["decided_by", "state", "id"])
    op.create_index("ix_repair_id", "repair", ["id"])
    _pauses()
    _publications()
    _know((*KNOWN, *ADDED))


def _pauses() -> None:
    op.add_column(
        "legal_basis", sa.Column("confidential", sa.Boolean(), server_default="false", nullable=False)
    )
    op.create_table(
        "pause",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("department_id", sa.Uuid(), nullable=True),
        sa.Column("case_no", sa.Text(), nullable=True),
        sa.Column("basis_id", sa.Uuid(), nullable=False),
        sa.Column("paused_by", sa.Uuid(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('GRACE', 'ONE_OFF', 'REORGANISATION')", name=op.f("ck_pause_kind_known")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_pause_bounds_in_order")),
        sa.ForeignKeyConstraint(
            ["bucket", "entry_id"],
            ["list_entry.bucket", "list_entry.id"],
            name=op.f("fk_pause_bucket_entry_id"),
        ),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_pause_department_id")),
        sa.ForeignKeyConstraint(["basis_id"], ["legal_basis.id"], name=op.f("fk_pause_basis_id")),
        sa.ForeignKeyConstraint(["paused_by"], ["department.id"], name=op.f("fk_pause_paused_by")),
        sa.PrimaryKeyConstraint("bucket", "id", name=op.f("pk_pause")),
    )
    op.create_index("ix_pause_entry", "pause", ["bucket", "entry_id", "starts_on", "id"])
    op.create_index("ix_pause_basis", "pause", ["basis_id"])
    op.create_table(
        "pause_measure",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("pause_id", sa.Uuid(), nullable=False),
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bucket", "pause_id"],
            ["pause.bucket", "pause.id"],
            name=op.f("fk_pause_measure_bucket_pause_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["measure_id"], ["measure.id"], name=op.f("fk_pause_measure_measure_id")),
        sa.PrimaryKeyConstraint("bucket", "pause_id", "measure_id", name=op.f("pk_pause_measure")),
    )


def _publications() -> None:
    op.create_table(
        "channel",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kept_by", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_channel_dates_in_order")
        ),
        sa.ForeignKeyConstraint(["kept_by"], ["department.id"], name=op.f("fk_channel_kept_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("slug", name=op.f("uq_channel_slug")),
    )
    op.create_table(
        "publication",
        sa.Column("bucket", sa.SmallInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("channel_id", sa.Uuid(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_by", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notice", sa.Text(), nullable=True),
        sa.Column("notice_until", sa.Date(), nullable=True),
        sa.Column("handed_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(published_on, published_at) IN (0, 2)", name=op.f("ck_publication_published_when")
        ),
        sa.CheckConstraint(
            "num_nonnulls(withdrawn_on, withdrawn_at) IN (0, 2)", name=op.f("ck_publication_withdrawn_when")
        ),
        sa.CheckConstraint(
            "notice IS NULL OR notice_until IS NOT NULL", name=op.f("ck_publication_notice_has_an_end")
        ),
        sa.ForeignKeyConstraint(
            ["bucket", "entry_id"],
            ["list_entry.bucket", "list_entry.id"],
            name=op.f("fk_publication_bucket_entry_id"),
        ),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name=op.f("fk_publication_channel_id")),
        sa.PrimaryKeyConstraint("bucket", "id", name=op.f("pk_publication")),
        sa.UniqueConstraint("bucket", "entry_id", "channel_id", name="uq_publication_channel_once"),
    )
    op.create_index("ix_publication_channel", "publication", ["channel_id", "id"])
    op.create_index("ix_publication_id", "publication", ["id"])
    op.create_index(
        "ix_publication_notice",
        "publication",
        ["notice_until"],
        postgresql_where=sa.text("notice IS NOT NULL"),
    )


def _know(words: tuple[str, ...]) -> None:
    """Let the inbox know these words; rows that are there are not read through, so nobody waits."""
    listed = ", ".join(f"'{word}'" for word in words)
    op.execute("ALTER TABLE notification DROP CONSTRAINT ck_notification_kind_known")
    op.execute(
        f"ALTER TABLE notification ADD CONSTRAINT ck_notification_kind_known CHECK (kind IN ({listed})) NOT VALID"
    )


def downgrade() -> None:
    """Forget repairs, pauses and publications."""
    _know(KNOWN)
    op.drop_table("publication")
    op.drop_table("channel")
    op.drop_table("pause_measure")
    op.drop_table("pause")
    # Rulings that name a subject: without the column they would be public.
    op.execute("DELETE FROM legal_basis WHERE confidential")
    op.drop_column("legal_basis", "confidential")
    op.drop_table("repair")
    op.drop_column("list_entry", "corrected_on")
