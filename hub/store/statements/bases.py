"""Legal bases in the database: an act is kept once, however often it is cited the same way (依据)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Date, Integer, Text, Uuid, and_, select, update
from sqlalchemy.dialects.postgresql import insert

from hub.policy.bases import BasisGiven
from hub.store.models import LegalBasis
from hub.store.statements.sets import table_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ROW = LegalBasis.__table__.c
_CITED: tuple[tuple[str, Any], ...] = (
    ("act", Text()),
    ("document_number", Text()),
    ("article", Text()),
    ("level", Text()),
    ("in_force_from", Date()),
    ("in_force_to", Date()),
)


async def cite(
    session: AsyncSession, given: Sequence[tuple[UUID, BasisGiven]], *, confidential: bool = False
) -> list[UUID]:
    """The ids of these acts, in their order: of the one known with the same words and days, else the id given with it.

    `confidential`: a new one is for departments alone; cited otherwise, it is for everybody again.
    """
    if not given:
        return []
    rows = [(key, *_plain(basis)) for key, basis in given]
    await session.execute(
        insert(LegalBasis).on_conflict_do_nothing(),
        [
            dict(zip(("id", *(name for name, _ in _CITED)), row, strict=True))
            | {"confidential": confidential}
            for row in rows
        ],
    )
    cited = table_of(
        "cited",
        (("place", Integer()), ("id", Uuid()), *_CITED),
        [(place, *row) for place, row in enumerate(rows)],
    )
    same = and_(*(_ROW[name].is_not_distinct_from(cited.c[name]) for name, _ in _CITED))
    found = await session.execute(select(cited.c.place, _ROW.id).join_from(cited, LegalBasis.__table__, same))
    by_place = {row.place: row.id for row in found}
    if not confidential:
        told = update(LegalBasis).where(_ROW.id.in_(by_place.values()), _ROW.confidential)
        await session.execute(told.values(confidential=False).execution_options(synchronize_session=False))
    return [by_place[place] for place in range(len(rows))]


def _plain(basis: BasisGiven) -> tuple[Any, ...]:
    return (
        basis.act.strip(),
        (basis.document_number or "").strip() or None,
        (basis.article or "").strip() or None,
        basis.level.value,
        basis.in_force_from,
        basis.in_force_to,
    )


async def lock(session: AsyncSession, key: UUID) -> Any:
    """One act, locked: act, in_force_from, in_force_to; None where there is none, or it is not for everybody."""
    found = await session.execute(
        select(_ROW.act, _ROW.in_force_from, _ROW.in_force_to)
        .where(_ROW.id == key, ~_ROW.confidential)
        .with_for_update(key_share=True)
    )
    return found.one_or_none()


async def end(session: AsyncSession, key: UUID, last: dt.date) -> None:
    """Write an act's last day in force."""
    await session.execute(
        update(LegalBasis)
        .where(_ROW.id == key)
        .values(in_force_to=last)
        .execution_options(synchronize_session=False)
    )
