"""Who watches over a seat: its credit office (信用办) and the prefecture's (A5, L7)."""

from __future__ import annotations

from uuid import UUID

from hub.casework.change import Change
from hub.store.statements import audience as statements


async def overseers(change: Change, seat: UUID | None) -> frozenset[UUID]:
    """The credit offices of a region and of the prefecture, as of the change's day."""
    seats = {await statements.prefecture(change.session)} | ({seat} if seat is not None else set())
    return await statements.credit_offices(change.session, seats, change.today)
