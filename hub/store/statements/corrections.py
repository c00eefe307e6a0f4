"""Statements of corrections: what of an entry may be amended, and what is written instead (O3)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from hub.store.ids import Ref
from hub.store.models import Criterion, EntryCriterion, ListEntry, Measure

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ENTRY = ListEntry.__table__.c
_MET = EntryCriterion.__table__.c
_CRITERION = Criterion.__table__.c
_MEASURE = Measure.__table__.c


@dataclass(frozen=True, slots=True)
class Written:
    """What an entry, locked, says now; `criteria` as often as each was met."""

    standard: UUID
    facts: str | None
    conduct_from: dt.date | None
    conduct_to: dt.date | None
    valid_until: dt.date
    criteria: tuple[str, ...]


async def written(session: AsyncSession, entry: Ref) -> Written:
    """What an entry says; it is locked and not erased."""
    columns = (_ENTRY.standard_id, _ENTRY.facts, _ENTRY.conduct_from, _ENTRY.conduct_to, _ENTRY.valid_until)
    row = (
        await session.execute(select(*columns).where(_ENTRY.bucket == entry.bucket, _ENTRY.id == entry.id))
    ).one()
    met = await session.execute(
        select(_MET.code, _MET.times)
        .where(_MET.bucket == entry.bucket, _MET.entry_id == entry.id)
        .order_by(_MET.code)
    )
    criteria = tuple(found.code for found in met for _ in range(found.times))
    return Written(row.standard_id, row.facts, row.conduct_from, row.conduct_to, row.valid_until, criteria)


async def write(session: AsyncSession, entry: Ref, values: dict[str, Any]) -> None:
    """Write columns of an entry."""
    if values:
        await session.execute(
            update(ListEntry)
            .where(_ENTRY.bucket == entry.bucket, _ENTRY.id == entry.id)
            .values(values)
            .execution_options(synchronize_session=False)
        )


async def write_criteria(session: AsyncSession, entry: Ref, standard: UUID, criteria: Sequence[str]) -> None:
    """Let an entry meet these criteria of its standard and no others; a code given n times counts n."""
    await session.execute(
        delete(EntryCriterion)
        .where(_MET.bucket == entry.bucket, _MET.entry_id == entry.id)
        .execution_options(synchronize_session=False)
    )
    rows = [
        {"bucket": entry.bucket, "entry_id": entry.id, "standard_id": standard, "code": code, "times": times}
        for code, times in Counter(criteria).items()
    ]
    await session.execute(insert(EntryCriterion), rows)


async def groups_of(session: AsyncSession, standard: UUID, criteria: Collection[str]) -> frozenset[str]:
    """The groups of §3.1 that these criteria of a standard belong to."""
    found = await session.scalars(
        select(_CRITERION.group).where(
            _CRITERION.standard_id == standard,
            _CRITERION.code.in_(criteria),
            _CRITERION.group.is_not(None),
        )
    )
    return frozenset(group for group in found if group is not None)


async def groups_asked(
    session: AsyncSession, measures: Collection[UUID]
) -> list[tuple[UUID, frozenset[str]]]:
    """The criteria groups that each of these measures asks for; empty for one that any criterion triggers."""
    rows = await session.execute(
        select(_MEASURE.id, _MEASURE.criteria_groups).where(_MEASURE.id.in_(measures))
    )
    return [(row.id, frozenset(row.criteria_groups or ())) for row in rows]
