"""An incentive is a measure like any other: assigned, carried out, and lifted when the red entry ends (I5, O2)."""

from __future__ import annotations

import datetime as dt

from hub.store.ids import Ref
from hub.store.session import Store
from tests.support.actions import later
from tests.support.listing import Lists, build, listing


async def rewarded(store: Store) -> tuple[Lists, Ref, Ref]:
    lists = await build(store)
    red = (await lists.put(listing(await lists.enterprise(), "red"))).entry
    await lists.city.initiate(red)
    row = await lists.city.of("jinjiang-market")
    ref = Ref("Assignment", row.bucket, row.id)
    await lists.city.acknowledge("jinjiang-market", ref)
    return lists, red, ref


async def test_a_red_entry_issues_its_incentives_and_its_loss_has_them_lifted(store: Store) -> None:
    lists, red, _ = await rewarded(store)
    row = await lists.city.of("jinjiang-market")
    assert (row.measure_code, row.side, row.force, row.state) == (
        "GREEN_LANE",
        "INCENTIVE",
        "RECOMMENDED",
        "ACKNOWLEDGED",
    )
    await lists.exit(red, "MISUSE", moment=later(1))
    after = await lists.city.of("jinjiang-market")
    assert (after.state, after.release_reason) == ("RELEASE_DUE", "EXIT")


async def test_an_incentive_ends_with_the_red_entry_by_time_as_well(store: Store) -> None:
    lists, red, _ = await rewarded(store)
    entry = await lists.entry(red)
    row = await lists.city.of("jinjiang-market")
    assert row.entry_ends_on == entry.valid_until + dt.timedelta(days=1)
