"""An application that an exit has closed stays closed when its entry stands again (P1, X4)."""

from __future__ import annotations

from datetime import date as D  # noqa: N812 - tables of days

import pytest

from hub.errors import Refused
from hub.store.session import Store
from tests.support.actions import later
from tests.support.listing import Lists, build, listing
from tests.support.repairs import MARKET, apply, decide, repair_row


@pytest.fixture
async def lists(store: Store) -> Lists:
    return await build(store)


async def test_an_application_closed_by_an_escalation_stays_closed_when_that_is_erased(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    watch = (await lists.put(listing(enterprise, "watch"))).entry
    repair = await apply(lists, watch)
    black = (await lists.put(listing(enterprise))).entry
    assert (await lists.exit(black, "ERROR")).reinstated == (watch,)
    row = await repair_row(lists, repair)
    assert (row.state, row.decided_at) == ("CLOSED", None)
    told = [kind for kind, key in await lists.city.inbox(MARKET) if key == repair.id]
    assert told.count("repair_closed") == 1
    with pytest.raises(Refused) as refused:
        await decide(lists, repair)
    assert [refusal.code for refusal in refused.value.refusals] == ["STEP_NOT_ALLOWED"]
    again = await apply(lists, watch)
    await decide(lists, again, moment=later(1))
    assert (await lists.entry(watch)).exit_ground == "REPAIRED"


async def test_an_application_whose_entry_never_left_its_list_goes_on(lists: Lists) -> None:
    enterprise = await lists.enterprise()
    watch = (await lists.put(listing(enterprise, "watch"))).entry
    repair = await apply(lists, watch)
    black = (await lists.put(listing(enterprise, valid_from=D(2026, 9, 20)))).entry
    assert (await lists.entry(watch)).exited_on == D(2026, 9, 20)
    assert (await lists.exit(black, "ERROR")).reinstated == (watch,)
    assert (await repair_row(lists, repair)).state == "SUBMITTED"
    await decide(lists, repair, moment=later(1))
    assert (await lists.entry(watch)).exit_ground == "REPAIRED"
