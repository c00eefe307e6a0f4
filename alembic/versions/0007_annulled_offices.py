"""An officership that was recorded in error stands in no other's way."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """An EXCLUDE cannot be built while others write: in a transaction of its own, it alone waits for that."""
    _once_at_a_time(" WHERE (annulled_at IS NULL)")


def downgrade() -> None:
    """Forget annulled offices; who was named through one stays named, in that role."""
    op.execute(
        "UPDATE responsible_person AS named SET officership_id = NULL FROM officership AS office"
        " WHERE office.bucket = named.bucket AND office.id = named.officership_id"
        " AND office.annulled_at IS NOT NULL"
    )
    op.execute("DELETE FROM officership WHERE annulled_at IS NOT NULL")
    _once_at_a_time()


def _once_at_a_time(where: str = "") -> None:
    op.drop_constraint("ex_officership_once_at_a_time", "officership")
    op.execute(
        "ALTER TABLE officership ADD CONSTRAINT ex_officership_once_at_a_time EXCLUDE USING gist"
        " (bucket WITH =, enterprise_id WITH =, person_id WITH =, role WITH =,"
        f" daterange(since, until, '[]') WITH &&){where}"
    )
