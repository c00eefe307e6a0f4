"""Exits by hand on a real database: who, on which ground, what follows, whom it is told (X1, X2, L6)."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, update

from hub.casework.exits import Exited
from hub.errors import Refused
from hub.errors.changes import Conflict
from hub.policy.vocabulary import Duty
from hub.store.ids import Ref
from hub.store.models import ListEntry, ListingStandard
from hub.store.session import Store
from tests.support.actions import TODAY, later
from tests.support.listing import Lists, build, listing

D = dt.date


@pytest.fixture
async def lists(store: Store) -> Lists:
    return await build(store)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[tuple[str, tuple[str, ...]]]:
    return [(refusal.code, refusal.path) for refusal in refused.value.refusals]


async def test_a_black_entry_that_exits_early_is_followed_from_that_day(lists: Lists) -> None:
    black = (await lists.put(listing(await lists.enterprise()))).entry
    planned = await lists.follow_on(black)
    exited = await lists.exit(black, moment=later(10))
    assert exited == Exited(black, Ref("ListEntry", black.bucket, planned.id), (), 0, 0, erased=False)
    row, watch = await lists.entry(black), await lists.follow_on(black)
    assert (row.exited_on, row.exit_ground, row.exit_facts) == (
        D(2026, 9, 17),
        "STANDARD_CHANGED",
        "Document No. 9.",
    )
    assert (watch.id, watch.valid_from, watch.valid_until) == (planned.id, D(2026, 9, 17), D(2027, 9, 16))
    assert len(await lists.entries()) == 2


async def test_a_watch_term_given_at_the_exit_counts(lists: Lists) -> None:
    black = (await lists.put(listing(await lists.enterprise()))).entry
    await lists.exit(black, watch_term_months=2)
    assert (await lists.follow_on(black)).valid_until == D(2026, 11, 6)


async def test_an_exit_is_told_to_the_department_and_the_credit_offices_and_warns(lists: Lists) -> None:
    black = (await lists.put(listing(await lists.enterprise()))).entry
    exited = await lists.exit(black)
    assert exited.followed_by is not None
    inbox = await lists.city.inbox("jinjiang-taxation")
    assert set(inbox[1:]) == {("entry_exited", black.id), ("warning_due", exited.followed_by.id)}
    for slug in ("jinjiang-credit", "quanzhou-credit"):
        assert (await lists.city.inbox(slug))[1:] == [("entry_exited", black.id)]


async def test_an_exit_in_a_field_without_a_watch_list_is_reported_and_not_blocked(lists: Lists) -> None:
    black = (await lists.put(listing(await lists.enterprise(), list_type="labour-black"))).entry
    exited = await lists.exit(black)
    assert exited.followed_by is None
    assert ("watch_list_missing", black.id) in (await lists.city.inbox("quanzhou-credit"))[2:]


async def test_an_exit_ends_the_measures_and_tells_whoever_had_one(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    black = (await lists.put(listing(enterprise))).entry
    await lists.city.initiate(black)
    rows = await lists.city.assignments()
    taken = next(row for row in rows if row.department_id == lists.city.departments["quanzhou-market"])
    await lists.city.acknowledge("quanzhou-market", Ref("Assignment", taken.bucket, taken.id))
    exited = await lists.exit(black, moment=later(1))
    assert (exited.release_due, exited.withdrawn) == (1, len(rows) - 1)
    states = {row.id: row.state for row in await lists.city.assignments()}
    assert states[taken.id] == "RELEASE_DUE"
    assert sorted(set(states.values())) == ["RELEASE_DUE", "WITHDRAWN"]
    assert ("entry_exited", black.id) in await lists.city.inbox("quanzhou-market")


async def test_a_second_exit_is_refused_and_says_what_is_still_possible(lists: Lists) -> None:
    black = (await lists.put(listing(await lists.enterprise()))).entry
    await lists.exit(black)
    with pytest.raises(Refused) as refused:
        await lists.exit(black)
    assert codes(refused) == [("ALREADY_EXITED", ("entry",))]
    assert refused.value.refusals[0].allowed == ("exitEntry",)
    assert len(await lists.city.inbox("quanzhou-credit")) == 2


async def test_an_expired_entry_reads_as_exited_with_no_job_run(lists: Lists) -> None:
    first = D(2025, 8, 1)
    over: dict[str, Any] = {
        "decided_on": first,
        "valid_from": first,
        "valid_until": D(2026, 7, 31),
        "notice_given_on": first,
    }
    black = (await lists.put(listing(await lists.enterprise(), **over))).entry
    with pytest.raises(Refused, match=r"2026-08-01 \(EXPIRED\)"):
        await lists.exit(black)
    assert (await lists.entry(black)).exited_on is None


async def test_only_the_listing_department_or_its_successor_ends_an_entry(lists: Lists) -> None:
    black = (await lists.put(listing(await lists.enterprise()))).entry
    with pytest.raises(Refused) as refused:
        await lists.exit(black, by="licheng-taxation")
    assert codes(refused) == [("NOT_LISTING_DEPARTMENT", ("entry",))]
    successor = lists.city.caller("licheng-taxation", succeeds=("jinjiang-taxation",))
    exited = await lists.exit(black, caller=successor)
    assert exited.followed_by is not None
    assert (await lists.follow_on(black)).listed_by == lists.city.departments["jinjiang-taxation"]


@pytest.mark.parametrize(("kind", "code"), [("watch", "NOT_FOUND"), ("black", "NOT_LISTING_DEPARTMENT")])
async def test_an_entry_that_the_token_may_not_read_is_refused_like_one_that_is_not_there(
    lists: Lists, kind: str, code: str
) -> None:
    entry = (await lists.put(listing(await lists.enterprise(), kind))).entry
    await lists.city.write(
        update(ListEntry).where(ListEntry.id == entry.id).values(published=kind == "black")
    )
    writer = replace(lists.city.caller("licheng-taxation"), duties=frozenset({Duty.LIST}))
    with pytest.raises(Refused) as refused:
        await lists.exit(entry, caller=writer)
    assert codes(refused) == [(code, ("entry",))]
    own = replace(lists.city.caller("jinjiang-taxation"), duties=frozenset({Duty.LIST}))
    assert (await lists.exit(entry, caller=own)).entry == entry


async def test_a_red_entry_goes_with_the_first_day_of_a_follow_on_that_begins_early(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    red = (await lists.put(listing(enterprise, "red"))).entry
    first = TODAY + dt.timedelta(days=30)
    black = (await lists.put(listing(enterprise, valid_from=first))).entry
    assert (await lists.entry(red)).exited_on == first
    await lists.exit(black)
    assert (await lists.follow_on(black)).valid_from == TODAY
    row = await lists.entry(red)
    assert (row.exited_on, row.exit_ground, row.caused_by_id) == (TODAY, "ADVERSE_LISTING", black.id)
    inbox = await lists.city.inbox("jinjiang-taxation")
    assert [what for what in inbox if what == ("entry_exited", red.id)] == [("entry_exited", red.id)] * 2
    assert (await lists.exit(black, "ERROR")).reinstated == (red,)


@pytest.mark.parametrize("of", ["nothing", "enterprise", "unknown"])
async def test_what_is_no_entry_is_not_found(lists: Lists, of: str) -> None:
    enterprise = await lists.enterprise()
    refs = {
        "nothing": None,
        "enterprise": enterprise,
        "unknown": Ref("ListEntry", enterprise.bucket, uuid4()),
    }
    with pytest.raises(Refused) as refused:
        await lists.exit(refs[of])
    assert codes(refused) == [("NOT_FOUND", ("entry",))]


async def test_misuse_ends_a_red_entry_with_its_facts(lists: Lists) -> None:
    red = (await lists.put(listing(await lists.enterprise(), "red"))).entry
    with pytest.raises(Refused) as refused:
        await lists.exit(red, "MISUSE", facts=None)
    assert codes(refused) == [("EXIT_FACTS_MISSING", ("facts",))]
    exited = await lists.exit(red, "MISUSE", facts="Lent its certificate.")
    assert (exited.followed_by, exited.erased) == (None, False)
    assert (await lists.entry(red)).exit_ground == "MISUSE"


async def test_a_new_standard_is_cited_and_kept(lists: Lists) -> None:
    black = (await lists.put(listing(await lists.enterprise()))).entry
    old = Ref("ListingStandard", 0, lists.city.standards["tax-black"])
    with pytest.raises(Refused) as refused:
        await lists.exit(black, standard=old, facts=None)
    assert codes(refused) == [("NEW_STANDARD_WRONG", ("standard",))]
    with pytest.raises(Refused) as unknown:
        await lists.exit(black, standard=replace(old, id=uuid4()))
    assert codes(unknown) == [("NOT_FOUND", ("standard",))]
    former = update(ListingStandard).where(ListingStandard.id == old.id)
    await lists.city.write(former.values(effective_to=D(2026, 8, 31)))
    [first] = [row for row in await lists.city.rows(ListingStandard) if row.id == old.id]
    new = replace(old, id=uuid4())
    changed = {"id": new.id, "version": "2", "effective_from": D(2026, 9, 1), "effective_to": None}
    await lists.city.write(insert(ListingStandard), [dict(first._mapping) | changed])  # noqa: SLF001
    await lists.exit(black, standard=new, facts=None)
    assert (await lists.entry(black)).exit_standard_id == new.id


async def test_an_early_exit_of_one_of_two_black_entries_prolongs_what_the_other_left(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    first = await lists.put(listing(enterprise))
    second = await lists.put(listing(enterprise, list_type="tax2-black", valid_until=D(2027, 12, 31)))
    exited = await lists.exit(second.entry)
    [watch] = [row for row in await lists.entries() if row.kind == "WATCH"]
    # From today by the second, until the end of what the first brings about.
    assert (watch.valid_from, watch.valid_until) == (TODAY, D(2028, 9, 6))
    assert exited.followed_by == Ref("ListEntry", watch.bucket, watch.id)
    assert (await lists.entry(first.entry)).exited_on is None


async def test_of_two_exits_at_once_one_wins_and_the_other_is_told(lists: Lists) -> None:
    black = (await lists.put(listing(await lists.enterprise()))).entry
    answers = await asyncio.gather(*(lists.exit(black) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(answer, Exited) for answer in answers) == 1
    assert sum(isinstance(answer, Refused | Conflict) for answer in answers) == 2
    assert len(await lists.entries()) == 2
    assert (await lists.city.inbox("quanzhou-credit")).count(("entry_exited", black.id)) == 1
