"""What becomes of the cases under way of entries that leave their list or are erased (P1, X3, X4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from hub.casework.change import Change
from hub.casework.publications import give_notice, withdraw
from hub.policy.vocabulary import EventKind
from hub.store.ids import Ref
from hub.store.statements import audience, objections, pauses
from hub.store.statements import repair as repairs
from hub.store.statements.objections import Ended


async def end_cases(change: Change, exits: Mapping[Ref, dt.date]) -> None:
    """Let the channels of entries, given with their exit days, withdraw them; tell whose application it closes.

    Nothing is written of applications: the entry's exit day closes them (P1, L6), until `keep_closed`.
    """
    await withdraw(change, exits)
    closed = await repairs.open_of(change.session, [ref for ref in exits if exits[ref] <= change.today])
    people = {one for held in closed for one in (held.submitted_by, held.decided_by)}
    now = await audience.standing_in(change.session, people, change.today)
    for held in closed:
        change.tell(EventKind.REPAIR_CLOSED, held.ref, [now[held.submitted_by], now[held.decided_by]])


async def erase_cases(change: Change, entries: Collection[Ref]) -> None:
    """Leave nothing in words of the cases of entries listed in error; objections still open close (O3, X4)."""
    await give_notice(change, entries)
    await repairs.erase(change.session, entries)
    await pauses.erase(change.session, entries)
    await tell_closed(change, await objections.erase(change.session, entries))


async def keep_closed(change: Change, entries: Collection[Ref]) -> None:
    """Write down which applications an exit has closed, before its entry stands again and its day is gone (P1)."""
    await repairs.close(change.session, entries)


async def tell_closed(change: Change, ended: Collection[Ended]) -> None:
    """Tell whoever opened an objection and whoever would have decided it that it is closed (O3)."""
    people = {one for each in ended for one in (each.opened_by, each.addressed_to)}
    now = await audience.standing_in(change.session, people, change.today)
    for each in ended:
        change.tell(EventKind.OBJECTION_CLOSED, each.ref, [now[each.opened_by], now[each.addressed_to]])
