"""Statements that publish an edition: those there are, what its measures may name, its rows, who gets a copy (§5.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, insert, or_, select, update

from hub.policy.catalogue import Edition
from hub.policy.duties import CREDIT_OFFICE
from hub.store.models import (
    CatalogueEdition,
    Criterion,
    Department,
    DepartmentFunction,
    Function,
    MeasureTrigger,
)
from hub.store.models import Measure as MeasureRow
from hub.store.statements.days import during

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_MEASURE = MeasureRow.__table__.c


async def editions(session: AsyncSession) -> list[Edition]:
    """Every edition, by its first day."""
    row = CatalogueEdition.__table__.c
    rows = await session.execute(
        select(row.id, row.name, row.effective_from, row.effective_to).order_by(row.effective_from)
    )
    return [Edition(*each) for each in rows]


async def functions(session: AsyncSession) -> frozenset[str]:
    """The codes of all functions."""
    return frozenset(await session.scalars(select(Function.code)))


async def groups(session: AsyncSession) -> frozenset[str]:
    """The groups that criteria of standards belong to."""
    row = Criterion.__table__.c
    return frozenset(await session.scalars(select(row.group).where(row.group.is_not(None)).distinct()))


async def close(session: AsyncSession, last: dt.date) -> None:
    """Let no edition that began by `last` be in force after it."""
    row = CatalogueEdition.__table__.c
    await session.execute(
        update(CatalogueEdition)
        .where(row.effective_from <= last, or_(row.effective_to.is_(None), row.effective_to > last))
        .values(effective_to=last)
        .execution_options(synchronize_session=False)
    )


async def insert_edition(
    session: AsyncSession,
    edition: Mapping[str, Any],
    measures: Sequence[Mapping[str, Any]],
    triggers: Sequence[Mapping[str, Any]],
) -> None:
    """Insert an edition with its measures and the lists that trigger them."""
    await session.execute(insert(CatalogueEdition), [dict(edition)])
    await session.execute(insert(MeasureRow), [dict(measure) for measure in measures])
    await session.execute(insert(MeasureTrigger), [dict(trigger) for trigger in triggers])


async def titles(session: AsyncSession, edition: UUID) -> dict[str, str]:
    """Code -> title of an edition's measures."""
    rows = await session.execute(select(_MEASURE.code, _MEASURE.title).where(_MEASURE.edition_id == edition))
    return {row.code: row.title for row in rows}


async def slugs(session: AsyncSession) -> dict[UUID, str]:
    """Every department's slug; there are few."""
    row = Department.__table__.c
    return {each.id: each.slug for each in await session.execute(select(row.id, row.slug))}


async def implementing(session: AsyncSession, edition: UUID, today: dt.date) -> frozenset[UUID]:
    """The departments of today that hold a function of the edition's measures, and the credit offices (§5.4)."""
    held, row = DepartmentFunction.__table__.c, Department.__table__.c
    named = select(_MEASURE.implementing_function).where(_MEASURE.edition_id == edition)
    found = await session.scalars(
        select(row.id)
        .join(
            DepartmentFunction,
            and_(held.department_id == row.id, during(held.valid_from, held.valid_to, today)),
        )
        .where(
            or_(held.function.in_(named), held.function == CREDIT_OFFICE),
            during(row.valid_from, row.valid_to, today),
        )
        .distinct()
    )
    return frozenset(found)


async def credit_offices(session: AsyncSession, today: dt.date) -> frozenset[UUID]:
    """The credit offices of today, wherever seated."""
    held, row = DepartmentFunction.__table__.c, Department.__table__.c
    found = await session.scalars(
        select(row.id)
        .join(
            DepartmentFunction,
            and_(held.department_id == row.id, during(held.valid_from, held.valid_to, today)),
        )
        .where(held.function == CREDIT_OFFICE, during(row.valid_from, row.valid_to, today))
        .distinct()
    )
    return frozenset(found)
