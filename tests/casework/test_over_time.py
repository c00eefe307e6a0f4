"""Random steps, legal and illegal, by several departments at once and over time: what must hold holds after each.

No live assignment on an exited entry (A4), no red entry in force beside a black or watch one (L4), sanctions
suspended exactly while an objection is open and the entry in force (O2), every erased string gone (X4), every
message numbered and addressed, and the states that SQL computes those of policy (L6), whether the jobs ran or not.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import literal, select
from sqlalchemy.types import Date, DateTime

from hub.policy.assignments import LIVE
from hub.policy.vocabulary import AssignmentState
from hub.store.graph import states
from hub.store.ids import Ref
from hub.store.models import Assignment
from hub.store.session import Store
from tests.support import databases, world
from tests.support.secrets import KEYS
from tests.support.world import LISTING, RESPONDING, World, together

KINDS = st.sampled_from(["black", "black", "watch", "red"])
WHICH = st.integers(0, 30)
BY = st.sampled_from(LISTING)
ANYBODY = st.sampled_from([*LISTING, *RESPONDING, "quanzhou-credit"])
GROUNDS = st.sampled_from(["ERROR", "ERROR", "STANDARD_CHANGED", "STANDARD_CHANGED", "MISUSE", "REPAIRED"])
STEPS = st.sampled_from(["acknowledge", "acknowledge", "report", "decline", "release", "release"])
TERM = st.sampled_from([31, 60, 200, 400])

IN_FORCE = "NOT erased AND valid_from <= :today AND :today < least(exited_on, valid_until + 1)"


class OverTime(RuleBasedStateMachine):
    """One city; every step is tried by somebody, and refused or done."""

    cluster: ClassVar[str]
    seen: ClassVar[Counter[str]]

    def __init__(self) -> None:
        super().__init__()
        self.context = databases.database(
            self.cluster, databases.template(self.cluster, Path(os.environ[databases.FOLDER]))
        )
        self.runner = asyncio.Runner()
        self.store = Store(self.context.__enter__(), KEYS, pool=4)
        self.world: World = self.runner.run(world.begin(self.store))

    def teardown(self) -> None:
        self.seen.update(self.world.done)
        self.runner.run(self.store.close())
        self.runner.close()
        self.context.__exit__(None, None, None)

    def one(self, things: list[Ref], which: int) -> Ref:
        return things[which % len(things)]

    # What can be tried

    @rule(which=WHICH, kind=KINDS, by=BY, days=TERM)
    def somebody_is_listed(self, which: int, kind: str, by: str, days: int) -> None:
        self.runner.run(self.world.put(self.one(self.world.subjects, which), kind, by, days))

    @rule(which=WHICH, first=KINDS, second=KINDS)
    def two_departments_list_the_same_one_at_once(self, which: int, first: str, second: str) -> None:
        subject = self.one(self.world.subjects, which)
        both = (
            self.world.put(subject, kind, by, 60) for kind, by in zip((first, second), LISTING, strict=True)
        )
        self.runner.run(together(*both))

    @precondition(lambda self: self.world.entries)
    @rule(which=WHICH, ground=GROUNDS)
    def an_entry_is_to_exit(self, which: int, ground: str) -> None:
        entry = self.one(self.world.entries, which)
        self.runner.run(self.world.exit(entry, ground, self.world.lister[entry]))

    @precondition(lambda self: self.world.entries)
    @rule(which=WHICH, ground=GROUNDS, by=ANYBODY)
    def somebody_tries_to_end_an_entry(self, which: int, ground: str, by: str) -> None:
        self.runner.run(self.world.exit(self.one(self.world.entries, which), ground, by))

    @precondition(lambda self: self.world.entries)
    @rule(which=WHICH)
    def an_action_is_initiated(self, which: int) -> None:
        entry = self.one(self.world.entries, which)
        self.runner.run(self.world.initiate(entry, self.world.lister[entry]))

    @precondition(lambda self: self.world.entries)
    @rule(which=WHICH, by=BY)
    def an_action_is_initiated_while_the_entry_is_questioned_or_ends(self, which: int, by: str) -> None:
        entry = self.one(self.world.entries, which)
        last = self.world.exit(entry, "STANDARD_CHANGED", by) if which % 2 else self.world.question(entry, by)
        self.runner.run(together(self.world.initiate(entry, by), last))

    @precondition(lambda self: self.world.actions)
    @rule(which=WHICH)
    def an_assignment_is_taken_on_and_reported(self, which: int) -> None:
        for step in ("acknowledge", "report"):
            self.an_assignment_is_answered(which, step, right=True, by="")

    @precondition(lambda self: self.world.actions)
    @rule(which=WHICH, by=ANYBODY)
    def an_action_is_withdrawn(self, which: int, by: str) -> None:
        self.runner.run(self.world.withdraw(self.one(self.world.actions, which), by))

    @precondition(lambda self: self.world.actions)
    @rule(which=WHICH, step=STEPS, right=st.booleans(), by=ANYBODY)
    def somebody_answers(self, which: int, step: str, *, right: bool, by: str) -> None:
        self.an_assignment_is_answered(which, step, right=right, by=by)

    def an_assignment_is_answered(self, which: int, step: str, *, right: bool, by: str) -> None:
        rows = self.runner.run(self.world.assignments())
        if rows:
            row = rows[which % len(rows)]
            slugs = {key: slug for slug, key in self.world.lists.city.departments.items()}
            whose = slugs[row.department_id] if right else by
            self.runner.run(self.world.answer(Ref("Assignment", row.bucket, row.id), step, whose))

    @precondition(lambda self: self.world.entries)
    @rule(which=WHICH, by=ANYBODY)
    def an_entry_is_questioned(self, which: int, by: str) -> None:
        self.runner.run(self.world.question(self.one(self.world.entries, which), by))

    @precondition(lambda self: self.world.objections)
    @rule(which=WHICH, outcome=st.sampled_from(["UPHELD", "REVOKED"]), by=BY)
    def an_objection_is_decided(self, which: int, outcome: str, by: str) -> None:
        self.runner.run(self.world.decide(self.one(self.world.objections, which), outcome, by))

    @precondition(lambda self: self.world.entries)
    @rule(which=WHICH, by=ANYBODY)
    def a_repair_is_applied_for(self, which: int, by: str) -> None:
        self.runner.run(self.world.apply(self.one(self.world.entries, which), by))

    @precondition(lambda self: self.world.repairs)
    @rule(which=WHICH, by=BY)
    def a_repair_is_agreed_to(self, which: int, by: str) -> None:
        self.runner.run(self.world.agree(self.one(self.world.repairs, which), by))

    @rule(days=st.sampled_from([1, 3, 15, 40, 90]))
    def time_passes(self, days: int) -> None:
        self.world.moment += dt.timedelta(days=days)

    @rule()
    def the_jobs_run_on_two_machines(self) -> None:
        self.runner.run(together(self.world.jobs(), self.world.jobs()))

    # What must hold

    @invariant()
    def nothing_live_hangs_on_an_entry_that_has_left_its_list(self) -> None:
        found = self.asked(
            "SELECT a.id, a.state, a.entry_ends_on FROM assignment a"
            " JOIN list_entry e ON e.bucket = a.bucket AND e.id = a.entry_id"
            " WHERE a.state IN ('ISSUED', 'ACKNOWLEDGED', 'IMPLEMENTED', 'SUSPENDED')"
            " AND (e.erased OR a.entry_ends_on <> least(e.exited_on, e.valid_until + 1))"
        )
        assert found == []

    @invariant()
    def nobody_is_red_beside_black_or_watch(self) -> None:
        found = self.asked(
            f"SELECT subject_id FROM list_entry WHERE {IN_FORCE} GROUP BY subject_id"
            " HAVING bool_or(kind = 'RED') AND bool_or(kind IN ('BLACK', 'WATCH'))"
        )
        assert found == []

    @invariant()
    def sanctions_are_suspended_exactly_while_an_objection_is_open(self) -> None:
        found = self.asked(
            "SELECT a.id, a.state, o.open FROM assignment a"
            f" JOIN (SELECT bucket, id FROM list_entry WHERE {IN_FORCE}) e"
            " ON e.bucket = a.bucket AND e.id = a.entry_id"
            " CROSS JOIN LATERAL (SELECT EXISTS (SELECT 1 FROM objection x WHERE x.bucket = e.bucket"
            "   AND x.entry_id = e.id AND x.state = 'OPEN') AS open) o"
            " WHERE a.side = 'SANCTION' AND a.state IN ('ISSUED', 'ACKNOWLEDGED', 'IMPLEMENTED', 'SUSPENDED')"
            " AND coalesce(a.measure_ends_on > :today, true) AND (a.state = 'SUSPENDED') <> o.open"
        )
        assert found == []

    @invariant()
    def what_was_erased_is_nowhere(self) -> None:
        erased = {row.id for row in self.asked("SELECT id FROM list_entry WHERE erased")}
        words = [secret for ref, secret in self.world.secrets.items() if ref.id in erased]
        if words:
            everything = self.runner.run(self.world.everything())
            assert [word for word in words if word in everything] == []

    @invariant()
    def every_message_is_numbered_and_addressed(self) -> None:
        found = self.asked(
            "SELECT i.department_id FROM inbox i LEFT JOIN notification n USING (department_id)"
            " GROUP BY i.department_id, i.head HAVING count(n.number) <> i.head OR max(n.number) <> i.head"
        )
        assert found == []

    @invariant()
    def the_ledger_reads_in_sql_as_in_policy(self) -> None:
        ledger = Assignment.__table__
        today: Any = literal(self.world.today, Date)
        now: Any = literal(self.world.moment, DateTime(timezone=True))

        async def both() -> list[Any]:
            asked = select(ledger, states.state(ledger, today), states.overdue(ledger, today, now))
            async with self.store.write() as session:
                return list(await session.execute(asked))

        live = {state.value for state in LIVE}
        for *row, state, late in self.runner.run(both()):
            item = dict(zip(ledger.c.keys(), row, strict=True))
            ends = min(day for day in (item["entry_ends_on"], item["measure_ends_on"]) if day is not None)
            over = item["state"] in live and ends <= self.world.today
            was = item["suspended_from"] or item["state"]
            expected = ("WITHDRAWN" if was == "ISSUED" else "RELEASE_DUE") if over else item["state"]
            assert state == expected
            assert not late or state in {
                AssignmentState.ISSUED.value,
                AssignmentState.ACKNOWLEDGED.value,
                AssignmentState.RELEASE_DUE.value,
            }

    def asked(self, statement: str) -> list[Any]:
        today = {"today": self.world.today} if ":today" in statement else {}
        return self.runner.run(self.world.rows(statement, **today))


def drive(cluster: str, *, examples: int, steps: int, derandomize: bool) -> Counter[str]:
    """So many cities, so many steps in each; what was done and not refused."""
    OverTime.cluster, OverTime.seen = cluster, Counter()
    run_state_machine_as_test(
        OverTime,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=derandomize,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        ),
    )
    return OverTime.seen


def test_what_must_hold_holds_whatever_several_departments_try_over_time(cluster: str) -> None:
    done = drive(cluster, examples=6, steps=40, derandomize=True)
    for step in ("list black", "initiate", "exit ERROR", "acknowledge", "object"):
        assert done[step] > 0, done


@pytest.mark.soak
def test_and_for_long_with_ever_new_cities(cluster: str) -> None:
    drive(cluster, examples=200, steps=60, derandomize=False)
