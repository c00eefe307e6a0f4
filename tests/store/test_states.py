"""The states that SQL computes from dates are those of policy: one rule, two readings of it (L6)."""

import datetime as dt
from itertools import product
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Integer, Text, column, literal, select, values

from hub.policy.assignments import LIVE, Standing, overdue
from hub.policy.validity import Validity
from hub.policy.vocabulary import AssignmentState, ExitGround, ReleaseReason
from hub.store.graph import states
from hub.store.session import Store

TODAY = dt.date(2026, 9, 7)
DAY = dt.timedelta(days=1)
NOW = dt.datetime(2026, 9, 7, 2, 0, tzinfo=dt.UTC)
DAYS = (TODAY - 30 * DAY, TODAY - DAY, TODAY, TODAY + DAY)
SUSPENDED = AssignmentState.SUSPENDED
WRITTEN = [(state, None) for state in AssignmentState if state is not SUSPENDED] + [
    (SUSPENDED, remembered)
    for remembered in (AssignmentState.ISSUED, AssignmentState.ACKNOWLEDGED, AssignmentState.IMPLEMENTED)
]
DEADLINES = (NOW - DAY, NOW + DAY)


async def test_every_assignment_reads_in_sql_as_in_policy_whatever_its_dates(store: Store) -> None:
    cases = [
        (state, remembered, entry, measure, by_basis, acknowledge, implement, release)
        for (state, remembered), entry, measure, by_basis, acknowledge, implement, release in product(
            WRITTEN, DAYS, (None, *DAYS), (False, True), DEADLINES, DEADLINES, DEADLINES
        )
    ]
    written_since = NOW - 3 * DAY
    rows = values(
        column("n", Integer),
        column("state", Text),
        column("suspended_from", Text),
        column("entry_ends_on", Date),
        column("measure_ends_on", Date),
        column("end_by_basis", Boolean),
        column("acknowledge_by", DateTime(timezone=True)),
        column("implement_by", DateTime(timezone=True)),
        column("release_by", DateTime(timezone=True)),
        column("release_due_since", DateTime(timezone=True)),
        column("release_reason", Text),
        name="assignment",
    ).data([
        (n, s.value, r and r.value, e, m, by_basis, a, i, b, written_since if s is AssignmentState.RELEASE_DUE else None,
         ReleaseReason.WITHDRAWAL.value if s is AssignmentState.RELEASE_DUE else None)
        for n, (s, r, e, m, by_basis, a, i, b) in enumerate(cases)
    ])  # fmt: skip
    day: Any = literal(TODAY, Date)
    now: Any = literal(NOW, DateTime(timezone=True))
    asked = select(
        rows.c.n,
        states.state(rows, day),
        states.suspended_from(rows, day),
        states.release_due_since(rows, day),
        states.release_reason(rows, day),
        states.overdue(rows, day, now),
        *(states.in_states(rows, [state], day) for state in AssignmentState),
    ).order_by(rows.c.n)
    async with store.read() as connection:
        found = (await connection.execute(asked)).all()
    for (_, state, suspended_from, since, reason, late, *among), case in zip(found, cases, strict=True):
        written, remembered, entry, measure, by_basis, acknowledge, implement, release = case
        due = written is AssignmentState.RELEASE_DUE
        standing = Standing(
            written, remembered, entry, measure, release, provisional=False,
            release_due_since=written_since if due else None,
            release_reason=ReleaseReason.WITHDRAWAL if due else None, end_by_basis=by_basis,
        ).settled(TODAY)  # fmt: skip
        assert state == standing.state.value, case
        assert suspended_from == (standing.suspended_from and standing.suspended_from.value), case
        assert since == standing.release_due_since, case
        assert reason == (standing.release_reason and standing.release_reason.value), case
        assert late is overdue(
            standing.state, acknowledge_by=acknowledge, implement_by=implement, release_by=release, moment=NOW
        ), case
        assert [word for word, yes in zip(AssignmentState, among, strict=True) if yes] == [standing.state], (
            case
        )
    assert len(found) == len(WRITTEN) * 4 * 5 * 2 * 8 == 3200


async def test_every_entry_reads_in_sql_as_in_policy_whatever_its_dates(store: Store) -> None:
    span = [TODAY + n * DAY for n in (-20, -1, 0, 1, 20)]
    cases = [
        (first, last, exit_day)
        for first, last, exit_day in product(span, span, (None, *span))
        if first <= last and (exit_day is None or exit_day <= last + DAY)
    ]
    rows = values(
        column("n", Integer), column("erased", Integer), column("valid_from", Date), column("valid_until", Date),
        column("exited_on", Date), column("exit_ground", Text), name="entry",
    ).data([(n, 0, f, u, e, e and "MISUSE") for n, (f, u, e) in enumerate(cases)])  # fmt: skip
    entry = select(rows.c.n, (rows.c.erased == 1).label("erased"), rows.c.valid_from, rows.c.valid_until,
                   rows.c.exited_on, rows.c.exit_ground).subquery("e")  # fmt: skip
    day: Any = literal(TODAY, Date)
    asked = select(
        states.in_force(entry, day), states.exited_on(entry, day), states.exit_ground(entry, day)
    ).order_by(entry.c.n)
    async with store.read() as connection:
        found = (await connection.execute(asked)).all()
    for (in_force, exited_on, ground), (first, last, exit_day) in zip(found, cases, strict=True):
        validity = Validity(first, last, exit_day, ExitGround.MISUSE if exit_day else None)
        assert in_force is validity.in_force(TODAY)
        assert exited_on == (validity.exit_day if validity.exited(TODAY) else None)
        expected = validity.ground(TODAY)
        assert ground == (expected and expected.value)


def test_the_states_that_sql_takes_for_live_are_those_of_policy() -> None:
    assert frozenset(states.LIVE) == LIVE


async def test_an_exit_to_come_is_not_announced_before_its_day(store: Store) -> None:
    cases = [(None, True), (TODAY + 5 * DAY, True), (TODAY, False), (TODAY - DAY, False)]
    rows = values(
        column("n", Integer),
        column("erased", Boolean),
        column("valid_from", Date),
        column("valid_until", Date),
        column("exited_on", Date),
        name="entry",
    ).data([(n, False, TODAY - 9 * DAY, TODAY + 9 * DAY, exited) for n, (exited, _) in enumerate(cases)])
    today: Any = literal(TODAY, Date)
    for ahead, holds in ((6, True), (9, True), (10, False)):
        asked = states.in_force_as_announced(rows, literal(TODAY + ahead * DAY, Date), today)
        async with store.read() as connection:
            found = (await connection.execute(select(asked).order_by(rows.c.n))).scalars().all()
        assert found == [announced and holds for _, announced in cases]
