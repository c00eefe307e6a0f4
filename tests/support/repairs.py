"""What tests of corrections, repairs and pauses do in the small city."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import update

from hub.casework.exits import Exited
from hub.casework.repair import (
    Applied,
    ApplyForRepair,
    ConfirmCorrection,
    Decided,
    DecideRepair,
    apply_for_repair,
    confirm_correction,
    decide_repair,
)
from hub.policy.duties import Caller
from hub.store.ids import Ref
from hub.store.models import ListingStandard, Repair
from tests.support.actions import NOW, TODAY
from tests.support.listing import TAXATION, Lists

MARKET = "jinjiang-market"
EVIDENCE = ("Proof of payment No. 3",)


async def standard(lists: Lists, slug: str = "tax-black", **values: Any) -> None:
    """Change what a standard of the small city says."""
    mine = ListingStandard.__table__.c.id == lists.city.standards[slug]
    await lists.city.write(update(ListingStandard).where(mine).values(values))


async def apply(
    lists: Lists,
    entry: Ref | None,
    by: str = MARKET,
    *,
    moment: dt.datetime = NOW,
    key: str | None = None,
    caller: Caller | None = None,
    evidence: tuple[str, ...] = EVIDENCE,
    commitment: str | None = None,
) -> Ref:
    """An application for repair, submitted."""
    asked = ApplyForRepair(entry, evidence, commitment)
    return (
        await lists.city.run(
            by,
            lambda change: apply_for_repair(change, asked),
            moment=moment,
            key=key,
            caller=caller,
            result=Applied,
        )
    ).repair


async def decide(
    lists: Lists,
    repair: Ref | None,
    by: str = TAXATION,
    *,
    accept: bool = True,
    reason: str = "Paid in full.",
    watch_term_months: int | None = None,
    moment: dt.datetime = NOW,
    caller: Caller | None = None,
) -> Decided:
    """A decision on an application."""
    asked = DecideRepair(repair, accept, reason, watch_term_months)
    return await lists.city.run(
        by, lambda change: decide_repair(change, asked), moment=moment, caller=caller, result=Decided
    )


async def correct(
    lists: Lists,
    entry: Ref | None,
    by: str = TAXATION,
    *,
    corrected_on: dt.date = TODAY,
    evidence: str = "Receipt No. 8",
    moment: dt.datetime = NOW,
) -> Exited:
    """A confirmed correction."""
    asked = ConfirmCorrection(entry, corrected_on, evidence)
    return await lists.city.run(
        by, lambda change: confirm_correction(change, asked), moment=moment, result=Exited
    )


async def repair_row(lists: Lists, repair: Ref) -> Any:
    """The row of an application."""
    [row] = [row for row in await lists.city.rows(Repair) if row.id == repair.id]
    return row
