"""Whether an objection is late reads in SQL as in policy (O4, L6)."""

import datetime as dt
from itertools import product
from typing import Any

from sqlalchemy import Date, Integer, Text, column, literal, select, values

from hub.policy.objections import overdue
from hub.policy.vocabulary import ObjectionState
from hub.store.graph.verification import late
from hub.store.session import Store

TODAY = dt.date(2026, 9, 7)


async def test_every_objection_is_late_in_sql_as_in_policy_whatever_its_day(store: Store) -> None:
    days = [TODAY + dt.timedelta(days=n) for n in (-30, -1, 0, 1, 30)]
    cases = list(product(ObjectionState, days))
    rows = values(column("n", Integer), column("state", Text), column("due_on", Date), name="objection").data(
        [(n, state.value, due) for n, (state, due) in enumerate(cases)]
    )
    day: Any = literal(TODAY, Date)
    async with store.read() as connection:
        found = (await connection.execute(select(late(rows, day)).order_by(rows.c.n))).scalars().all()
    assert found == [overdue(state, due, TODAY) for state, due in cases]
    assert sum(found) == 2
