"""Statements about offices: recorded, ended, and those that matter to an enterprise's conduct."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hub.store.graph.states import exit_day
from hub.store.ids import Ref
from hub.store.models import ListEntry, Officership, ResponsiblePerson
from hub.store.statements.sets import keys_of

_OFFICE = Officership.__table__.c


async def of_enterprises(session: AsyncSession, enterprises: Iterable[Ref]) -> Sequence[Any]:
    """Every office ever held in these enterprises, oldest first; none that was recorded in error."""
    given = keys_of(enterprises)
    standing = _OFFICE.annulled_at.is_(None)
    theirs = and_(_OFFICE.bucket == given.c.bucket, _OFFICE.enterprise_id == given.c.id, standing)
    columns = select(
        _OFFICE.bucket,
        _OFFICE.id,
        _OFFICE.enterprise_id,
        _OFFICE.person_bucket,
        _OFFICE.person_id,
        _OFFICE.role,
        _OFFICE.since,
        _OFFICE.until,
    )
    return (
        await session.execute(columns.join_from(Officership, given, theirs).order_by(_OFFICE.since))
    ).all()


async def of(session: AsyncSession, office: Ref) -> Any:
    """The row of one office."""
    table = Officership.__table__
    found = await session.execute(
        select(table).where(_OFFICE.bucket == office.bucket, _OFFICE.id == office.id)
    )
    return found.one()


async def naming(session: AsyncSession, office: Ref, today: dt.date) -> frozenset[UUID]:
    """The departments with an entry, in force or to come, that names its holder through this office."""
    entry, named = ListEntry.__table__, ResponsiblePerson.__table__.c
    through = and_(entry.c.bucket == named.bucket, entry.c.id == named.entry_id)
    found = await session.scalars(
        select(entry.c.listed_by)
        .distinct()
        .join_from(ResponsiblePerson, entry, through)
        .where(
            named.bucket == office.bucket,
            named.officership_id == office.id,
            ~entry.c.erased,
            exit_day(entry) > today,
        )
    )
    return frozenset(found)


async def change(session: AsyncSession, office: Ref, values: dict[str, Any]) -> None:
    """Write columns of an office, its enterprise locked."""
    await session.execute(
        update(Officership)
        .where(_OFFICE.bucket == office.bucket, _OFFICE.id == office.id)
        .values(values)
        .execution_options(synchronize_session=False)
    )


async def enterprise_of(session: AsyncSession, office: Ref) -> Ref | None:
    """The enterprise of an office, or None where there is no such office."""
    found = await session.execute(
        select(_OFFICE.enterprise_id).where(_OFFICE.bucket == office.bucket, _OFFICE.id == office.id)
    )
    enterprise = found.scalar_one_or_none()
    return None if enterprise is None else Ref("Enterprise", office.bucket, enterprise)


async def record(session: AsyncSession, row: dict[str, Any]) -> None:
    """Insert an office."""
    await session.execute(insert(Officership), [row])
