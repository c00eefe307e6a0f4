"""What a listing does to the subject's other entries: red ones lost, watch ones escalated or prolonged (L1, L3, L4, X2)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from hub.errors import Refused
from hub.store.ids import Ref
from hub.store.session import Store
from tests.support.actions import TODAY, later
from tests.support.listing import Lists, build, listing

D = dt.date


@pytest.fixture
async def lists(store: Store) -> Lists:
    return await build(store)


async def test_an_adverse_listing_takes_every_red_entry_and_names_the_cause(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    own = await lists.put(listing(enterprise, "red"))
    other = await lists.put(listing(enterprise, "red"), "licheng-taxation")
    black = await lists.put(listing(enterprise))
    assert set(black.exited) == {own.entry, other.entry}
    for red in (own.entry, other.entry):
        row = await lists.entry(red)
        assert (row.exit_ground, row.exited_on, row.caused_by_id) == (
            "ADVERSE_LISTING",
            TODAY,
            black.entry.id,
        )
    assert ("entry_exited", other.entry.id) in await lists.city.inbox("licheng-taxation")
    assert ("entry_exited", own.entry.id) not in await lists.city.inbox("licheng-taxation")


async def test_a_red_entry_is_lost_on_the_day_a_later_black_one_takes_effect(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    red = await lists.put(listing(enterprise, "red"))
    await lists.put(listing(enterprise, valid_from=D(2026, 10, 1), valid_until=D(2027, 9, 30)))
    assert (await lists.entry(red.entry)).exited_on == D(2026, 10, 1)


async def test_a_watch_listing_takes_red_entries_too(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    red = await lists.put(listing(enterprise, "red"))
    watch = await lists.put(listing(enterprise, "watch"), "licheng-taxation")
    assert watch.exited == (red.entry,)


@pytest.mark.parametrize("kind", ["black", "watch"])
async def test_a_red_listing_beside_an_adverse_entry_of_any_department_is_refused(
    lists: Lists, kind: str
) -> None:
    enterprise = await lists.enterprise()
    await lists.put(listing(enterprise, kind), "licheng-taxation")
    with pytest.raises(Refused) as found:
        await lists.put(listing(enterprise, "red"))
    [refusal] = found.value.refusals
    assert (refusal.code, refusal.path) == ("ADVERSE_ENTRY_IN_FORCE", ("subject",))
    assert "licheng-taxation" in refusal.message


async def test_a_red_listing_after_the_black_entry_s_expiry_meets_its_follow_on(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    first = D(2025, 8, 1)
    over: dict[str, Any] = {
        "decided_on": first,
        "valid_from": first,
        "valid_until": D(2026, 7, 31),
        "notice_given_on": first,
    }
    black = await lists.put(listing(enterprise, **over))
    assert (await lists.follow_on(black.entry)).valid_from == D(2026, 8, 1)
    with pytest.raises(Refused, match="its WATCH entry"):
        await lists.put(listing(enterprise, "red"))


async def test_the_same_department_lists_once_and_another_beside_it(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    await lists.put(listing(enterprise))
    with pytest.raises(Refused) as found:
        await lists.put(listing(enterprise))
    assert [refusal.code for refusal in found.value.refusals] == ["ALREADY_LISTED"]
    await lists.put(listing(enterprise), "licheng-taxation")
    assert sorted(row.kind for row in await lists.entries()) == ["BLACK", "BLACK", "WATCH", "WATCH"]


async def test_a_watch_listing_beside_the_department_s_own_black_entry_is_refused(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    await lists.put(listing(enterprise))
    with pytest.raises(Refused) as found:
        await lists.put(listing(enterprise, "watch"))
    assert [refusal.code for refusal in found.value.refusals] == ["BLACK_ENTRY_IN_FORCE"]
    await lists.put(listing(enterprise, "watch"), "licheng-taxation")


async def test_a_black_listing_escalates_the_department_s_own_watch_entry_alone(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    own = await lists.put(listing(enterprise, "watch"))
    other = await lists.put(listing(enterprise, "watch"), "licheng-taxation")
    black = await lists.put(listing(enterprise))
    assert black.exited == (own.entry,)
    row = await lists.entry(own.entry)
    assert (row.exit_ground, row.exited_on, row.caused_by_id) == ("ESCALATED", TODAY, black.entry.id)
    assert (await lists.entry(other.entry)).exit_ground is None


async def test_what_the_black_entry_s_action_repeats_goes_on_after_an_escalation(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    watch = await lists.put(listing(enterprise, "watch"))
    await lists.city.initiate(watch.entry)
    held = await lists.city.of("quanzhou-market")
    ref = Ref("Assignment", held.bucket, held.id)
    await lists.city.acknowledge("quanzhou-market", ref)
    black = await lists.put(listing(enterprise), moment=later(1))
    due_now = await lists.city.of("quanzhou-market")
    assert (due_now.state, due_now.release_reason, due_now.released_at) == ("RELEASE_DUE", "EXIT", None)
    await lists.city.initiate(black.entry, moment=later(1))
    [going_on] = await lists.city.assignments(id=held.id)
    assert (going_on.state, going_on.entry_id, going_on.entry_ends_on) == (
        "ACKNOWLEDGED",
        black.entry.id,
        D(2027, 9, 7),
    )


async def test_a_second_black_list_of_the_field_prolongs_the_follow_on_of_the_first(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    first = await lists.put(listing(enterprise))
    second = await lists.put(listing(enterprise, list_type="tax2-black", valid_until=D(2027, 12, 31)))
    [watch] = [row for row in await lists.entries() if row.kind == "WATCH"]
    assert (watch.valid_from, watch.valid_until) == (D(2027, 9, 7), D(2028, 12, 31))
    assert watch.follows_id == second.entry.id
    assert await lists.follow_on(first.entry) is None
