"""Statements of repairs: what an entry's standard says of them, the applications, and what erasure leaves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import and_, insert, select, update

from hub.policy.repair import Terms
from hub.policy.vocabulary import RepairState
from hub.store.ids import Ref
from hub.store.models import ListEntry, ListingStandard, Repair
from hub.store.statements.erasure import forget
from hub.store.statements.sets import keys_of

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_ROW = Repair.__table__.c
_ENTRY = ListEntry.__table__.c
_STANDARD = ListingStandard.__table__.c


@dataclass(frozen=True, slots=True)
class Held:
    """One application: its entry, who submitted it and who decides it, and the state last written."""

    ref: Ref
    entry: Ref
    submitted_by: UUID
    submitted_at: dt.datetime
    decided_by: UUID
    state: RepairState


async def terms(session: AsyncSession, entry: Ref) -> Terms | None:
    """What the standard of a locked entry says of correction and repair; None once it is erased."""
    found = await session.execute(
        select(
            _STANDARD.correctable,
            _STANDARD.repairable,
            _STANDARD.repair_earliest_months,
            _STANDARD.repair_decision_days,
            _STANDARD.repair_requirements,
            _ENTRY.correct_by,
        )
        .join_from(ListEntry, ListingStandard, _STANDARD.id == _ENTRY.standard_id)
        .where(_ENTRY.bucket == entry.bucket, _ENTRY.id == entry.id)
    )
    row = found.one_or_none()
    return None if row is None else Terms(*row)


async def find(session: AsyncSession, ref: Ref) -> Held | None:
    """An application by its id, not locked: its entry is locked before anything is written."""
    found = await session.execute(
        select(Repair.__table__).where(_ROW.bucket == ref.bucket, _ROW.id == ref.id)
    )
    row = found.one_or_none()
    return None if row is None else _held(row)


async def open_of(session: AsyncSession, entries: Iterable[Ref]) -> list[Held]:
    """The applications of these entries that nobody has decided."""
    given = keys_of(entries)
    mine = and_(_ROW.bucket == given.c.bucket, _ROW.entry_id == given.c.id)
    found = await session.execute(
        select(Repair.__table__)
        .join_from(given, Repair.__table__, mine)
        .where(_ROW.state == RepairState.SUBMITTED.value)
        .order_by(_ROW.bucket, _ROW.id)
    )
    return [_held(row) for row in found]


def _held(row: Any) -> Held:
    return Held(
        Ref("Repair", row.bucket, row.id),
        Ref("ListEntry", row.bucket, row.entry_id),
        row.submitted_by,
        row.submitted_at,
        row.decided_by,
        RepairState(row.state),
    )


async def submit(session: AsyncSession, row: dict[str, Any]) -> None:
    """Insert an application."""
    await session.execute(insert(Repair), [row])


async def decide(session: AsyncSession, ref: Ref, values: dict[str, Any]) -> None:
    """Write the decision on an application whose entry is locked."""
    await session.execute(
        update(Repair)
        .where(_ROW.bucket == ref.bucket, _ROW.id == ref.id)
        .values(values)
        .execution_options(synchronize_session=False)
    )


async def close(session: AsyncSession, entries: Iterable[Ref]) -> None:
    """Close the applications of locked entries that nobody has decided."""
    given = keys_of(entries)
    await session.execute(
        update(Repair)
        .where(_ROW.bucket == given.c.bucket, _ROW.entry_id == given.c.id)
        .where(_ROW.state == RepairState.SUBMITTED.value)
        .values(state=RepairState.CLOSED.value)
        .execution_options(synchronize_session=False)
    )


async def correct(session: AsyncSession, entry: Ref, corrected_on: dt.date, evidence: str) -> None:
    """Write on a locked entry when its subject had corrected itself, and what shows it."""
    await session.execute(
        update(ListEntry)
        .where(_ENTRY.bucket == entry.bucket, _ENTRY.id == entry.id)
        .values(corrected_on=corrected_on, exit_facts=evidence)
        .execution_options(synchronize_session=False)
    )


async def erase(session: AsyncSession, entries: Iterable[Ref]) -> None:
    """Leave no free text of the applications of erased entries, here or in what remembers them (X4)."""
    given = keys_of(entries)
    erased = await session.scalars(
        update(Repair)
        .where(_ROW.bucket == given.c.bucket, _ROW.entry_id == given.c.id)
        .values(evidence=[], commitment=None, reason=None)
        .returning(_ROW.id)
        .execution_options(synchronize_session=False)
    )
    await forget(session, list(erased))
