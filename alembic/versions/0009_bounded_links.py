"""Measures of entries that were erased before know until when they know their subject."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# The rule of casework/links.py in the numbers and the calendar of this database: so many working days after the
# deadline of the release; where no number says how many, the deadline itself.
BOUND = """
    WITH grace AS (
        SELECT coalesce((
            SELECT value FROM parameter WHERE code = 'ERASED_LINK_WORKING_DAYS' AND valid_from <= current_date
            ORDER BY valid_from DESC LIMIT 1
        ), 0) AS days
    ), due AS (
        SELECT DISTINCT release_by, (release_by AT TIME ZONE 'Asia/Shanghai')::date AS day FROM assignment
        WHERE erased AND state = 'RELEASE_DUE' AND target_id IS NOT NULL AND cut_by IS NULL
    ), bound AS (
        SELECT due.release_by, coalesce((
            SELECT (last.day + TIME '23:59:59') AT TIME ZONE 'Asia/Shanghai' FROM (
                SELECT each::date AS day, row_number() OVER (ORDER BY each) AS number
                FROM generate_series(due.day + 1, due.day + 30 + 3 * grace.days, INTERVAL '1 day') AS each
                LEFT JOIN calendar_day ON calendar_day.day = each::date
                WHERE coalesce(calendar_day.working, extract(isodow FROM each) < 6)
            ) AS last WHERE last.number = grace.days
        ), due.release_by) AS cut_by
        FROM due, grace
    )
    UPDATE assignment SET cut_by = bound.cut_by FROM bound
    WHERE assignment.release_by = bound.release_by
    AND erased AND state = 'RELEASE_DUE' AND target_id IS NOT NULL AND assignment.cut_by IS NULL
"""


def upgrade() -> None:
    """Only these few rows are written."""
    op.execute(BOUND)


def downgrade() -> None:
    """The column goes with 0006; until then a bound stays one."""
