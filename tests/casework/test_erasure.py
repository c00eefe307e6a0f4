"""An entry listed in error: erased, what it caused undone, and nothing about it left anywhere (X4)."""

from __future__ import annotations

import asyncio
import datetime as dt
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from hub.casework.actions import WithdrawAction, withdraw_action
from hub.casework.assignments import (
    ConfirmRelease,
    ReportImplementation,
    confirm_release,
    report_implementation,
)
from hub.casework.exits import Exited
from hub.errors import Refused
from hub.policy.vocabulary import FeedbackResult
from hub.store.ids import Ref
from hub.store.models import AuditContent, EntryCriterion, Evidence, Idempotency, ResponsiblePerson, metadata
from hub.store.session import Store
from tests.support.actions import TODAY, later
from tests.support.listing import Lists, build, listing

D = dt.date
SECRET = "Zebra-striped invention"


@pytest.fixture
async def lists(store: Store) -> Lists:
    return await build(store)


async def everything(lists: Lists) -> str:
    """The whole database as text: every column of every row."""
    found = []
    async with lists.store.write() as session:
        for table in metadata.sorted_tables:
            rows = await session.execute(text(f'SELECT t::text FROM "{table.name}" t'))
            found += [f"{table.name}: {line}" for line in rows.scalars()]
    return "\n".join(found)


async def test_what_is_left_of_an_erased_entry_is_id_kind_exit_day_and_ground(lists: Lists) -> None:
    enterprise, person = await lists.enterprise(), await lists.person()
    await lists.office(enterprise, person)
    asked = listing(enterprise, facts=SECRET, document_number=SECRET)
    black = (await lists.put(asked, key="listing")).entry
    exited = await lists.exit(black, "ERROR", facts=SECRET, key="exit")
    assert exited == Exited(black, None, (), 0, 0, erased=True)
    row = (await lists.entry(black))._asdict()
    left = {name: value for name, value in row.items() if value not in (None, False)}
    assert left.pop("exited_at") is not None
    assert left == {
        "bucket": black.bucket,
        "id": black.id,
        "kind": "BLACK",
        "erased": True,
        "exited_on": TODAY,
        "exit_ground": "ERROR",
    }
    for model in (EntryCriterion, Evidence, ResponsiblePerson):
        assert await lists.city.rows(model) == []
    assert SECRET not in await everything(lists)


async def test_the_follow_on_is_erased_with_it(lists: Lists) -> None:
    black = (await lists.put(listing(await lists.enterprise()))).entry
    watch = await lists.follow_on(black)
    await lists.exit(black, "ERROR")
    assert await lists.follow_on(black) is None
    gone = await lists.entry(Ref("ListEntry", watch.bucket, watch.id))
    assert (gone.erased, gone.exit_ground, gone.subject_id, gone.valid_from) == (True, "ERROR", None, None)


async def test_a_follow_on_in_force_is_erased_with_the_entry_that_ended_before(lists: Lists) -> None:
    first = D(2025, 8, 1)
    over: dict[str, Any] = {
        "decided_on": first,
        "valid_from": first,
        "valid_until": D(2026, 7, 31),
        "notice_given_on": first,
    }
    enterprise = await lists.enterprise()
    black = (await lists.put(listing(enterprise, **over))).entry
    await lists.exit(black, "ERROR")
    assert [row.erased for row in await lists.entries()] == [True, True]
    await lists.put(listing(enterprise, "red"))


async def test_the_red_entries_it_removed_stand_again_for_the_rest_of_their_term(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    red = (await lists.put(listing(enterprise, "red"), "licheng-taxation")).entry
    black = (await lists.put(listing(enterprise))).entry
    exited = await lists.exit(black, "ERROR", moment=later(3))
    assert exited.reinstated == (red,)
    row = await lists.entry(red)
    assert (row.exited_on, row.exit_ground, row.caused_by_id, row.valid_until) == (
        None,
        None,
        None,
        D(2027, 9, 6),
    )
    assert ("entry_reinstated", red.id) in await lists.city.inbox("licheng-taxation")
    assert ("entry_reinstated", red.id) in await lists.city.inbox("quanzhou-credit")


async def test_a_red_entry_stays_lost_while_another_adverse_entry_stands(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    red = (await lists.put(listing(enterprise, "red"))).entry
    black = (await lists.put(listing(enterprise))).entry
    other = (await lists.put(listing(enterprise, "watch"), "licheng-taxation")).entry
    exited = await lists.exit(black, "ERROR")
    assert exited.reinstated == ()
    row = await lists.entry(red)
    assert (row.exit_ground, row.exited_on, row.caused_by_id) == ("ADVERSE_LISTING", TODAY, other.id)
    assert (await lists.exit(other, "ERROR", by="licheng-taxation")).reinstated == (red,)


async def test_an_escalated_watch_entry_stands_again(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    watch = (await lists.put(listing(enterprise, "watch"))).entry
    black = (await lists.put(listing(enterprise))).entry
    exited = await lists.exit(black, "ERROR")
    assert exited.reinstated == (watch,)
    assert (await lists.entry(watch)).exit_ground is None


async def test_a_follow_on_shared_by_two_keeps_what_the_other_one_gives_it(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    first = (await lists.put(listing(enterprise))).entry
    second = (await lists.put(listing(enterprise, list_type="tax2-black", valid_until=D(2027, 12, 31)))).entry
    await lists.exit(second, "ERROR")
    watch = await lists.follow_on(first)
    assert (watch.valid_from, watch.valid_until, watch.erased) == (D(2027, 9, 7), D(2028, 9, 6), False)


async def test_measures_to_be_lifted_keep_target_and_department_alone_until_confirmed(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    black = (await lists.put(listing(enterprise))).entry
    await lists.city.initiate(black, note=SECRET)
    taken = await lists.city.of("quanzhou-market")
    ref = Ref("Assignment", taken.bucket, taken.id)
    await lists.city.acknowledge("quanzhou-market", ref)
    report = ReportImplementation(ref, FeedbackResult.APPLIED, TODAY, note=SECRET, evidence=SECRET)
    await lists.city.run("quanzhou-market", lambda change: report_implementation(change, report))
    exited = await lists.exit(black, "ERROR")
    rows = await lists.city.assignments()
    assert (exited.release_due, exited.withdrawn) == (1, len(rows) - 1)
    [owing] = [row for row in rows if row.id == taken.id]
    assert (owing.state, owing.target_id, owing.department_id) == (
        "RELEASE_DUE",
        enterprise.id,
        taken.department_id,
    )
    assert (owing.entry_id, owing.action_id, owing.erased) == (None, None, True)
    assert all(row.target_id is None for row in rows if row.id != taken.id)
    assert SECRET not in await everything(lists)
    done = ConfirmRelease((ref,), TODAY)
    await lists.city.run("quanzhou-market", lambda change: confirm_release(change, done))
    assert all(row.target_id is None for row in await lists.city.assignments())


async def test_no_row_connects_an_erased_entry_with_its_subject_or_the_entries_it_touched(
    lists: Lists,
) -> None:
    enterprise, person = await lists.enterprise(), await lists.person()
    await lists.office(enterprise, person)
    red = (await lists.put(listing(enterprise, "red"))).entry
    black = (await lists.put(listing(enterprise), key="listing")).entry
    await lists.city.initiate(black)
    exited = await lists.exit(black, "ERROR", key="exit")
    assert exited.reinstated == (red,)
    spellings = [{str(ref.id), str(ref)} for ref in (black, enterprise, person, red)]
    for line in (await everything(lists)).splitlines():
        named = [any(word in line for word in words) for words in spellings]
        assert not (named[0] and any(named[1:])), line
    keys = {row.mutation: row.result for row in await lists.city.rows(Idempotency)}
    assert all(result["entry"] == {"ref": str(black)} for result in keys.values())
    assert all(
        row.object_id != black.id or set(row.content) == {"exited", "operator"}
        for row in await lists.city.rows(AuditContent)
    )


async def test_a_watch_entry_that_it_prolonged_and_that_ended_since_no_longer_names_it(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    first = TODAY + dt.timedelta(days=60)
    black = (await lists.put(listing(enterprise, valid_from=first))).entry
    watch = (await lists.put(listing(enterprise, "watch", valid_until=TODAY + dt.timedelta(days=40)))).entry
    assert (await lists.exit(black)).followed_by == watch
    await lists.exit(watch)
    assert (await lists.entry(watch)).follows_id == black.id
    await lists.exit(black, "ERROR")
    row = await lists.entry(watch)
    assert (row.erased, row.follows_id, row.own_until, row.exited_on) == (False, None, None, TODAY)


async def test_an_erased_red_entry_is_forgotten_by_the_key_of_the_listing_that_took_it_away(
    lists: Lists,
) -> None:
    enterprise = await lists.enterprise()
    red = (await lists.put(listing(enterprise, "red"))).entry
    listed = await lists.put(listing(enterprise), key="listing")
    assert listed.exited == (red,)
    await lists.exit(red, "ERROR")
    [kept] = await lists.city.rows(Idempotency)
    assert (kept.result["entry"], kept.result["exited"]) == ({"ref": str(listed.entry)}, [])
    assert (await lists.put(listing(enterprise), key="listing")).entry == listed.entry


async def test_a_release_confirmed_beside_the_erasure_keeps_no_target(lists: Lists) -> None:
    for number in range(1, 6):
        black = (await lists.put(listing(await lists.enterprise(number)))).entry
        action = (await lists.city.initiate(black)).action
        mine = [row for row in await lists.city.assignments() if row.entry_id == black.id]
        department = lists.city.departments["quanzhou-market"]
        refs = [Ref("Assignment", row.bucket, row.id) for row in mine if row.department_id == department]
        await lists.city.acknowledge("quanzhou-market", *refs)
        withdrawal = WithdrawAction(action, "Found superfluous.")
        await lists.city.run("jinjiang-taxation", partial(withdraw_action, asked=withdrawal))
        done = ConfirmRelease(tuple(refs), TODAY)
        await asyncio.gather(
            lists.city.run("quanzhou-market", partial(confirm_release, asked=done)),
            lists.exit(black, "ERROR"),
        )
        rows = [row for row in await lists.city.assignments() if row.id in {ref.id for ref in refs}]
        assert [(row.state, row.erased, row.target_id) for row in rows] == [("RELEASED", True, None)] * len(
            refs
        )


async def test_a_replay_of_the_listing_answers_the_erased_entry_and_lists_nobody_anew(lists: Lists) -> None:
    asked = listing(await lists.enterprise())
    first = await lists.put(asked, key="k")
    await lists.exit(first.entry, "ERROR")
    again = await lists.put(asked, key="k")
    assert again.entry == first.entry
    assert len(await lists.entries()) == 2


async def test_an_erased_entry_is_not_erased_twice(lists: Lists) -> None:
    black = (await lists.put(listing(await lists.enterprise()))).entry
    await lists.exit(black, "ERROR")
    with pytest.raises(Refused) as refused:
        await lists.exit(black, "ERROR")
    assert [refusal.code for refusal in refused.value.refusals] == ["ALREADY_EXITED"]
    assert refused.value.refusals[0].allowed == ()


async def test_an_error_beside_a_change_of_standard_at_once_leaves_nothing_half_done(lists: Lists) -> None:
    for number in range(1, 5):
        black = (await lists.put(listing(await lists.enterprise(number)))).entry
        answers = await asyncio.gather(lists.exit(black, "ERROR"), lists.exit(black), return_exceptions=True)
        assert isinstance(answers[0], Exited)
        assert isinstance(answers[1], Exited | Refused)
        assert (await lists.entry(black)).erased is True
        assert all(row.erased for row in await lists.entries())
