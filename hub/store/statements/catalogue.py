"""The catalogue as an initiation reads it: the edition in force, its measures, what may be mandatory (§5.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, exists, func, select, text

from hub.policy.measures import Basis, Measure
from hub.policy.vocabulary import BasisLevel, MeasureForce, MeasureSide, MeasureTarget
from hub.store.models import CatalogueEdition, LegalBasis, MandatoryLevel, MeasureTrigger
from hub.store.models import Measure as MeasureRow
from hub.store.statements.days import during

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_MEASURE = MeasureRow.__table__.c
_LOCK = 0x6875624C  # "hubL": any number, as long as whoever reads or publishes rules takes the same


async def reading(session: AsyncSession) -> None:
    """Let the rules stay as they are until the end of the transaction: what they are applied to follows them whole."""
    await session.execute(text("SELECT pg_advisory_xact_lock_shared(:lock)"), {"lock": _LOCK})


async def publishing(session: AsyncSession) -> None:
    """Wait for whoever applies the rules at this moment; until the end of the transaction nobody else does."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


async def edition_in_force(session: AsyncSession, today: dt.date) -> UUID | None:
    """The catalogue edition in force on `today`."""
    edition = CatalogueEdition.__table__.c
    return await session.scalar(
        select(edition.id).where(during(edition.effective_from, edition.effective_to, today))
    )


async def measures_of(session: AsyncSession, edition: UUID) -> list[Measure]:
    """The measures of an edition in its order, each with the day from which a later one drops it (A9)."""
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
    dropped = await _dropped(session, edition)
    return [_measure(row, dropped.get(row.code, {})) for row in rows]


async def _dropped(session: AsyncSession, edition: UUID) -> dict[str, dict[UUID, dt.date]]:
    """Code -> list type -> the first day of the first later edition that does not have that measure for that list."""
    own, later = CatalogueEdition.__table__.alias("own"), CatalogueEdition.__table__.alias("later")
    trigger = MeasureTrigger.__table__.c
    rows = await session.execute(
        select(_MEASURE.code, trigger.list_type_id, func.min(later.c.effective_from).label("first"))
        .select_from(MeasureRow.__table__)
        .join(MeasureTrigger, trigger.measure_id == _MEASURE.id)
        .join(own, own.c.id == _MEASURE.edition_id)
        .join(later, later.c.effective_from > own.c.effective_from)
        .where(_MEASURE.edition_id == edition, ~has_measure(later.c.id, _MEASURE.code, trigger.list_type_id))
        .group_by(_MEASURE.code, trigger.list_type_id)
    )
    found: dict[str, dict[UUID, dt.date]] = {}
    for row in rows:
        found.setdefault(row.code, {})[row.list_type_id] = row.first
    return found


def has_measure(edition: Any, code: Any, list_type: Any) -> ColumnElement[bool]:
    """Whether an edition has a measure of that code that entries of that list trigger (A9)."""
    kept, of_list = MeasureRow.__table__.alias("kept"), MeasureTrigger.__table__.alias("of_list")
    return exists(
        select(1)
        .select_from(kept.join(of_list, of_list.c.measure_id == kept.c.id))
        .where(kept.c.edition_id == edition, kept.c.code == code, of_list.c.list_type_id == list_type)
        .correlate_except(kept, of_list)
    )


def _measure(row: Row[Any], dropped_from: Mapping[UUID, dt.date]) -> Measure:
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
        dropped_from=dropped_from,
    )


async def mandatory_levels(session: AsyncSession, today: dt.date) -> frozenset[BasisLevel]:
    """The levels that make a measure mandatory on `today` (A10)."""
    row = MandatoryLevel.__table__.c
    levels = await session.scalars(select(row.level).where(during(row.valid_from, row.valid_to, today)))
    return frozenset(BasisLevel(level) for level in levels)
