"""Statements about departments and regions: who and where is meant by a key."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from hub.store.models import Department, Region

_DEPARTMENT = Department.__table__.c
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


async def regions(session: AsyncSession) -> Sequence[Any]:
    """All regions: id, parent_id, slug, gb_code; there are few."""
    columns = (_REGION.id, _REGION.parent_id, _REGION.slug, _REGION.gb_code)
    return (await session.execute(select(*columns))).all()
