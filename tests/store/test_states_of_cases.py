"""Applications and publications read in SQL as policy says, by the exit day of their entry (L6, P1, X3)."""

import datetime as dt
from itertools import product
from typing import Any

from sqlalchemy import Date, DateTime, Integer, Text, column, literal, select, values

from hub.policy import publications, repair
from hub.policy.vocabulary import RepairState
from hub.store.graph import states
from hub.store.session import Store

TODAY = dt.date(2026, 9, 7)
DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 9, 7, 2, 0, tzinfo=dt.UTC)
DAYS = (TODAY - DAY, TODAY, TODAY + DAY)
WRITTEN = [state for state in RepairState if state is not RepairState.CLOSED]
ON: Any = literal(TODAY, Date)


async def test_every_application_reads_in_sql_as_in_policy(store: Store) -> None:
    cases = list(product(WRITTEN, DAYS, DAYS))
    rows = values(
        column("n", Integer),
        column("state", Text),
        column("exits", Date),
        column("due_on", Date),
        name="repair",
    ).data([(n, state.value, exits, due_on) for n, (state, exits, due_on) in enumerate(cases)])
    asked = select(
        states.repair_state(rows, rows.c.exits, ON), states.repair_overdue(rows, rows.c.exits, ON)
    ).order_by(rows.c.n)
    async with store.read() as connection:
        found = (await connection.execute(asked)).all()
    for (state, late), (written, exits, due_on) in zip(found, cases, strict=True):
        expected = repair.effective(written, exits, TODAY)
        assert state == expected.value
        assert late is repair.overdue(expected, due_on, TODAY)
    assert len(found) == len(WRITTEN) * 9


async def test_every_publication_reads_in_sql_as_in_policy(store: Store) -> None:
    cases = list(product((None, NOW), (None, NOW), DAYS, (None, *DAYS)))
    moment = DateTime(timezone=True)
    rows = values(
        column("n", Integer),
        column("published_at", moment),
        column("withdrawn_at", moment),
        column("exits", Date),
        column("withdraw_by", Date),
        name="publication",
    ).data([(n, *case) for n, case in enumerate(cases)])
    asked = select(
        states.publication_state(rows, rows.c.exits, ON), states.publication_overdue(rows, rows.c.exits, ON)
    ).order_by(rows.c.n)
    async with store.read() as connection:
        found = (await connection.execute(asked)).all()
    for (state, late), (published, withdrawn, exits, withdraw_by) in zip(found, cases, strict=True):
        expected = publications.effective(
            published=published is not None, withdrawn=withdrawn is not None, exit_day=exits, today=TODAY
        )
        assert state == expected.value
        assert late is publications.overdue(expected, withdraw_by, TODAY)
    assert len(found) == 4 * 3 * 4
