"""Statements that publish a standard: the versions there are, the new one, who keeps the list (§4.1)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, func, insert, or_, select, union, update

from hub.policy.versions import Known
from hub.store.models import Criterion, Department, DepartmentFunction, ListEntry, ListingStandard
from hub.store.statements.days import during

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ROW = ListingStandard.__table__.c
_ENTRY = ListEntry.__table__.c
_DEPARTMENT = Department.__table__.c


async def versions(session: AsyncSession, list_type: UUID) -> list[Known]:
    """The versions of a list type, by their first day."""
    rows = await session.execute(
        select(_ROW.version, _ROW.effective_from, _ROW.effective_to)
        .where(_ROW.list_type_id == list_type)
        .order_by(_ROW.effective_from)
    )
    return [Known(row.version, row.effective_from, row.effective_to) for row in rows]


async def close(session: AsyncSession, list_type: UUID, last: dt.date) -> None:
    """Let no version of a list type that began by `last` be in force after it."""
    await session.execute(
        update(ListingStandard)
        .where(
            _ROW.list_type_id == list_type,
            _ROW.effective_from <= last,
            or_(_ROW.effective_to.is_(None), _ROW.effective_to > last),
        )
        .values(effective_to=last)
        .execution_options(synchronize_session=False)
    )


async def insert_standard(
    session: AsyncSession, row: Mapping[str, Any], criteria: Sequence[Mapping[str, Any]]
) -> None:
    """Insert a standard with its criteria."""
    await session.execute(insert(ListingStandard), [dict(row)])
    await session.execute(insert(Criterion), [dict(criterion) for criterion in criteria])


async def concerned(session: AsyncSession, list_type: UUID, function: str, today: dt.date) -> frozenset[UUID]:
    """Whom a list type's rules concern: the departments of its lead function, and those with an entry in force on it."""
    held = DepartmentFunction.__table__.c
    leading = (
        select(_DEPARTMENT.id)
        .join(
            DepartmentFunction,
            and_(held.department_id == _DEPARTMENT.id, during(held.valid_from, held.valid_to, today)),
        )
        .where(
            held.function == function,
            during(held.valid_from, held.valid_to, today),
            during(_DEPARTMENT.valid_from, _DEPARTMENT.valid_to, today),
        )
    )
    listing = select(_ENTRY.listed_by).where(
        _ENTRY.list_type_id == list_type,
        ~_ENTRY.erased,
        func.least(_ENTRY.exited_on, _ENTRY.valid_until + 1) > today,
    )
    return frozenset(await session.scalars(union(leading, listing)))
