"""Statements of pauses: those of entries and of assignments, a new one, and what erasure deletes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, delete, func, insert, select

from hub.policy.pauses import Pause
from hub.policy.vocabulary import PauseKind
from hub.store.ids import Ref
from hub.store.models import Assignment, LegalBasis, Measure, PauseMeasure
from hub.store.models import Pause as PauseRow
from hub.store.statements.sets import keys_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ROW = PauseRow.__table__.c
_NAMED = PauseMeasure.__table__.c
_MEASURE = Measure.__table__.c
_ASSIGNMENT = Assignment.__table__.c


async def of_entries(session: AsyncSession, entries: Iterable[Ref]) -> dict[Ref, list[Pause]]:
    """The pauses of these entries, in the order in which they begin; an entry without one is left out."""
    given = keys_of(entries)
    codes = (
        select(func.array_agg(_MEASURE.code))
        .join_from(PauseMeasure, Measure, _MEASURE.id == _NAMED.measure_id)
        .where(_NAMED.bucket == _ROW.bucket, _NAMED.pause_id == _ROW.id)
        .scalar_subquery()
    )
    rows = await session.execute(
        select(PauseRow.__table__, codes.label("codes"))
        .join_from(
            given,
            PauseRow.__table__,
            and_(_ROW.bucket == given.c.bucket, _ROW.entry_id == given.c.id),
        )
        .order_by(_ROW.bucket, _ROW.entry_id, _ROW.starts_on, _ROW.id)
    )
    found: dict[Ref, list[Pause]] = defaultdict(list)
    for row in rows:
        found[Ref("ListEntry", row.bucket, row.entry_id)].append(_pause(row))
    return dict(found)


def _pause(row: Any) -> Pause:
    return Pause(
        PauseKind(row.kind), row.starts_on, row.ends_on, frozenset(row.codes or ()), row.department_id
    )


async def of_assignment(session: AsyncSession, assignment: Ref) -> list[Pause]:
    """The pauses of the entry that an assignment is for; none of an erased one's."""
    entry = await session.scalar(
        select(_ASSIGNMENT.entry_id).where(
            _ASSIGNMENT.bucket == assignment.bucket, _ASSIGNMENT.id == assignment.id
        )
    )
    if entry is None:
        return []
    ref = Ref("ListEntry", assignment.bucket, entry)
    return (await of_entries(session, [ref])).get(ref, [])


async def measures_of(
    session: AsyncSession, entry: Ref, edition: UUID | None, codes: Collection[str]
) -> Mapping[str, UUID]:
    """The measure of each code: as it is assigned for the entry, else as it stands in the edition."""
    assigned = select(_ASSIGNMENT.measure_id).where(
        _ASSIGNMENT.bucket == entry.bucket, _ASSIGNMENT.entry_id == entry.id
    )
    rows = await session.execute(
        select(_MEASURE.code, _MEASURE.id, _MEASURE.id.in_(assigned).label("assigned")).where(
            _MEASURE.code.in_(codes), _MEASURE.id.in_(assigned) | (_MEASURE.edition_id == edition)
        )
    )
    return {row.code: row.id for row in sorted(rows, key=lambda row: (row.assigned, row.id))}


async def assigned_codes(session: AsyncSession, entry: Ref) -> frozenset[str]:
    """The codes of the measures assigned for an entry, in whatever state."""
    found = await session.scalars(
        select(_ASSIGNMENT.measure_code)
        .distinct()
        .where(_ASSIGNMENT.bucket == entry.bucket, _ASSIGNMENT.entry_id == entry.id)
    )
    return frozenset(found)


async def add(session: AsyncSession, row: dict[str, Any], measures: Iterable[UUID]) -> None:
    """Insert a pause and the measures it names."""
    await session.execute(insert(PauseRow), [row])
    named = [{"bucket": row["bucket"], "pause_id": row["id"], "measure_id": key} for key in measures]
    if named:
        await session.execute(insert(PauseMeasure), named)


async def erase(session: AsyncSession, entries: Iterable[Ref]) -> None:
    """Delete the pauses of erased entries, and the confidential bases that no other pause cites (X4)."""
    given = keys_of(entries)
    gone = await session.scalars(
        delete(PauseRow)
        .where(_ROW.bucket == given.c.bucket, _ROW.entry_id == given.c.id)
        .returning(_ROW.basis_id)
        .execution_options(synchronize_session=False)
    )
    bases = set(gone)
    if not bases:
        return
    basis = LegalBasis.__table__.c
    cited = select(1).where(_ROW.basis_id == basis.id).exists()
    await session.execute(
        delete(LegalBasis)
        .where(basis.id.in_(bases), basis.confidential, ~cited)
        .execution_options(synchronize_session=False)
    )
