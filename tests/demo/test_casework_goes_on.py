"""What was generated is worked with like anything else: casework takes its next steps with it."""

from __future__ import annotations

import datetime as dt

import pytest

from hub.casework.assignments import ConfirmRelease, acknowledge_assignments, confirm_release
from hub.casework.change import Asked, Change, run
from hub.casework.exits import Exited, ExitEntry, exit_entry
from hub.policy.duties import Caller
from hub.policy.vocabulary import ExitGround
from hub.store.ids import Ref
from hub.store.session import Store
from tests.support import demo
from tests.support.demo import TODAY, Asking

NOW = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)


@pytest.fixture
def database(city_url: str) -> str:
    """Here the store is over the demo city."""
    return city_url


def caller(asked: Asking, department: object) -> Caller:
    [row] = asked.rows("SELECT id, slug, region_id FROM department WHERE id = %(id)s", id=department)
    return Caller(department_id=row.id, slug=row.slug, region_id=row.region_id)


async def test_departments_acknowledge_what_was_issued_to_them(store: Store, database: str) -> None:
    with demo.asking(database) as asked:
        [found] = asked.rows(
            "SELECT bucket, id, department_id FROM assignment WHERE state = 'ISSUED'"
            " AND least(entry_ends_on, measure_ends_on) > %(today)s ORDER BY id LIMIT 1",
            today=TODAY,
        )
        head = asked.rows("SELECT sum(head) AS head FROM inbox")[0].head

        async def procedure(change: Change) -> list[object]:
            return list(await acknowledge_assignments(change, [Ref("Assignment", found.bucket, found.id)]))

        answer = await run(
            store, Asked(caller(asked, found.department_id), "acknowledge", NOW), procedure, list
        )
        assert answer == [Ref("Assignment", found.bucket, found.id)]
        assert asked.one("SELECT state FROM assignment WHERE id = %(id)s", id=found.id) == "ACKNOWLEDGED"
        assert asked.rows("SELECT sum(head) AS head FROM inbox")[0].head == head + 1


async def test_departments_release_what_ended_by_its_dates_alone(store: Store, database: str) -> None:
    with demo.asking(database) as asked:
        [found] = asked.rows(
            "SELECT bucket, id, department_id FROM assignment WHERE state = 'IMPLEMENTED'"
            " AND least(entry_ends_on, measure_ends_on) <= %(today)s ORDER BY id LIMIT 1",
            today=TODAY,
        )
        ref = Ref("Assignment", found.bucket, found.id)

        async def procedure(change: Change) -> list[object]:
            return list(await confirm_release(change, ConfirmRelease((ref,), TODAY)))

        assert await run(
            store, Asked(caller(asked, found.department_id), "release", NOW), procedure, list
        ) == [ref]
        assert asked.one("SELECT state FROM assignment WHERE id = %(id)s", id=found.id) == "RELEASED"


@pytest.mark.parametrize("ground", [ExitGround.ERROR, ExitGround.STANDARD_CHANGED])
async def test_every_black_entry_in_force_can_be_ended_by_its_department(
    store: Store, database: str, ground: ExitGround
) -> None:
    with demo.asking(database) as asked:
        entries = asked.rows(
            "SELECT bucket, id, listed_by FROM list_entry WHERE kind = 'BLACK' AND NOT erased AND valid_from <= %(today)s"
            " AND least(exited_on, valid_until + 1) > %(today)s ORDER BY id",
            today=TODAY,
        )
        assert len(entries) > 20
        for entry in entries:
            ref = Ref("ListEntry", entry.bucket, entry.id)

            async def procedure(change: Change, ref: Ref = ref) -> Exited:
                return await exit_entry(change, ExitEntry(ref, ground, "(示例)新标准。"))

            await run(store, Asked(caller(asked, entry.listed_by), "exitEntry", NOW), procedure, Exited)
        assert (
            asked.one(
                "SELECT count(*) FROM assignment a JOIN list_entry e ON (e.bucket, e.id) = (a.bucket, a.entry_id)"
                " WHERE e.kind = 'BLACK' AND e.exit_ground = 'STANDARD_CHANGED'"
                " AND a.state IN ('ISSUED', 'ACKNOWLEDGED', 'IMPLEMENTED')"
            )
            == 0
        )
