"""A city whose departments, functions and registered data change."""

import sqlalchemy as sa
from alembic import context, op

from hub.store.names import searched

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
_AT_ONCE = 5000  # subjects rewritten by one statement


def upgrade() -> None:
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
    op.create_foreign_key(
        op.f("fk_officership_recorded_by"), "officership", "department", ["recorded_by"], ["id"]
    )
    _once_at_a_time(" WHERE (annulled_at IS NULL)")
    for column in ("action_id", "subject_id", "officership_id"):
        op.add_column("history", sa.Column(column, sa.Uuid(), nullable=True))
    op.add_column("history", sa.Column("former", sa.Text(), nullable=True))
    _of_one(_OF_ONE)
    for name in ("action", "subject", "officership"):
        where = sa.text(f"{name}_id IS NOT NULL")
        columns = ["bucket", f"{name}_id", "id"]
        op.create_index(f"ix_history_{name}", "history", columns, unique=False, postgresql_where=where)
    _know_events(add=_EVENTS)
    op.add_column("subject", sa.Column("name_folded", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "subject", sa.Column("name_order", sa.Text(collation="C"), server_default="", nullable=False)
    )
    if not context.is_offline_mode():
        _fold_names()
    op.create_index("ix_subject_name_order", "subject", ["name_order", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_subject_name_order", table_name="subject")
    op.drop_column("subject", "name_order")
    op.drop_column("subject", "name_folded")
    _know_events(drop=_EVENTS)
    for name in ("officership", "subject", "action"):
        op.drop_index(f"ix_history_{name}", table_name="history")
    op.execute("DELETE FROM history WHERE num_nonnulls(entry_id, assignment_id) = 0")
    _of_one("num_nonnulls(entry_id, assignment_id) = 1")
    for column in ("former", "officership_id", "subject_id", "action_id"):
        op.drop_column("history", column)
    op.execute("DELETE FROM officership WHERE annulled_at IS NOT NULL")
    _once_at_a_time()
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


def _once_at_a_time(where: str = "") -> None:
    op.drop_constraint("ex_officership_once_at_a_time", "officership")
    op.execute(
        "ALTER TABLE officership ADD CONSTRAINT ex_officership_once_at_a_time EXCLUDE USING gist"
        " (bucket WITH =, enterprise_id WITH =, person_id WITH =, role WITH =,"
        f" daterange(since, until, '[]') WITH &&){where}"
    )


def _of_one(condition: str) -> None:
    op.drop_constraint(op.f("ck_history_of_one_object"), "history")
    op.execute(
        f"ALTER TABLE history ADD CONSTRAINT ck_history_of_one_object CHECK ({condition}) NOT VALID;"
        "ALTER TABLE history VALIDATE CONSTRAINT ck_history_of_one_object"
    )


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
    if add:
        op.execute("ALTER TABLE notification VALIDATE CONSTRAINT ck_notification_kind_known")


def _array(words: tuple[str, ...]) -> str:
    return "ARRAY[" + ", ".join(f"'{word}'" for word in words) + "]::text[]"


def _fold_names() -> None:
    """Write what a search reads of every subject registered before, some thousands by one statement."""
    connection = op.get_bind()
    after = {"most": _AT_ONCE, "bucket": -1, "id": "00000000-0000-0000-0000-000000000000"}
    some = sa.text(
        "SELECT bucket, id, name, type FROM subject WHERE (bucket, id) > (:bucket, CAST(:id AS uuid))"
        " ORDER BY bucket, id LIMIT :most"
    )
    write = sa.text(
        "UPDATE subject SET name_grams = :name_grams, name_folded = :name_folded, name_order = :name_order"
        " WHERE bucket = :bucket AND id = :id"
    )
    while rows := connection.execute(some, after).all():
        connection.execute(
            write,
            [
                {
                    "bucket": row.bucket,
                    "id": row.id,
                    **searched(row.name, of_person=row.type == "Person"),
                }
                for row in rows
            ],
        )
        after |= {"bucket": rows[-1].bucket, "id": str(rows[-1].id)}
