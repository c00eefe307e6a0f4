"""Statements about offices: recorded, ended, and those that matter to an enterprise's conduct."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from hub.store.ids import Ref
from hub.store.models import Officership
from hub.store.statements.sets import keys_of

_OFFICE = Officership.__table__.c


async def of_enterprises(session: AsyncSession, enterprises: Iterable[Ref]) -> Sequence[Any]:
    """Every office ever held in these enterprises, oldest first."""
    given = keys_of(enterprises)
    theirs = and_(_OFFICE.bucket == given.c.bucket, _OFFICE.enterprise_id == given.c.id)
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


async def end(session: AsyncSession, office: Ref, until: dt.date) -> None:
    """Set the last whole day of an office."""
    await session.execute(
        update(Officership)
        .where(_OFFICE.bucket == office.bucket, _OFFICE.id == office.id)
        .values(until=until)
        .execution_options(synchronize_session=False)
    )
