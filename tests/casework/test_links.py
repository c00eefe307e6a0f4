"""The second step of an erasure: a release nobody confirms is escalated, and at its bound the last link is cut (X4)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import text

from hub.casework.assignments import ConfirmRelease, confirm_release
from hub.casework.restore import erase_again
from hub.store.ids import Ref
from hub.store.journal import Journal
from hub.store.session import Store
from tests.casework.answers import codes
from tests.support.actions import due, later
from tests.support.listing import Lists, build, listing
from tests.support.sweeping import set_parameter, sweep, told

CUT, PASSED = "link_cut", "deadline_passed"


@pytest.fixture
async def lists(store: Store, tmp_path: Path) -> Lists:
    store.journal = Journal(tmp_path / "erasures.log")
    built = await build(store)
    await set_parameter(built.city, "ERASED_LINK_WORKING_DAYS", 5)
    return built


async def erased(lists: Lists) -> Ref:
    """An assignment that Jinjiang's market regulator took on, of an entry erased on 7 September."""
    black = (await lists.put(listing(await lists.enterprise()))).entry
    await lists.city.initiate(black)
    row = await lists.city.of("jinjiang-market")
    ref = Ref("Assignment", row.bucket, row.id)
    await lists.city.acknowledge("jinjiang-market", ref)
    await lists.exit(black, "ERROR")
    return ref


async def test_the_link_is_bounded_by_the_deadline_of_the_lifting_and_the_days_of_an_escalation(
    lists: Lists,
) -> None:
    ref = await erased(lists)
    [row] = await lists.city.assignments(id=ref.id)
    assert (row.release_by, row.cut_by) == (due(2026, 9, 14), due(2026, 9, 20))
    withdrawn = [each for each in await lists.city.assignments() if each.id != ref.id]
    assert {(each.state, each.cut_by) for each in withdrawn} == {("WITHDRAWN", None)}


async def test_it_is_escalated_and_then_cut_and_the_department_is_told(lists: Lists) -> None:
    ref = await erased(lists)
    await sweep(lists.city, later(8))
    assert await told(lists.city, "jinjiang-credit", PASSED) == [(PASSED, ref.id)]
    assert (await lists.city.assignments(id=ref.id))[0].target_id is not None
    assert (await sweep(lists.city, later(13), "links")) == {}
    assert (await sweep(lists.city, later(14))) == {"links": 1}
    [row] = await lists.city.assignments(id=ref.id)
    assert (row.state, row.target_id, row.target_bucket, row.erased) == ("RELEASE_DUE", None, None, True)
    for slug in ("jinjiang-market", "jinjiang-credit", "quanzhou-credit"):
        assert await told(lists.city, slug, CUT) == [(CUT, ref.id)]
    assert await sweep(lists.city, later(15)) == {}


async def test_a_release_confirmed_before_cuts_it_and_nothing_is_left_to_the_sweep(lists: Lists) -> None:
    ref = await erased(lists)
    asked = ConfirmRelease((ref,), dt.date(2026, 9, 8))
    answers = await lists.city.run(
        "jinjiang-market", lambda change: confirm_release(change, asked), moment=later(1)
    )
    assert codes(answers) == ["ok"]
    assert (await lists.city.assignments(id=ref.id))[0].target_id is None
    assert await sweep(lists.city, later(30), "links") == {}


async def test_without_the_parameter_the_deadline_of_the_lifting_is_the_bound(store: Store) -> None:
    lists = await build(store)
    ref = await erased(lists)
    [row] = await lists.city.assignments(id=ref.id)
    assert row.cut_by == row.release_by == due(2026, 9, 14)


async def test_a_restored_backup_does_not_bring_a_cut_link_back(lists: Lists) -> None:
    ref = await erased(lists)
    [before] = await lists.city.assignments(id=ref.id)
    await sweep(lists.city, later(14), "links")
    assert lists.store.journal is not None
    gone = lists.store.journal.kept().done
    assert ref in gone
    back = f"target_bucket = {before.target_bucket}, target_id = '{before.target_id}'"
    async with lists.store.write() as session:
        await session.execute(text(f"UPDATE assignment SET {back} WHERE id = '{ref.id}'"))
        await session.commit()
    assert await erase_again(lists.store, {ref: gone[ref]}) == 1
    [row] = await lists.city.assignments(id=ref.id)
    assert (row.state, row.target_id) == ("RELEASE_DUE", None)


async def test_a_release_confirmed_before_the_bound_is_confirmed_again_by_a_restore(lists: Lists) -> None:
    ref = await erased(lists)
    assert await erase_again(lists.store, {ref: later(1)}) == 1
    [row] = await lists.city.assignments(id=ref.id)
    assert (row.state, row.target_id) == ("RELEASED", None)
