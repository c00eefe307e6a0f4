"""Statements about departments and regions: who is meant by a key, and which credit offices watch over a seat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.policy.duties import CREDIT_OFFICE
from hub.store.models import Department, DepartmentFunction, Region

_DEPARTMENT = Department.__table__.c
_FUNCTION = DepartmentFunction.__table__.c
_REGION = Region.__table__.c


async def by_key(session: AsyncSession, ids: Collection[UUID], slugs: Collection[str]) -> Sequence[Any]:
    """The departments of these ids and slugs: id, slug, name, region_id, valid_from, valid_to."""
    columns = (
        _DEPARTMENT.id,
        _DEPARTMENT.slug,
        _DEPARTMENT.name,
        _DEPARTMENT.region_id,
        _DEPARTMENT.valid_from,
        _DEPARTMENT.valid_to,
    )
    asked = or_(_DEPARTMENT.id.in_(ids), _DEPARTMENT.slug.in_(slugs))
    return (await session.execute(select(*columns).where(asked))).all()


async def credit_offices(session: AsyncSession, seat: UUID | None, today: dt.date) -> Sequence[UUID]:
    """The credit offices seated in a region and in the prefecture (the region above all), in id order."""
    here = or_(_REGION.parent_id.is_(None), _REGION.id == seat)
    standing = or_(_DEPARTMENT.valid_to.is_(None), _DEPARTMENT.valid_to >= today)
    found = await session.execute(
        select(_DEPARTMENT.id)
        .join_from(Department, DepartmentFunction, _FUNCTION.department_id == _DEPARTMENT.id)
        .join(Region, _REGION.id == _DEPARTMENT.region_id)
        .where(_FUNCTION.function == CREDIT_OFFICE, here, _DEPARTMENT.valid_from <= today, standing)
        .order_by(_DEPARTMENT.id)
    )
    return found.scalars().all()


async def regions(session: AsyncSession) -> Sequence[Any]:
    """All regions: id, parent_id, slug, gb_code; there are few."""
    columns = (_REGION.id, _REGION.parent_id, _REGION.slug, _REGION.gb_code)
    return (await session.execute(select(*columns))).all()
