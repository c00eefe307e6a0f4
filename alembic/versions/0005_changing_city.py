"""A city whose departments, functions and registered data change."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LINKS = {"department_serves": "region_id", "department_function": "function"}
_OF_ONE = "num_nonnulls(entry_id, assignment_id, action_id, subject_id, officership_id) = 1"
_EVENTS = (
    "department_registered",
    "department_changed",
    "department_ended",
    "measure_routed",
    "subject_corrected",
    "officership_corrected",
)


def upgrade() -> None:
    """Columns that cost nothing; what reads through large tables waits for 0007 to 0010."""
    for table, column in _LINKS.items():
        op.add_column(table, sa.Column("valid_from", sa.Date(), server_default="0001-01-01", nullable=False))
        op.add_column(table, sa.Column("valid_to", sa.Date(), nullable=True))
        op.drop_constraint(f"pk_{table}", table)
        op.create_primary_key(f"pk_{table}", table, ["department_id", column, "valid_from"])
        op.create_check_constraint(
            op.f(f"ck_{table}_dates_in_order"), table, "valid_to IS NULL OR valid_to >= valid_from"
        )
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT ex_{table}_once_at_a_time EXCLUDE USING gist"
            f" (department_id WITH =, {column} WITH =, daterange(valid_from, valid_to, '[]') WITH &&)"
        )
    op.add_column("unrouted_measure", sa.Column("routed_on", sa.Date(), nullable=True))
    op.add_column("officership", sa.Column("recorded_by", sa.Uuid(), nullable=True))
    op.add_column("officership", sa.Column("annulled_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "ALTER TABLE officership ADD CONSTRAINT fk_officership_recorded_by"
        " FOREIGN KEY (recorded_by) REFERENCES department (id) NOT VALID"
    )
    for column in ("action_id", "subject_id", "officership_id"):
        op.add_column("history", sa.Column(column, sa.Uuid(), nullable=True))
    op.add_column("history", sa.Column("former", sa.Text(), nullable=True))
    _of_one(_OF_ONE)
    _know_events(add=_EVENTS)
    op.add_column("subject", sa.Column("name_folded", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "subject", sa.Column("name_order", sa.Text(collation="C"), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("subject", "name_order")
    op.drop_column("subject", "name_folded")
    _know_events(drop=_EVENTS)
    op.execute("DELETE FROM history WHERE num_nonnulls(entry_id, assignment_id) = 0")
    _of_one("num_nonnulls(entry_id, assignment_id) = 1")
    for column in ("former", "officership_id", "subject_id", "action_id"):
        op.drop_column("history", column)
    op.drop_constraint(op.f("fk_officership_recorded_by"), "officership")
    op.drop_column("officership", "annulled_at")
    op.drop_column("officership", "recorded_by")
    op.execute("DELETE FROM unrouted_measure WHERE routed_on IS NOT NULL")
    op.drop_column("unrouted_measure", "routed_on")
    for table, column in _LINKS.items():
        op.execute(f"DELETE FROM {table} WHERE valid_to < current_date OR valid_from > current_date")  # noqa: S608
        op.drop_constraint(f"ex_{table}_once_at_a_time", table)
        op.drop_constraint(op.f(f"ck_{table}_dates_in_order"), table)
        op.drop_constraint(f"pk_{table}", table)
        op.create_primary_key(f"pk_{table}", table, ["department_id", column])
        op.drop_column(table, "valid_to")
        op.drop_column(table, "valid_from")


def _of_one(condition: str) -> None:
    op.drop_constraint(op.f("ck_history_of_one_object"), "history")
    op.execute(f"ALTER TABLE history ADD CONSTRAINT ck_history_of_one_object CHECK ({condition}) NOT VALID")


def _know_events(add: tuple[str, ...] = (), drop: tuple[str, ...] = ()) -> None:
    """Let the database know more or fewer kinds of message than it does, whatever those are."""
    op.execute(
        f"""
        DO $$
        DECLARE
            words text[];
        BEGIN
            SELECT array_agg(quoted[1]) INTO words
            FROM pg_constraint, regexp_matches(pg_get_constraintdef(oid), '''([a-z_]+)''', 'g') AS quoted
            WHERE conname = 'ck_notification_kind_known';
            words := words || {_array(add)};
            SELECT array_agg(DISTINCT word) INTO words
            FROM unnest(words) AS word WHERE word <> ALL ({_array(drop)});
            ALTER TABLE notification DROP CONSTRAINT ck_notification_kind_known;
            EXECUTE 'ALTER TABLE notification ADD CONSTRAINT ck_notification_kind_known CHECK (kind IN ('
                || (SELECT string_agg(quote_literal(word), ', ' ORDER BY word) FROM unnest(words) AS word)
                || ')) NOT VALID';
        END
        $$
        """  # noqa: S608 - words of this file
    )


def _array(words: tuple[str, ...]) -> str:
    return "ARRAY[" + ", ".join(f"'{word}'" for word in words) + "]::text[]"
