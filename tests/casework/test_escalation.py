"""A watch entry becomes a black one by its own mutation: what goes on, what stays, what is refused (L3)."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date as D  # noqa: N812 - tables of days
from typing import Any
from uuid import uuid4

import pytest

from hub.casework.escalation import EscalateToBlackList, escalate_to_black_list
from hub.casework.listing import Listed
from hub.errors import Refused
from hub.errors.changes import Conflict
from hub.policy.vocabulary import Duty
from hub.store.ids import Ref
from hub.store.session import Store
from tests.support.actions import later
from tests.support.listing import TAXATION, Lists, build, listing


@pytest.fixture
async def lists(store: Store) -> Lists:
    return await build(store)


async def escalate(
    lists: Lists, entry: Ref | None, asked: Any, by: str = TAXATION, *, caller: Any = None, **run: Any
) -> Listed:
    given = EscalateToBlackList(entry, asked)
    return await lists.city.run(
        by, lambda change: escalate_to_black_list(change, given), caller=caller, result=Listed, **run
    )


async def refused(lists: Lists, entry: Ref | None, asked: Any, by: str = TAXATION, **run: Any) -> Any:
    before = await lists.entries()
    with pytest.raises(Refused) as found:
        await escalate(lists, entry, asked, by, **run)
    assert await lists.entries() == before
    return [(refusal.code, refusal.path) for refusal in found.value.refusals]


async def test_the_watch_entry_exits_and_what_its_measures_did_goes_on(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    watch = (await lists.put(listing(enterprise, "watch"))).entry
    other = (await lists.put(listing(enterprise, "watch"), "licheng-taxation")).entry
    await lists.city.initiate(watch)
    taken = await lists.city.of("jinjiang-market")
    ref = Ref("Assignment", taken.bucket, taken.id)
    await lists.city.acknowledge("jinjiang-market", ref)
    listed = await escalate(lists, watch, listing(enterprise))
    assert listed.exited == (watch,)
    row = await lists.entry(watch)
    assert (row.exit_ground, row.caused_by_id) == ("ESCALATED", listed.entry.id)
    assert (await lists.entry(other)).exit_ground is None
    await lists.city.initiate(listed.entry)
    [again] = [row for row in await lists.city.assignments() if row.id == taken.id]
    assert (again.state, again.entry_id) == ("ACKNOWLEDGED", listed.entry.id)
    assert (await lists.follow_on(listed.entry)).valid_from == D(2027, 9, 7)


async def test_a_follow_on_in_force_is_escalated_by_a_successor(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    black = (await lists.put(listing(enterprise))).entry
    followed_by = (await lists.exit(black)).followed_by
    successor = lists.city.caller("licheng-taxation", succeeds=(TAXATION,))
    listed = await escalate(
        lists, followed_by, listing(enterprise), "licheng-taxation", caller=successor, moment=later(1)
    )
    assert listed.exited == (followed_by,)


async def test_every_reason_against_the_listing_is_told_under_it(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    watch = (await lists.put(listing(enterprise, "watch"))).entry
    asked = listing(enterprise, facts=" ", criteria=())
    assert await refused(lists, watch, asked) == [
        ("TEXT_MISSING", ("listing", "facts")),
        ("CRITERIA_MISSING", ("listing", "criteria")),
    ]


async def test_what_cannot_be_escalated_is_refused_and_nothing_is_listed(lists: Lists) -> None:
    enterprise, stranger = await lists.enterprise(), await lists.enterprise(2)
    watch = (await lists.put(listing(enterprise, "watch"))).entry
    asked = listing(enterprise)
    assert await refused(lists, None, asked) == [("NOT_FOUND", ("entry",))]
    assert await refused(lists, enterprise, asked) == [("NOT_FOUND", ("entry",))]
    assert await refused(lists, replace(watch, id=uuid4()), asked) == [("NOT_FOUND", ("entry",))]
    blind = replace(lists.city.caller("licheng-taxation"), duties=frozenset({Duty.LIST}))
    assert await refused(lists, watch, asked, caller=blind) == [("NOT_FOUND", ("entry",))]
    assert await refused(lists, watch, asked, "licheng-taxation") == [("NOT_LISTING_DEPARTMENT", ("entry",))]
    assert await refused(lists, watch, listing(stranger)) == [("ANOTHER_SUBJECT", ("listing", "subject"))]
    assert await refused(lists, watch, listing(enterprise, list_type="labour-black")) == [
        ("NOT_ITS_BLACK_LIST", ("listing", "listType"))
    ]
    assert await refused(lists, watch, listing(enterprise, list_type="none")) == [
        ("UNKNOWN_LIST_TYPE", ("listing", "listType"))
    ]
    black = (await lists.put(listing(stranger))).entry
    assert await refused(lists, black, listing(stranger)) == [("NOT_A_WATCH_ENTRY", ("entry",))]
    await lists.exit(watch)
    assert await refused(lists, watch, asked, moment=later(1)) == [("WATCH_ENTRY_NOT_IN_FORCE", ("entry",))]
    await lists.exit(watch, "ERROR")
    assert await refused(lists, watch, asked) == [("ENTRY_ERASED", ("entry",))]


async def test_two_clerks_who_escalate_at_once_make_one_black_entry(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    watch = (await lists.put(listing(enterprise, "watch"))).entry
    answers = await asyncio.gather(
        *(escalate(lists, watch, listing(enterprise)) for _ in range(2)), return_exceptions=True
    )
    assert sum(isinstance(answer, Listed) for answer in answers) == 1
    assert sum(isinstance(answer, Refused | Conflict) for answer in answers) == 1
    assert [row.kind for row in await lists.entries()].count("BLACK") == 1


async def test_the_same_key_answers_the_same_entry_again(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    watch = (await lists.put(listing(enterprise, "watch"))).entry
    first = await escalate(lists, watch, listing(enterprise), key="k")
    assert await escalate(lists, watch, listing(enterprise), key="k") == first
