"""Whom a message is for: credit offices by seat, and whoever took over from a department that ended (A7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import Uuid, and_, func, select

from hub.policy.duties import CREDIT_OFFICE
from hub.store.models import Department, DepartmentFunction, Region
from hub.store.statements.days import during
from hub.store.statements.sets import table_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_DEPARTMENT = Department.__table__.c


async def prefecture(session: AsyncSession) -> UUID:
    """The region of the prefecture level: the root of the tree."""
    region = Region.__table__.c
    root = select(region.id).where(region.parent_id.is_(None)).order_by(region.position, region.slug).limit(1)
    found: UUID = (await session.execute(root)).scalar_one()
    return found


async def credit_offices(session: AsyncSession, seats: Iterable[UUID], today: dt.date) -> frozenset[UUID]:
    """The credit offices seated in these regions, as of `today`."""
    function = DepartmentFunction.__table__.c
    found = await session.scalars(
        select(_DEPARTMENT.id)
        .join(DepartmentFunction, function.department_id == _DEPARTMENT.id)
        .where(
            function.function == CREDIT_OFFICE,
            _DEPARTMENT.region_id.in_(set(seats)),
            during(_DEPARTMENT.valid_from, _DEPARTMENT.valid_to, today),
            during(function.valid_from, function.valid_to, today),
        )
    )
    return frozenset(found)


async def standing_in(session: AsyncSession, departments: Iterable[UUID], today: dt.date) -> dict[UUID, UUID]:
    """Each department -> who stands in for it today: itself, or the last of its successors (A7)."""
    asked = sorted(set(departments))
    if not asked:
        return {}
    given = table_of("given", (("id", Uuid()),), [(department,) for department in asked])
    chain = select(given.c.id.label("of"), given.c.id.label("now")).cte("chain", recursive=True)
    taken_over = and_(_DEPARTMENT.valid_to < today, _DEPARTMENT.successor_id.is_not(None))
    chain = chain.union(
        select(chain.c.of, _DEPARTMENT.successor_id)
        .select_from(chain.join(Department, _DEPARTMENT.id == chain.c.now))
        .where(taken_over)
    )
    rows = await session.execute(
        select(chain.c.of, chain.c.now)
        .select_from(chain.join(Department, _DEPARTMENT.id == chain.c.now))
        .where(~func.coalesce(taken_over, False))
    )
    return {department: department for department in asked} | {row.of: row.now for row in rows}
