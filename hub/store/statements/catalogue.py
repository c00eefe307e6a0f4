"""The catalogue as an initiation reads it: the edition in force, its measures, what may be mandatory (§5.4)."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, func, or_, select

from hub.policy.measures import Basis, Measure
from hub.policy.vocabulary import BasisLevel, MeasureForce, MeasureSide, MeasureTarget
from hub.store.models import CatalogueEdition, LegalBasis, MandatoryLevel, MeasureTrigger
from hub.store.models import Measure as MeasureRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_MEASURE = MeasureRow.__table__.c


def during(first: ColumnElement[Any], last: ColumnElement[Any], today: dt.date) -> ColumnElement[bool]:
    """`today` lies in the days from `first` to `last`, the latter included, open where it is null."""
    return and_(first <= today, or_(last.is_(None), last >= today))


async def edition_in_force(session: AsyncSession, today: dt.date) -> UUID | None:
    """The catalogue edition in force on `today`."""
    edition = CatalogueEdition.__table__.c
    return await session.scalar(
        select(edition.id).where(during(edition.effective_from, edition.effective_to, today))
    )


async def measures_of(session: AsyncSession, edition: UUID) -> list[Measure]:
    """The measures of an edition in its order."""
    basis, trigger = LegalBasis.__table__.c, MeasureTrigger.__table__.c
    lists = (
        select(func.array_agg(trigger.list_type_id))
        .where(trigger.measure_id == _MEASURE.id)
        .scalar_subquery()
    )
    rows = await session.execute(
        select(
            MeasureRow.__table__,
            lists.label("list_types"),
            basis.level,
            basis.in_force_from,
            basis.in_force_to,
        )
        .join(LegalBasis.__table__, basis.id == _MEASURE.basis_id)
        .where(_MEASURE.edition_id == edition)
        .order_by(_MEASURE.position, _MEASURE.id)
    )
    return [_measure(row) for row in rows]


def _measure(row: Row[Any]) -> Measure:
    return Measure(
        id=row.id,
        code=row.code,
        side=MeasureSide(row.side),
        force=MeasureForce(row.force),
        function=row.implementing_function,
        targets=frozenset(MeasureTarget(target) for target in row.targets),
        list_types=frozenset(row.list_types or ()),
        criteria_groups=frozenset(row.criteria_groups or ()),
        acknowledge_within=row.acknowledge_within_days,
        implement_within=row.implement_within_days,
        release_within=row.release_within_days,
        max_months=row.max_months,
        basis=Basis(BasisLevel(row.level), row.in_force_from, row.in_force_to),
    )


async def mandatory_levels(session: AsyncSession, today: dt.date) -> frozenset[BasisLevel]:
    """The levels that make a measure mandatory on `today` (A10)."""
    row = MandatoryLevel.__table__.c
    levels = await session.scalars(select(row.level).where(during(row.valid_from, row.valid_to, today)))
    return frozenset(BasisLevel(level) for level in levels)
