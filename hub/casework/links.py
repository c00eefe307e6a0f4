"""The second step of an erasure: the link from an unreleased measure to its subject, bounded and cut (X4, §6.3)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hub.casework.change import Change
from hub.casework.reminders import overseers_of
from hub.policy.vocabulary import EventKind
from hub.policy.workdays import day_of
from hub.store.ids import Ref
from hub.store.session import Session
from hub.store.statements import audience, parameters
from hub.store.statements import calendar as calendars
from hub.store.statements import links as statements
from hub.store.statements.reminders import Reach

LINK_DAYS = "ERASED_LINK_WORKING_DAYS"
"""The parameter: for how many working days after its deadline an unconfirmed release keeps its link.

In them the escalation can still bring about that the measure is lifted; without the parameter there are none.
"""


async def bound_links(change: Change, owing: Sequence[tuple[Ref, dt.datetime]]) -> None:
    """Write until when assignments of an erased entry keep their target, given with the deadlines of the lifting."""
    if not owing:
        return
    days = await parameters.value(change.session, LINK_DAYS, change.today) or 0
    calendar = await calendars.load(change.session, change.today)
    bounds = {due: calendar.after(day_of(due), days).at for due in {due for _, due in owing}}
    await statements.bound(change.session, [(ref, bounds[due]) for ref, due in owing])


async def cut_links(change: Change, reach: Reach) -> int:
    """Cut the next links whose time is over, and tell the department and the credit offices above it; how many.

    Since that moment nobody reads them, cut or not. What remains is that somebody was not released in time.
    """
    taken = await statements.take(change.session, reach)
    refs = [ref for ref, _ in taken]
    await statements.cut(change.session, refs)
    change.lose(refs)
    now = await audience.standing_in(change.session, {department for _, department in taken}, change.today)
    above = await overseers_of(change, now.values())
    for ref, department in taken:
        mine = now[department]
        change.tell(EventKind.LINK_CUT, ref, [mine, *sorted(above[mine] - {mine})])
        change.audit(ref, {"cut": True})
    return len(taken)


async def cut_again(change: Change, ref: Ref) -> bool:
    """Cut a link that had been cut by its bound, after a restore; False where its release was confirmed instead."""
    over = await statements.overdue(change.session, ref, change.moment)
    if over:
        await statements.cut(change.session, [ref])
        change.lose([ref])
    return over


async def first_bound(session: Session) -> dt.datetime | None:
    """When the first link has to be cut."""
    return await statements.earliest(session)
