"""Writes down what the dates have made of assignments, and tells their departments (A6, L6)."""

from __future__ import annotations

import datetime as dt

from hub.casework.change import Change
from hub.casework.releases import write_settled
from hub.policy.workdays import start_of
from hub.store.session import Session
from hub.store.statements import settling as statements
from hub.store.statements.reminders import Reach


async def settle(change: Change, reach: Reach) -> int:
    """Settle the next assignments that their entry's exit day or their own longest duration has ended.

    Everybody reads them as ended without it; what it adds is that their departments are told. How many.
    """
    held = await statements.take(change.session, reach)
    await write_settled(change, held)
    return len(held)


async def first_end(session: Session, today: dt.date) -> dt.datetime | None:
    """When the first of the assignments that are not settled yet ended."""
    day = await statements.earliest(session, today)
    return None if day is None else start_of(day)
