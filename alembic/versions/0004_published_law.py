"""Standards and editions published in the hub, and the sharing catalogue."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NEW = ("standard_published", "catalogue_published", "basis_ended")
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
)
"""Every word of an inbox up to the revision before."""

KINDS = "kind IN ('RED', 'BLACK', 'WATCH')"


def upgrade() -> None:
    """Tell ends by a basis from ends by duration, and let lists be carried and named by dated rows."""
    op.add_column(
        "assignment", sa.Column("end_by_basis", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.create_table(
        "sharing_catalogue",
        sa.Column("list_type_id", sa.Uuid(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("fields", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("keeper", sa.Text(), nullable=False),
        sa.Column("fresh_within_days", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_sharing_catalogue_dates_in_order")
        ),
        sa.CheckConstraint(
            "fresh_within_days > 0", name=op.f("ck_sharing_catalogue_fresh_within_days_positive")
        ),
        sa.ForeignKeyConstraint(["keeper"], ["function.code"], name=op.f("fk_sharing_catalogue_keeper")),
        sa.ForeignKeyConstraint(
            ["list_type_id"], ["list_type.id"], name=op.f("fk_sharing_catalogue_list_type_id")
        ),
        sa.PrimaryKeyConstraint("list_type_id", "valid_from", name=op.f("pk_sharing_catalogue")),
    )
    op.execute(
        "ALTER TABLE sharing_catalogue ADD CONSTRAINT ex_sharing_catalogue_one_in_force EXCLUDE USING gist"
        " (list_type_id WITH =, daterange(valid_from, valid_to, '[]') WITH &&)"
    )
    op.create_table(
        "kind_name",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_kind_name_kind_known")),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_kind_name_dates_in_order")
        ),
        sa.PrimaryKeyConstraint("kind", "valid_from", name=op.f("pk_kind_name")),
    )
    _carry_on()
    _know((*BEFORE, *NEW))


def _carry_on() -> None:
    """What a hub has listed on is carried from the day its rules begin: nothing that was usable stops being so."""
    op.execute(
        "INSERT INTO sharing_catalogue (list_type_id, valid_from, fields, keeper, fresh_within_days, source)"
        " SELECT t.id, coalesce(min(s.effective_from), DATE '2018-04-25'), '{}', t.lead_function,"
        " t.fresh_within_days, '泉政文〔2018〕51号 §4.2' FROM list_type t"
        " LEFT JOIN listing_standard s ON s.list_type_id = t.id GROUP BY t.id"
    )


def _know(words: tuple[str, ...]) -> None:
    """Let the inbox know these words; rows that are there are read through later, while nobody waits."""
    listed = ", ".join(f"'{word}'" for word in words)
    op.execute("ALTER TABLE notification DROP CONSTRAINT ck_notification_kind_known")
    op.execute(
        f"ALTER TABLE notification ADD CONSTRAINT ck_notification_kind_known CHECK (kind IN ({listed})) NOT VALID"
    )


def downgrade() -> None:
    """Forget what carries and names the lists, and why a measure ends."""
    _know(BEFORE)
    op.drop_table("kind_name")
    op.drop_table("sharing_catalogue")
    op.drop_column("assignment", "end_by_basis")
