"""Names of subjects registered before, as a search reads them: folded, and in the order of their pinyin."""

import json

import sqlalchemy as sa
from alembic import context, op

from hub.store.names import searched

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

AT_ONCE = 5000
"""Subjects rewritten by one statement, which commits: nobody waits longer for their rows than that takes."""

REFUSAL = """
    DO $$
    BEGIN
        IF EXISTS (SELECT FROM subject WHERE name_folded = '') THEN
            RAISE EXCEPTION 'the names of subjects are folded by the hub, not by SQL: run "hub migrate" from here on';
        END IF;
    END
    $$
"""


def upgrade() -> None:
    """Fold chunk by chunk; interrupted, the next time goes on with what is left."""
    if context.is_offline_mode():
        op.execute(REFUSAL)
        return
    with op.get_context().autocommit_block():
        _fold_names()


def downgrade() -> None:
    """The columns stay until 0005 is undone, and what they hold is right."""


def _fold_names() -> None:
    connection, tell = op.get_bind(), context.config.attributes.get("tell")
    some = sa.text(
        "SELECT bucket, id, name, type FROM subject WHERE (bucket, id) > (:bucket, CAST(:id AS uuid))"
        " AND name_folded = '' ORDER BY bucket, id LIMIT :most"
    )
    write = sa.text(
        "UPDATE subject SET name_grams = new.name_grams, name_folded = new.name_folded,"
        " name_order = new.name_order FROM jsonb_to_recordset(CAST(:rows AS jsonb))"
        " AS new (bucket smallint, id uuid, name_grams text[], name_folded text, name_order text)"
        " WHERE subject.bucket = new.bucket AND subject.id = new.id"
    )
    after = {"most": AT_ONCE, "bucket": -1, "id": "00000000-0000-0000-0000-000000000000"}
    done = 0
    while rows := connection.execute(some, after).all():
        folded = [
            {
                "bucket": row.bucket,
                "id": str(row.id),
                **searched(row.name, of_person=row.type == "Person"),
            }
            for row in rows
        ]
        connection.execute(write, {"rows": json.dumps(folded)})
        after |= {"bucket": rows[-1].bucket, "id": str(rows[-1].id)}
        done += len(rows)
        if tell is not None:
            tell(f"names folded so far: {done:,}")
