"""Indexes and checks of large tables, made while others read and write."""

import sqlalchemy as sa
from alembic import context, op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

LIVE = "state IN ('ISSUED', 'ACKNOWLEDGED', 'IMPLEMENTED', 'SUSPENDED')"
INDEXES = {
    "ix_assignment_restoration": "assignment (bucket, restoration_id) WHERE restoration_id IS NOT NULL",
    "ix_history_action": "history (bucket, action_id, id) WHERE action_id IS NOT NULL",
    "ix_history_subject": "history (bucket, subject_id, id) WHERE subject_id IS NOT NULL",
    "ix_history_officership": "history (bucket, officership_id, id) WHERE officership_id IS NOT NULL",
    "ix_subject_name_order": "subject (name_order, id)",
    "ix_assignment_issued_due": ("assignment ((least(acknowledge_by, implement_by))) WHERE state = 'ISSUED'"),
    "ix_assignment_acknowledged_due": "assignment (implement_by) WHERE state = 'ACKNOWLEDGED'",
    "ix_assignment_release_due": "assignment (release_by) WHERE state = 'RELEASE_DUE'",
    "ix_assignment_ends_on": f"assignment ((least(entry_ends_on, measure_ends_on))) WHERE {LIVE}",
    "ix_assignment_cut_by": "assignment (cut_by) WHERE cut_by IS NOT NULL AND target_id IS NOT NULL",
    "ix_list_entry_valid_until": "list_entry (valid_until) WHERE exited_on IS NULL",
}
CHECKS = {
    "ck_assignment_suspended_since_when": "assignment",
    "fk_assignment_bucket_restoration_id": "assignment",
    "fk_officership_recorded_by": "officership",
    "ck_history_of_one_object": "history",
    "ck_notification_kind_known": "notification",
}


def upgrade() -> None:
    """Each statement commits by itself; interrupted, the next time does what is left."""
    with op.get_context().autocommit_block():
        for name, table in CHECKS.items():
            op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")
        for name, on in INDEXES.items():
            if not _built(name):
                op.execute(
                    f"DROP INDEX CONCURRENTLY IF EXISTS {name}"
                )  # what a failure left, and nobody can use
                op.execute(f"CREATE INDEX CONCURRENTLY {name} ON {on}")


def downgrade() -> None:
    for name in INDEXES:
        op.execute(f"DROP INDEX IF EXISTS {name}")


def _built(name: str) -> bool:
    if context.is_offline_mode():
        return False
    built = sa.text(
        "SELECT EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(:name) AND indisvalid)"
    )
    return bool(op.get_bind().scalar(built, {"name": name}))
